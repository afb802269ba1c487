#pragma once

// Signatures in the forms of JWS.

#include <cloud_governance/crypto/impl/certificate_state.hpp>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <exception>

namespace cloud_governance::detail::certificates {

using ecdsa_owner = unique_handle<ECDSA_SIG, ECDSA_SIG_free>;

[[noreturn]] inline void refuse_signing(std::string why)
{
    std::string const reasons = drain_errors();
    if (!reasons.empty())
        why += " (OpenSSL: " + reasons + ")";
    throw_failure(errc::signing_failed, std::move(why));
}

inline char const* digest_name(signature_algorithm algorithm) noexcept
{
    switch (algorithm) {
    case signature_algorithm::rs384:
    case signature_algorithm::ps384:
    case signature_algorithm::es384:
        return "SHA384";
    case signature_algorithm::rs512:
    case signature_algorithm::ps512:
    case signature_algorithm::es512:
        return "SHA512";
    default:
        return "SHA256";
    }
}

inline bool is_pss(signature_algorithm algorithm) noexcept
{
    return algorithm == signature_algorithm::ps256 || algorithm == signature_algorithm::ps384 ||
           algorithm == signature_algorithm::ps512;
}

/// Bytes of r, and of s, of an ES* signature; 0 for RSA.
inline std::size_t ecdsa_part(signature_algorithm algorithm) noexcept
{
    switch (algorithm) {
    case signature_algorithm::es256:
        return 32;
    case signature_algorithm::es384:
        return 48;
    case signature_algorithm::es512:
        return 66;
    default:
        return 0;
    }
}

/// PSS with a salt as long as the hash (RFC 7518 section 3.5); MGF1 takes the signature's hash by default.
inline bool set_padding(EVP_PKEY_CTX* context, signature_algorithm algorithm)
{
    return !is_pss(algorithm) || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
                                  EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0);
}

/// The DER form of an ECDSA signature as raw r || s; empty when it is not one.
inline std::vector<unsigned char> raw_ecdsa(std::span<unsigned char const> der, std::size_t part)
{
    unsigned char const* position = der.data();
    ecdsa_owner const signature(d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size())));
    std::vector<unsigned char> out(2 * part);
    if (!signature || position != der.data() + der.size() ||
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out.data(), static_cast<int>(part)) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out.data() + part, static_cast<int>(part)) < 0)
        out.clear();
    return out;
}

/// Raw r || s as DER; empty when that fails.
inline std::vector<unsigned char> der_ecdsa(std::span<unsigned char const> raw)
{
    auto const part = static_cast<int>(raw.size() / 2);
    ecdsa_owner const signature(ECDSA_SIG_new());
    BIGNUM* const r = BN_bin2bn(raw.data(), part, nullptr);
    BIGNUM* const s = BN_bin2bn(raw.data() + part, part, nullptr);
    if (!signature || r == nullptr || s == nullptr || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char* data = nullptr;
    int const size = i2d_ECDSA_SIG(signature.get(), &data);
    if (size < 0)
        return {};
    std::vector<unsigned char> out(data, data + size);
    OPENSSL_free(data);
    return out;
}

inline digest_context_owner make_signing_context(EVP_PKEY* key, signature_algorithm algorithm)
{
    digest_context_owner context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr; // owned by `context`
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), &key_context, digest_name(algorithm), nullptr, nullptr, key, nullptr) !=
            1 ||
        !set_padding(key_context, algorithm))
        refuse_signing("the private key cannot sign with " + std::string(to_string(algorithm)));
    return context;
}

inline std::vector<unsigned char>
sign_here(certificate_state const& state, signature_algorithm algorithm, std::string_view input)
{
    auto context = state.contexts.copy(algorithm);
    if (!context) {
        context = make_signing_context(state.key.get(), algorithm);
        state.contexts.keep(algorithm, context.get());
    }
    auto const* const data = reinterpret_cast<unsigned char const*>(input.data());
    std::size_t size = static_cast<std::size_t>((std::max)(EVP_PKEY_get_size(state.key.get()), 0)); // the longest
    std::vector<unsigned char> out(size);
    if (EVP_DigestSign(context.get(), out.data(), &size, data, input.size()) != 1)
        refuse_signing("the private key failed to sign with " + std::string(to_string(algorithm)));
    out.resize(size);
    if (std::size_t const part = ecdsa_part(algorithm); part != 0) {
        out = raw_ecdsa(out, part);
        if (out.empty())
            refuse_signing("the ECDSA signature cannot be decoded");
    }
    return out;
}

