#pragma once

// PFX (PKCS#12).

#include <cloud_governance/impl/certificate_pem.ipp>

#include <openssl/objects.h>
#include <openssl/provider.h>

namespace cloud_governance::detail::certificates {

using pfx_owner = std::unique_ptr<PKCS12, releaser<PKCS12_free>>;

struct certificate_stack_releaser {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};

/// Reads a PFX with the algorithms of `library` (null: the process's own). False: it could not be decrypted.
inline bool open_pfx(std::span<unsigned char const> data, char const* password, OSSL_LIB_CTX* library, contents& found)
{
    pfx_owner pfx(PKCS12_init_ex(NID_pkcs7_data, library, nullptr));
    unsigned char const* position = data.data();
    PKCS12* reused = pfx.get();
    if (!pfx || d2i_PKCS12(&reused, &position, static_cast<long>(data.size())) == nullptr) {
        if (reused == nullptr)
            static_cast<void>(pfx.release()); // a failed decode has freed it
        return false;
    }
    EVP_PKEY* key = nullptr;
    X509* own = nullptr;
    STACK_OF(X509)* others = nullptr;
    bool const opened = PKCS12_parse(pfx.get(), password, &key, &own, &others) == 1;
    key_owner key_guard(key);
    x509_owner own_guard(own);
    std::unique_ptr<STACK_OF(X509), certificate_stack_releaser> const others_guard(others);
    if (!opened)
        return false;
    if (key_guard)
        found.keys.push_back(std::move(key_guard));
    if (own_guard)
        found.certificates.push_back(std::move(own_guard));
    while (others != nullptr && sk_X509_num(others) > 0)
        found.certificates.emplace_back(sk_X509_shift(others));
    return true;
}

/// The key in the process's own library context: one of a private context must not outlive that.
inline key_owner adopted(EVP_PKEY* key)
{
    unsigned char* data = nullptr;
    int const size = i2d_PrivateKey(key, &data);
    if (size <= 0)
        return nullptr;
    unsigned char const* position = data;
    key_owner out(d2i_PrivateKey(EVP_PKEY_get_base_id(key), nullptr, &position, size));
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    return out;
}

inline x509_owner adopted(X509* certificate)
{
    auto const der = der_of(certificate);
    unsigned char const* position = der.data();
    return x509_owner(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
}

enum class legacy_outcome { opened, failed, no_provider };

/// Tries again with the legacy provider, loaded into a context of its own.
inline legacy_outcome open_legacy_pfx(std::span<unsigned char const> data, char const* password, contents& found)
{
    std::unique_ptr<OSSL_LIB_CTX, releaser<OSSL_LIB_CTX_free>> const library(OSSL_LIB_CTX_new());
    if (!library)
        return legacy_outcome::no_provider;
    std::unique_ptr<OSSL_PROVIDER, releaser<OSSL_PROVIDER_unload>> const legacy(
        OSSL_PROVIDER_load(library.get(), "legacy"));
    std::unique_ptr<OSSL_PROVIDER, releaser<OSSL_PROVIDER_unload>> const standard(
        OSSL_PROVIDER_load(library.get(), "default"));
    if (!legacy || !standard)
        return legacy_outcome::no_provider;
    contents foreign;
    if (!open_pfx(data, password, library.get(), foreign))
        return legacy_outcome::failed;
    for (auto const& each : foreign.certificates)
        if (auto certificate = adopted(each.get()))
            found.certificates.push_back(std::move(certificate));
    for (auto const& each : foreign.keys)
        if (auto key = adopted(each.get()))
            found.keys.push_back(std::move(key));
    return legacy_outcome::opened;
}

/// OpenSSL's queue has this reason; the queue is left as it is.
inline bool queue_ends_with(int library, int reason) noexcept
{
    unsigned long const code = ERR_peek_last_error();
    return ERR_GET_LIB(code) == library && ERR_GET_REASON(code) == reason;
}

inline contents read_pfx(std::span<unsigned char const> data, std::string const& where, secret_string const& password)
{
    check_password(password);
    ERR_clear_error();
    if (data.empty())
        refuse(where, "it is empty");
    if (data.size() > size_limit)
        refuse(where, "it is larger than 1 MiB");
    {
        unsigned char const* position = data.data();
        pfx_owner const probe(d2i_PKCS12(nullptr, &position, static_cast<long>(data.size())));
        if (!probe) {
            std::string_view const text(reinterpret_cast<char const*>(data.data()), data.size());
            if (text.find("-----BEGIN ") != std::string_view::npos) {
                ERR_clear_error();
                refuse(where, "it is PEM, not PFX (PKCS#12): load it with from_pem_file or from_pem");
            }
            refuse(where, "it is not a PFX (PKCS#12) file, or it is cut off");
        }
    }
    bytes phrase(password.expose().begin(), password.expose().end());
    phrase.push_back('\0');
    contents found;
    if (open_pfx(data, phrase.data(), nullptr, found))
        return found;
    if (queue_ends_with(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE)) {
        ERR_clear_error();
        refuse(where, password.empty() ? "it needs a password" : "the password is wrong");
    }
    std::string const reasons = openssl_reasons();
    auto const outcome = open_legacy_pfx(data, phrase.data(), found);
    ERR_clear_error();
    if (outcome == legacy_outcome::opened)
        return found;
    refuse(
        where,
        std::string(
            "it cannot be decrypted: the password is wrong, or it uses an old algorithm (RC2) that OpenSSL 3 ") +
            (outcome == legacy_outcome::no_provider ? "keeps in its legacy provider, which is not installed here"
                                                    : "does not support") +
            "; convert it with `openssl pkcs12 -legacy -in old.pfx -out new.pem` and load that with from_pem_file, or "
            "export it again with AES-256 (OpenSSL: " +
            reasons + ")");
}

inline std::span<unsigned char const> span_of(bytes const& data) noexcept
{
    return {reinterpret_cast<unsigned char const*>(data.data()), data.size()};
}

} // namespace cloud_governance::detail::certificates

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL certificate certificate::from_pfx_file(std::string const& path, secret_string const& password)
{
    using namespace detail::certificates;
    std::string const where = "PFX file " + printable(path);
    auto const data = read_file(path, where);
    auto state = pair(read_pfx(span_of(data), where, password), where);
    if (auto warning = mode_warning(path); password.empty() && !warning.empty())
        state->warnings.push_back(std::move(warning));
    return certificate(std::move(state));
}

CLOUD_GOVERNANCE_DECL certificate
certificate::from_pfx(std::span<unsigned char const> bytes, secret_string const& password)
{
    using namespace detail::certificates;
    return certificate(pair(read_pfx(bytes, "PFX bytes", password), "PFX bytes"));
}

} // namespace cloud_governance
