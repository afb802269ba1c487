#pragma once

// OpenSSL's handles for the fake service; included by .ipp files only.

#include <cloud_governance/core/error.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::testing::detail {

template <auto Free>
struct openssl_free {
    template <class T>
    void operator()(T* handle) const noexcept
    {
        Free(handle);
    }
};
template <class T, auto Free>
using openssl_handle = std::unique_ptr<T, openssl_free<Free>>;

using bio_handle = openssl_handle<BIO, BIO_free_all>;
using key_handle = openssl_handle<EVP_PKEY, EVP_PKEY_free>;
using key_context_handle = openssl_handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using digest_context_handle = openssl_handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using x509_handle = openssl_handle<X509, X509_free>;
using x509_name_handle = openssl_handle<X509_NAME, X509_NAME_free>;
using x509_extension_handle = openssl_handle<X509_EXTENSION, X509_EXTENSION_free>;
using bignum_handle = openssl_handle<BIGNUM, BN_free>;
using ecdsa_signature_handle = openssl_handle<ECDSA_SIG, ECDSA_SIG_free>;

/// The reasons in OpenSSL's error queue, which is empty afterwards.
inline std::string take_openssl_errors()
{
    std::string text;
    while (auto const code = ERR_get_error()) {
        char line[256];
        ERR_error_string_n(code, line, sizeof line);
        text.append(text.empty() ? "" : "; ").append(line);
    }
    return text;
}

/// Throws `failure` with what OpenSSL says unless `ok`.
inline void require_openssl(bool ok, char const* action, errc code = errc::invalid_certificate)
{
    if (!ok)
        throw_failure(code, std::string(action) + " failed: " + take_openssl_errors());
}

inline std::string bio_text(BIO* bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

inline bio_handle bio_of(std::string_view text)
{
    bio_handle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    require_openssl(bio != nullptr, "BIO_new_mem_buf");
    return bio;
}

} // namespace cloud_governance::testing::detail