/// True when the signature, in JWS form, verifies with this public key.
inline bool
verifies(EVP_PKEY* key, signature_algorithm algorithm, std::string_view input, std::span<unsigned char const> signature)
{
    std::vector<unsigned char> der;
    if (std::size_t const part = ecdsa_part(algorithm); part != 0) {
        if (signature.size() != 2 * part)
            return false;
        der = der_ecdsa(signature);
        signature = der;
    }
    digest_context_owner const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    bool const good = context && !signature.empty() &&
                      EVP_DigestVerifyInit_ex(
                          context.get(), &key_context, digest_name(algorithm), nullptr, nullptr, key, nullptr) == 1 &&
                      set_padding(key_context, algorithm) &&
                      EVP_DigestVerify(
                          context.get(), signature.data(), signature.size(),
                          reinterpret_cast<unsigned char const*>(input.data()), input.size()) == 1;
    ERR_clear_error();
    return good;
}

inline std::vector<unsigned char>
sign_elsewhere(certificate_state const& state, signature_algorithm algorithm, std::string_view input)
{
    std::vector<unsigned char> out;
    try {
        out = state.signer(algorithm, input);
    }
    catch (failure const&) {
        throw;
    }
    catch (std::exception const& e) {
        throw_failure(errc::signing_failed, "the signer failed: " + printable(e.what()));
    }
    EVP_PKEY* const key = X509_get0_pubkey(state.chain.front().get());
    if (verifies(key, algorithm, input, out))
        return out;
    if (std::size_t const part = ecdsa_part(algorithm); part != 0) {
        auto raw = raw_ecdsa(out, part);
        ERR_clear_error();
        if (verifies(key, algorithm, input, raw))
            return raw;
    }
    throw_failure(
        errc::signing_failed,
        "the signer's " + std::string(to_string(algorithm)) + " signature (" + std::to_string(out.size()) +
            " bytes) does not verify with the certificate " + printable(state.subject) +
            ": check that it uses this certificate's key, and the algorithm it is given, on the whole input");
}

} // namespace cloud_governance::detail::certificates

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL bool certificate::supports(signature_algorithm algorithm) const noexcept
{
    if (!state_)
        return false;
    switch (algorithm) {
    case signature_algorithm::es256:
        return state_->kind == key_kind::ec && state_->bits == 256;
    case signature_algorithm::es384:
        return state_->kind == key_kind::ec && state_->bits == 384;
    case signature_algorithm::es512:
        return state_->kind == key_kind::ec && state_->bits == 521;
    default:
        return state_->kind == key_kind::rsa;
    }
}

CLOUD_GOVERNANCE_DECL signature_algorithm certificate::default_algorithm() const noexcept
{
    using enum signature_algorithm;
    for (auto const algorithm : {es256, es384, es512})
        if (supports(algorithm))
            return algorithm;
    return rs256;
}

CLOUD_GOVERNANCE_DECL std::vector<unsigned char>
certificate::sign(signature_algorithm algorithm, std::string_view signing_input) const
{
    using namespace detail::certificates;
    if (!state_)
        detail::refuse("certificate", "it is empty; load one before signing", errc::invalid_certificate);
    if (!supports(algorithm))
        detail::refuse(
            "algorithm", std::string(to_string(algorithm)) + " does not fit the certificate's key; use " +
                             std::string(to_string(default_algorithm())));
    ERR_clear_error();
    return state_->key ? sign_here(*state_, algorithm, signing_input)
                       : sign_elsewhere(*state_, algorithm, signing_input);
}

} // namespace cloud_governance
