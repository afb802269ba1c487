#pragma once

// What the parts of certificate.ipp share: OpenSSL's objects as owners, its error queue as text, the state.

#include <cloud_governance/crypto/certificate.hpp>

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

template <auto Free>
struct releaser {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

using bio_owner = std::unique_ptr<BIO, releaser<BIO_free>>;
using x509_owner = std::unique_ptr<X509, releaser<X509_free>>;
using key_owner = std::unique_ptr<EVP_PKEY, releaser<EVP_PKEY_free>>;
using digest_context_owner = std::unique_ptr<EVP_MD_CTX, releaser<EVP_MD_CTX_free>>;
using bytes = std::vector<char, wiping_allocator<char>>;

/// The reasons on OpenSSL's error queue, earliest (the root cause) first; empties the queue.
inline std::string openssl_reasons(bool with_data = true)
{
    std::vector<std::string> reasons;
    char const* data = nullptr;
    int flags = 0;
    while (unsigned long const code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        char const* const text = ERR_reason_error_string(code);
        std::string reason = text != nullptr ? text : "error " + std::to_string(ERR_GET_REASON(code));
        if (with_data && (flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0')
            reason.append(" (").append(printable(data, 120)).append(")");
        if (reasons.size() < 3 && std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
            reasons.push_back(std::move(reason));
    }
    std::string out;
    for (auto const& reason : reasons)
        out += (out.empty() ? "" : "; ") + reason;
    return out;
}

/// Throws invalid_certificate: "<where>: <why> (OpenSSL: <reasons>)".
[[noreturn]] inline void refuse(std::string const& where, std::string why)
{
    std::string const reasons = openssl_reasons();
    if (!reasons.empty())
        why += " (OpenSSL: " + reasons + ")";
    throw_failure(errc::invalid_certificate, where + ": " + why);
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

/// What was found in one source.
struct contents {
    std::vector<x509_owner> certificates;
    std::vector<key_owner> keys;
    /// A key was encrypted.
    bool encrypted = false;
    /// Other things that were found, for messages.
    std::vector<std::string> others;
};

/// Contexts that are ready to sign, one for each algorithm. A copy of one costs a fraction of a new one, which took an
/// eighth of an ES256 signature's time. Thread-safe.
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

    /// Keeps a copy of one that has signed nothing yet.
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
    /// Null when `signer` has it.
    certificates::key_owner key;
    certificate_signer signer;
    /// Of `key`.
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
