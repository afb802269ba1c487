#pragma once

// Verifies JWS signatures with OpenSSL, independently of the library's own code.

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string_view>
#include <vector>

/// `signature` is one of `key` over `input` as RFC 7518 defines `algorithm` (its registered name).
inline bool signature_is_good(
    EVP_PKEY* key, std::string_view algorithm, std::string_view input, std::vector<unsigned char> signature)
{
    auto const bits = algorithm.substr(2);
    EVP_MD const* const digest = bits == "256" ? EVP_sha256() : bits == "384" ? EVP_sha384() : EVP_sha512();
    if (algorithm.starts_with("ES")) {
        std::size_t const part = bits == "256" ? 32 : bits == "384" ? 48 : 66;
        if (signature.size() != 2 * part)
            return false;
        ECDSA_SIG* const pair = ECDSA_SIG_new();
        ECDSA_SIG_set0(
            pair, BN_bin2bn(signature.data(), static_cast<int>(part), nullptr),
            BN_bin2bn(signature.data() + part, static_cast<int>(part), nullptr));
        unsigned char* der = nullptr;
        int const size = i2d_ECDSA_SIG(pair, &der);
        signature.assign(der, der + size);
        OPENSSL_free(der);
        ECDSA_SIG_free(pair);
    }
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    if (EVP_DigestVerifyInit(context.get(), &settings, digest, nullptr, key) != 1)
        return false;
    if (algorithm.starts_with("PS")) {
        // an exact salt length: a signature with another one does not verify
        EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, EVP_MD_get_size(digest));
        EVP_PKEY_CTX_set_rsa_mgf1_md(settings, digest);
    }
    bool const good = EVP_DigestVerify(
                          context.get(), signature.data(), signature.size(),
                          reinterpret_cast<unsigned char const*>(input.data()), input.size()) == 1;
    ERR_clear_error();
    return good;
}
