#pragma once

// Makes the checked state of a certificate from the certificates and keys that were found.

#include <cloud_governance/core/detail/base64.hpp>
#include <cloud_governance/crypto/impl/certificate_state.hpp>

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <chrono>

namespace cloud_governance::detail::certificates {

inline std::string subject_of(X509* certificate)
{
    bio_owner const out(BIO_new(BIO_s_mem()));
    // without ESC_MSB, so that UTF-8 stays readable
    if (!out || X509_NAME_print_ex(
                    out.get(), X509_get_subject_name(certificate), 0,
                    (XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB))) < 0)
        return {};
    char* data = nullptr;
    long const size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

inline std::chrono::sys_seconds time_of(ASN1_TIME const* value)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(value, &parts) != 1) {
        ERR_clear_error();
        return {};
    }
    using namespace std::chrono;
    sys_days const day = year(parts.tm_year + 1900) / month(static_cast<unsigned>(parts.tm_mon + 1)) /
                         std::chrono::day(static_cast<unsigned>(parts.tm_mday));
    return day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

inline std::vector<unsigned char> der_of(X509* certificate)
{
    unsigned char* data = nullptr;
    int const size = i2d_X509(certificate, &data);
    if (size < 0)
        return {};
    std::vector<unsigned char> out(data, data + size);
    OPENSSL_free(data);
    return out;
}

inline std::vector<unsigned char> digest_of(X509* certificate, EVP_MD const* digest)
{
    std::vector<unsigned char> out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    if (X509_digest(certificate, digest, out.data(), &size) != 1)
        size = 0;
    out.resize(size);
    return out;
}

inline std::string hex_of(std::span<unsigned char const> data)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (unsigned char const byte : data) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

/// The certificate has this thumbprint (upper-case hex, SHA-1 or SHA-256 by its length).
inline bool has_thumbprint(X509* certificate, std::string_view thumbprint)
{
    return hex_of(digest_of(certificate, thumbprint.size() == 40 ? EVP_sha1() : EVP_sha256())) == thumbprint;
}

/// Sets kind and bits of the key, or refuses it.
inline void check_key(certificate_state& state, std::string const& where)
{
    EVP_PKEY* const key = X509_get0_pubkey(state.chain.front().get());
    if (key == nullptr)
        refuse(where, "the certificate's public key cannot be read: use an RSA or EC key");
    state.bits = static_cast<unsigned>(EVP_PKEY_get_bits(key));
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        if (state.bits < 2048)
            refuse(
                where, "the RSA key has " + std::to_string(state.bits) +
                           " bits, at least 2048 are needed: make a new key and certificate");
        state.kind = key_kind::rsa;
        return;
    }
    if (EVP_PKEY_is_a(key, "EC") == 1) {
        char name[80] = {};
        std::size_t size = 0;
        if (EVP_PKEY_get_group_name(key, name, sizeof name, &size) == 1) {
            int nid = OBJ_txt2nid(name);
            if (nid == NID_undef)
                nid = EC_curve_nist2nid(name);
            if (nid == NID_X9_62_prime256v1 || nid == NID_secp384r1 || nid == NID_secp521r1) {
                state.kind = key_kind::ec;
                return;
            }
        }
        refuse(
            where, "the EC key lies on " + (size != 0 ? printable(name) : std::string("an unnamed curve")) +
                       ": use P-256, P-384 or P-521");
    }
    char const* const name = EVP_PKEY_get0_type_name(key);
    refuse(
        where,
        "the key is of type " + printable(name != nullptr ? name : "unknown") + ": use RSA (rsaEncryption) or EC");
}

/// The leaf followed by its issuers among `others`, each issued by the next.
inline std::vector<x509_owner> ordered_chain(x509_owner leaf, std::vector<x509_owner> others)
{
    std::vector<x509_owner> chain;
    chain.push_back(std::move(leaf));
    for (;;) {
        X509* const last = chain.back().get();
        auto const issuer = std::find_if(others.begin(), others.end(), [last](x509_owner const& candidate) {
            return candidate && X509_cmp(candidate.get(), last) != 0 &&
                   X509_check_issued(candidate.get(), last) == X509_V_OK;
        });
        if (issuer == others.end())
            break;
        chain.push_back(std::move(*issuer));
    }
    ERR_clear_error();
    return chain;
}

/// The state of a leaf with its key or signer, checked, with all properties filled.
inline std::shared_ptr<certificate_state>
make_state(x509_owner leaf, std::vector<x509_owner> others, std::string const& where)
{
    auto state = std::make_shared<certificate_state>();
    state->chain = ordered_chain(std::move(leaf), std::move(others));
    X509* const own = state->chain.front().get();
    check_key(*state, where);
    state->subject = subject_of(own);
    auto const sha1 = digest_of(own, EVP_sha1());
    auto const sha256 = digest_of(own, EVP_sha256());
    if (sha1.empty() || sha256.empty())
        refuse(where, "its thumbprint cannot be computed");
    state->thumbprint_sha1 = hex_of(sha1);
    state->thumbprint_sha256 = hex_of(sha256);
    state->thumbprint_sha1_base64url = base64url_encode(sha1);
    state->thumbprint_sha256_base64url = base64url_encode(sha256);
    for (auto const& each : state->chain)
        state->x5c.push_back(base64_encode(der_of(each.get())));
    state->not_before = time_of(X509_get0_notBefore(own));
    state->not_after = time_of(X509_get0_notAfter(own));
    ERR_clear_error();
    return state;
}

/// The certificate that belongs to one of the keys, with the rest as its chain; refuses when there is none.
inline std::shared_ptr<certificate_state> pair(contents found, std::string const& where)
{
    std::string others;
    for (auto const& name : found.others)
        others += (others.empty() ? "; it holds: " : ", ") + printable(name, 60);
    if (found.certificates.empty() && found.keys.empty())
        refuse(where, "neither certificate nor private key in it" + others);
    if (found.certificates.empty())
        refuse(where, "a private key, but no certificate: add the certificate that was registered" + others);
    if (found.keys.empty())
        refuse(where, "a certificate, but no private key: add the key, or use with_signer" + others);
    for (auto& key : found.keys) {
        for (auto& candidate : found.certificates) {
            bool const fits = X509_check_private_key(candidate.get(), key.get()) == 1;
            ERR_clear_error();
            if (!fits)
                continue;
            auto leaf = std::move(candidate);
            auto state = make_state(std::move(leaf), std::move(found.certificates), where);
            state->key = std::move(key);
            return state;
        }
    }
    refuse(
        where, "the private key does not belong to the certificate (" +
                   printable(subject_of(found.certificates.front().get())) + "): give the two that were made together");
}

} // namespace cloud_governance::detail::certificates
