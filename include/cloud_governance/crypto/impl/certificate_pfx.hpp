#pragma once

// PFX (PKCS#12).

#include <cloud_governance/crypto/impl/certificate_pem.hpp>

#include <openssl/objects.h>
#include <openssl/provider.h>

namespace cloud_governance::detail::certificates {

using pfx_owner = unique_handle<PKCS12, PKCS12_free>;

inline void free_stack(STACK_OF(PKCS7) * stack) { sk_PKCS7_pop_free(stack, PKCS7_free); }
inline void free_stack(STACK_OF(PKCS12_SAFEBAG) * stack) { sk_PKCS12_SAFEBAG_pop_free(stack, PKCS12_SAFEBAG_free); }

template <class Stack>
using stack_owner = unique_handle<Stack, static_cast<void (*)(Stack*)>(free_stack)>;

/// One password as PKCS#12 takes it: null and empty are different.
struct pfx_password {
    char const* text;
    int size;
};

/// Moves certificates and keys from bags to `found`. Returns false when one could not be decrypted or decoded.
inline bool take_bags(
    STACK_OF(PKCS12_SAFEBAG) const* bags, pfx_password password, OSSL_LIB_CTX* library, contents& found, int depth = 0)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
        PKCS12_SAFEBAG* const bag = sk_PKCS12_SAFEBAG_value(bags, i);
        switch (PKCS12_SAFEBAG_get_nid(bag)) {
        case NID_keyBag:
            found.keys.emplace_back(EVP_PKCS82PKEY_ex(PKCS12_SAFEBAG_get0_p8inf(bag), library, nullptr));
            if (!found.keys.back())
                return false;
            break;
        case NID_pkcs8ShroudedKeyBag: {
            unique_handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> const plain(
                PKCS12_decrypt_skey_ex(bag, password.text, password.size, library, nullptr));
            found.keys.emplace_back(plain ? EVP_PKCS82PKEY_ex(plain.get(), library, nullptr) : nullptr);
            if (!found.keys.back())
                return false;
            break;
        }
        case NID_certBag:
            if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate)
                break;
            found.certificates.emplace_back(PKCS12_SAFEBAG_get1_cert(bag));
            if (!found.certificates.back())
                return false;
            break;
        case NID_safeContentsBag:
            if (depth >= 4 || !take_bags(PKCS12_SAFEBAG_get0_safes(bag), password, library, found, depth + 1))
                return false;
            break;
        default:
            break;
        }
    }
    return true;
}

/// Reads all contents of a PFX with one password. PKCS12_parse cannot: it requires a MAC and drops further keys.
inline bool take_contents(PKCS12* pfx, pfx_password password, OSSL_LIB_CTX* library, contents& found)
{
    stack_owner<STACK_OF(PKCS7)> const safes(PKCS12_unpack_authsafes(pfx));
    for (int i = 0; safes && i < sk_PKCS7_num(safes.get()); ++i) {
        PKCS7* const safe = sk_PKCS7_value(safes.get(), i);
        stack_owner<STACK_OF(PKCS12_SAFEBAG)> bags;
        if (PKCS7_type_is_data(safe))
            bags.reset(PKCS12_unpack_p7data(safe));
        else if (PKCS7_type_is_encrypted(safe))
            bags.reset(PKCS12_unpack_p7encdata(safe, password.text, password.size));
        else
            continue; // encrypted for a public key, which no tool writes for a client's certificate
        if (!bags || !take_bags(bags.get(), password, library, found))
            return false;
    }
    return safes != nullptr;
}

enum class pfx_outcome { opened, wrong_password, failed, no_provider };

