#pragma once

// OpenSSL's STORE.

#include <cloud_governance/crypto/impl/certificate_pem.hpp>

#include <openssl/store.h>
#include <openssl/ui.h>

namespace cloud_governance::detail::certificates {

/// A URI for messages, cut before a PIN, which is in its query or, wrongly, in its path.
inline std::string shown_uri(std::string_view uri)
{
    std::size_t const end = (std::min)(uri.find('?'), uri.find("pin-"));
    return printable(uri.substr(0, end), 200) + (end < uri.size() ? "…" : "");
}

inline contents read_store(std::string const& uri, std::string const& where, secret_string const& password)
{
    ERR_clear_error();
    passphrase phrase{password};
    contents found;
    unique_handle<UI_METHOD, UI_destroy_method> const prompt(UI_UTIL_wrap_read_pem_callback(give_passphrase, 0));
    // the error queue may quote the URI with its PIN
    auto const fail = [&where](char const* why) {
        throw_failure(errc::invalid_certificate, where + ": " + why + " (OpenSSL: " + drain_errors(false) + ")");
    };
    unique_handle<OSSL_STORE_CTX, OSSL_STORE_close> const store(
        OSSL_STORE_open(uri.c_str(), prompt.get(), &phrase, nullptr, nullptr));
    if (!store)
        fail("it cannot be opened: check the URI, and that OpenSSL has a provider for its scheme");
    int names = 0;
    for (int failures = 0; OSSL_STORE_eof(store.get()) == 0 && failures < 16;) {
        unique_handle<OSSL_STORE_INFO, OSSL_STORE_INFO_free> const item(OSSL_STORE_load(store.get()));
        if (!item) {
            ++failures;
            continue;
        }
        switch (OSSL_STORE_INFO_get_type(item.get())) {
        case OSSL_STORE_INFO_CERT:
            found.certificates.emplace_back(OSSL_STORE_INFO_get1_CERT(item.get()));
            break;
        case OSSL_STORE_INFO_PKEY:
            found.keys.emplace_back(OSSL_STORE_INFO_get1_PKEY(item.get()));
            break;
        case OSSL_STORE_INFO_NAME:
            ++names;
            break;
        default:
            break;
        }
    }
    if (found.certificates.empty() && found.keys.empty()) {
        if (names > 0)
            fail("it is a list of objects: give the URI of one, or search a folder with from_folder");
        if (phrase.asked)
            fail(
                password.empty() ? "it needs a password or PIN: give it as password"
                                 : "nothing in it can be opened: the password or PIN is wrong");
        fail("it holds neither certificate nor private key that can be read");
    }
    ERR_clear_error();
    return found;
}

} // namespace cloud_governance::detail::certificates

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL certificate
certificate::from_store(std::string const& uri, secret_string const& password, std::string_view certificate_pem)
{
    using namespace detail::certificates;
    check_password(password);
    std::string const where = "certificate store " + shown_uri(uri);
    contents found = read_store(uri, where, password);
    if (!certificate_pem.empty()) {
        secret_string const none;
        passphrase phrase{none};
        found.certificates = std::move(read_pem(certificate_pem, "certificate_pem", phrase, false).certificates);
    }
    return certificate(pair(std::move(found), where));
}

} // namespace cloud_governance
