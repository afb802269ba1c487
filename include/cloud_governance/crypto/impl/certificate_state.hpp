#pragma once

// What the parts of certificate.ipp share: owners of OpenSSL's objects, the password callback, the state.

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/crypto/detail/openssl.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

namespace cloud_governance::detail {
namespace certificates {

using bio_owner = unique_handle<BIO, BIO_free>;
using x509_owner = unique_handle<X509, X509_free>;
using key_owner = unique_handle<EVP_PKEY, EVP_PKEY_free>;
using digest_context_owner = unique_handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using bytes = std::vector<char, wiping_allocator<char>>;

/// Refuses a certificate or key, with OpenSSL's reasons: `<where>: <why> (OpenSSL: <reasons>)`.
[[noreturn]] inline void refuse(std::string const& where, std::string why)
{
    std::string const reasons = drain_errors();
    if (!reasons.empty())
        why += " (OpenSSL: " + reasons + ")";
    detail::refuse(where, why, errc::invalid_certificate);
}

/// The password that OpenSSL's callbacks get instead of a prompt on the terminal, and whether one asked for it.
struct passphrase {
    secret_string const& password;
    bool asked = false;
};

/// A pem_password_cb; -1 tells OpenSSL that there is no password.
inline int give_passphrase(char* buffer, int size, int /*writing*/, void* context) noexcept
{
    auto& phrase = *static_cast<passphrase*>(context);
    phrase.asked = true;
    auto const text = phrase.password.expose();
    if (text.empty() || text.size() > static_cast<std::size_t>(size))
        return -1;
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

/// The certificates and keys found in one source.
struct contents {
    std::vector<x509_owner> certificates;
    std::vector<key_owner> keys;
    /// True when a key was encrypted.
    bool encrypted = false;
    /// Names of other objects that were found, for messages.
    std::vector<std::string> others;
};

/// Contexts that are ready to sign, one for each algorithm. Copying one costs a fraction of making a new one, which
/// took an eighth of the time of an ES256 signature. Thread-safe.
class signing_contexts {
public:
    /// A context for one signature; null when none is kept, or the key's provider cannot copy it.
    digest_context_owner copy(signature_algorithm algorithm)
    {
        std::lock_guard const lock(mutex_);
        for (auto const& [known, context] : kept_)
            if (known == algorithm)
                return duplicate(context.get());
        return nullptr;
    }

    /// Keeps a copy of a context that has not signed yet.
    void keep(signature_algorithm algorithm, EVP_MD_CTX const* fresh)
    {
        auto context = duplicate(fresh);
        std::lock_guard const lock(mutex_);
        if (context)
            kept_.emplace_back(algorithm, std::move(context));
    }

private:
    static digest_context_owner duplicate(EVP_MD_CTX const* context)
    {
        digest_context_owner out(EVP_MD_CTX_new());
        if (out && EVP_MD_CTX_copy_ex(out.get(), context) != 1)
            out.reset();
        ERR_clear_error();
        return out;
    }

    std::mutex mutex_;
    std::vector<std::pair<signature_algorithm, digest_context_owner>> kept_;
};

} // namespace certificates

struct certificate_state {
    /// The key's own certificate first, each issued by the next.
    std::vector<certificates::x509_owner> chain;
    /// The private key; null when `signer` has it.
    certificates::key_owner key;
    certificate_signer signer;
    /// Contexts of `key`.
    mutable certificates::signing_contexts contexts;

    std::string subject;
    std::string thumbprint_sha1;
    std::string thumbprint_sha256;
    std::string thumbprint_sha1_base64url;
    std::string thumbprint_sha256_base64url;
    std::vector<std::string> x5c;
    std::chrono::sys_seconds not_before;
    std::chrono::sys_seconds not_after;
    cloud_governance::key_kind kind = key_kind::none;
    unsigned bits = 0;
    std::vector<std::string> warnings;
};

} // namespace cloud_governance::detail
