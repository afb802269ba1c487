#pragma once

// Signatures of JSON Web Tokens by OpenSSL alone, to judge the library's; included by .ipp files only.

#include <cloud_governance/testing/detail/text.hpp>

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::testing::detail {

/// A compact JWS taken apart (RFC 7515 section 7.1); the signature is not checked yet.
class parsed_jws {
public:
    parsed_jws() = default;
    boost::json::object header;
    boost::json::object payload;
    std::string signing_input;
    std::string signature;
};

/// Nothing unless it has three parts of base64url without padding and two JSON objects.
inline std::optional<parsed_jws> parse_jws(std::string_view compact)
{
    auto const first = compact.find('.');
    auto const second = first == std::string_view::npos ? first : compact.find('.', first + 1);
    if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    auto const header = base64url_decode(compact.substr(0, first));
    auto const payload = base64url_decode(compact.substr(first + 1, second - first - 1));
    auto const signature = base64url_decode(compact.substr(second + 1));
    if (!header || !payload || !signature)
        return std::nullopt;
    boost::system::error_code error;
    auto const header_value = boost::json::parse(*header, error);
    if (error || !header_value.is_object())
        return std::nullopt;
    auto const payload_value = boost::json::parse(*payload, error);
    if (error || !payload_value.is_object())
        return std::nullopt;
    parsed_jws out;
    out.header = header_value.get_object();
    out.payload = payload_value.get_object();
    out.signing_input = compact.substr(0, second);
    out.signature = *signature;
    return out;
}

/// The digest of RS256, PS384, ES512 …; null for any other name.
inline EVP_MD const* jws_digest(std::string_view algorithm)
{
    if (algorithm.size() != 5 ||
        (!algorithm.starts_with("RS") && !algorithm.starts_with("PS") && !algorithm.starts_with("ES")))
        return nullptr;
    auto const bits = algorithm.substr(2);
    return bits == "256" ? EVP_sha256() : bits == "384" ? EVP_sha384() : bits == "512" ? EVP_sha512() : nullptr;
}

/// r || s (RFC 7518 section 3.4) as the DER structure that OpenSSL wants; nullopt when the size is wrong.
inline std::optional<std::string> ecdsa_to_der(std::string_view raw, std::size_t size)
{
    if (raw.size() != 2 * size)
        return std::nullopt;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(raw.data());
    ecdsa_signature_handle const signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(
        signature.get(), BN_bin2bn(bytes, static_cast<int>(size), nullptr),
        BN_bin2bn(bytes + size, static_cast<int>(size), nullptr));
    unsigned char* der = nullptr;
    int const length = i2d_ECDSA_SIG(signature.get(), &der);
    if (length <= 0)
        return std::nullopt;
    std::string out(reinterpret_cast<char const*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return out;
}

inline bool verify_jws(EVP_PKEY* key, std::string_view algorithm, parsed_jws const& token)
{
    auto const* const digest = jws_digest(algorithm);
    bool const elliptic = algorithm.starts_with("ES");
    if (!digest || EVP_PKEY_get_base_id(key) != (elliptic ? EVP_PKEY_EC : EVP_PKEY_RSA))
        return false;
    std::string signature = token.signature;
    if (elliptic) {
        // each algorithm has its own curve: 256 bits, 384 bits, 521 bits
        auto const bits = EVP_PKEY_get_bits(key);
        if (bits != (algorithm == "ES512" ? 521 : EVP_MD_get_size(digest) * 8))
            return false;
        auto const der = ecdsa_to_der(signature, static_cast<std::size_t>(bits + 7) / 8);
        if (!der)
            return false;
        signature = *der;
    }
    digest_context_handle const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr; // owned by `context`
    bool ok = EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key) == 1;
    if (ok && algorithm.starts_with("PS"))
        ok = EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1;
    ok = ok && EVP_DigestVerify(
                   context.get(), reinterpret_cast<unsigned char const*>(signature.data()), signature.size(),
                   reinterpret_cast<unsigned char const*>(token.signing_input.data()), token.signing_input.size()) == 1;
    take_openssl_errors();
    return ok;
}

/// A compact JWS signed with ES256.
inline std::string sign_es256(EVP_PKEY* key, boost::json::object const& header, boost::json::object const& payload)
{
    auto const input = base64url(boost::json::serialize(header)) + '.' + base64url(boost::json::serialize(payload));
    digest_context_handle const context(EVP_MD_CTX_new());
    std::string der(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = der.size();
    require_openssl(
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
            EVP_DigestSign(
                context.get(), reinterpret_cast<unsigned char*>(der.data()), &size,
                reinterpret_cast<unsigned char const*>(input.data()), input.size()) == 1,
        "signing a token", errc::signing_failed);
    auto const* at = reinterpret_cast<unsigned char const*>(der.data());
    ecdsa_signature_handle const signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    require_openssl(signature != nullptr, "reading a signature", errc::signing_failed);
    std::string raw(64, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(raw.data());
    require_openssl(
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32) == 32 &&
            BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32) == 32,
        "reading a signature", errc::signing_failed);
    return input + '.' + base64url(raw);
}

} // namespace cloud_governance::testing::detail