/// Reads a PFX with the algorithms of `library` (null: the process's own); on `failed` the error queue says why.
inline pfx_outcome
open_pfx(std::span<unsigned char const> data, std::string_view password, OSSL_LIB_CTX* library, contents& found)
{
    bio_owner const bio(BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
    PKCS12* decoded = PKCS12_init_ex(NID_pkcs7_data, library, nullptr);
    // of the decoders only the one for a BIO keeps the library context
    bool const good = bio && decoded != nullptr && d2i_PKCS12_bio(bio.get(), &decoded) != nullptr;
    pfx_owner const pfx(decoded);
    if (!good)
        return pfx_outcome::failed;
    std::vector<pfx_password> candidates;
    if (password.empty())
        candidates = {{nullptr, 0}, {"", 0}};
    else
        candidates = {{password.data(), static_cast<int>(password.size())}};
    for (auto const candidate : candidates) {
        if (PKCS12_mac_present(pfx.get()) == 1 && PKCS12_verify_mac(pfx.get(), candidate.text, candidate.size) != 1) {
            if (ERR_peek_error() != 0)
                return pfx_outcome::failed; // not a mismatch: an algorithm is missing
            continue;
        }
        found = contents();
        if (take_contents(pfx.get(), candidate, library, found))
            return pfx_outcome::opened;
        if (PKCS12_mac_present(pfx.get()) == 1)
            return pfx_outcome::failed; // the password was right
        if (candidate.text == candidates.back().text)
            return pfx_outcome::failed;
        ERR_clear_error();
    }
    return pfx_outcome::wrong_password;
}

/// A copy of the key in the process's own library context: a key of another context must not outlive it.
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

/// Tries again with the legacy provider, loaded into a context of its own.
inline pfx_outcome open_legacy_pfx(std::span<unsigned char const> data, std::string_view password, contents& found)
{
    unique_handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> const library(OSSL_LIB_CTX_new());
    if (!library)
        return pfx_outcome::no_provider;
    unique_handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> const legacy(OSSL_PROVIDER_load(library.get(), "legacy"));
    unique_handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> const standard(OSSL_PROVIDER_load(library.get(), "default"));
    if (!legacy || !standard)
        return pfx_outcome::no_provider;
    contents foreign;
    auto const outcome = open_pfx(data, password, library.get(), foreign);
    if (outcome != pfx_outcome::opened)
        return outcome;
    found = contents();
    for (auto const& each : foreign.certificates)
        found.certificates.push_back(adopted(each.get()));
    for (auto const& each : foreign.keys)
        found.keys.push_back(adopted(each.get()));
    bool const complete =
        std::all_of(found.certificates.begin(), found.certificates.end(), [](auto const& each) { return !!each; }) &&
        std::all_of(found.keys.begin(), found.keys.end(), [](auto const& each) { return !!each; });
    return complete ? pfx_outcome::opened : pfx_outcome::failed;
}

/// True when the first error in OpenSSL's queue says that an algorithm is missing.
inline bool algorithm_is_missing() noexcept
{
    int const reason = ERR_GET_REASON(ERR_peek_error());
    return reason == ERR_R_UNSUPPORTED || reason == EVP_R_UNSUPPORTED_ALGORITHM ||
           reason == EVP_R_UNKNOWN_PBE_ALGORITHM;
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
    contents found;
    auto outcome = open_pfx(data, password.expose(), nullptr, found);
    bool const unsupported = outcome == pfx_outcome::failed && algorithm_is_missing();
    std::string const reasons = drain_errors();
    if (unsupported)
        outcome = open_legacy_pfx(data, password.expose(), found);
    ERR_clear_error();
    if (outcome == pfx_outcome::opened)
        return found;
    if (outcome == pfx_outcome::wrong_password)
        refuse(where, password.empty() ? "it needs a password" : "the password is wrong");
    if (!unsupported)
        refuse(where, "it cannot be opened: the password is wrong or the file is damaged (OpenSSL: " + reasons + ")");
    refuse(
        where,
        std::string("it uses an old algorithm (RC2) that OpenSSL 3 ") +
            (outcome == pfx_outcome::no_provider ? "keeps in its legacy provider, which is not installed here"
                                                 : "does not support, or the password is wrong") +
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
