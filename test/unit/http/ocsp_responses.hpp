#pragma once

// An authority that says what a test wants about its certificates by OCSP.

#include "raw_server.hpp"

#include <cloud_governance/testing/detail/certificate_builder.hpp>

#include <openssl/ocsp.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace ocsp_test {

namespace testing = cloud_governance::testing;
using testing::detail::key_handle;
using testing::detail::openssl_handle;
using testing::detail::require_openssl;
using testing::detail::x509_handle;

inline x509_handle certificate_of(testing::certificate_pem const& pem)
{
    return x509_handle(PEM_read_bio_X509(testing::detail::bio_of(pem.certificate).get(), nullptr, nullptr, nullptr));
}

inline key_handle key_of(testing::certificate_pem const& pem)
{
    return key_handle(
        PEM_read_bio_PrivateKey(testing::detail::bio_of(pem.private_key).get(), nullptr, nullptr, nullptr));
}

/// What a response says, with times from now.
struct answer {
    int status = V_OCSP_CERTSTATUS_GOOD;
    std::chrono::seconds from = std::chrono::hours(-1);
    std::optional<std::chrono::seconds> until = std::chrono::hours(1);
    EVP_MD const* hash = EVP_sha1();
};

class authority {
public:
    explicit authority(std::string_view subject = "CN=authority with OCSP")
        : own(testing::detail::build_certificate(
              subject, {.key = testing::certificate_key::ec_p256}, testing::detail::certificate_role::authority))
    {
    }

    /// A certificate for 127.0.0.1; extensions by number, in place of those it would have.
    testing::certificate_pem
    issue(std::map<int, std::string> const& extensions = {}, std::string_view subject = "CN=issued") const
    {
        auto out = testing::detail::build_certificate(
            subject, {.key = testing::certificate_key::ec_p256, .ip_addresses = {"127.0.0.1"}},
            testing::detail::certificate_role::issued, &own);
        auto const certificate = certificate_of(out);
        for (auto const& [kind, value] : extensions) {
            if (int const at = X509_get_ext_by_NID(certificate.get(), kind, -1); at >= 0)
                X509_EXTENSION_free(X509_delete_ext(certificate.get(), at));
            testing::detail::add_extension(certificate.get(), certificate_of(own).get(), kind, value);
        }
        require_openssl(X509_sign(certificate.get(), key_of(own).get(), EVP_sha256()) > 0, "X509_sign");
        testing::detail::bio_handle const bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(bio.get(), certificate.get());
        out.certificate = testing::detail::bio_text(bio.get());
        return out;
    }

    /// A response about `subject` in DER, signed by the authority, or by `signer`.
    std::string respond(
        testing::certificate_pem const& subject, answer const& says = {},
        testing::certificate_pem const* signer = nullptr) const
    {
        using time_handle = openssl_handle<ASN1_TIME, ASN1_TIME_free>;
        auto const at = [](std::chrono::seconds from_now) {
            return time_handle(X509_gmtime_adj(nullptr, static_cast<long>(from_now.count())));
        };
        openssl_handle<OCSP_CERTID, OCSP_CERTID_free> const id(
            OCSP_cert_to_id(says.hash, certificate_of(subject).get(), certificate_of(own).get()));
        openssl_handle<OCSP_BASICRESP, OCSP_BASICRESP_free> const basic(OCSP_BASICRESP_new());
        bool const revoked = says.status == V_OCSP_CERTSTATUS_REVOKED;
        auto const when = at(says.from);
        auto const until = says.until ? at(*says.until) : nullptr;
        require_openssl(
            OCSP_basic_add1_status(
                basic.get(), id.get(), says.status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked ? when.get() : nullptr,
                when.get(), until.get()) != nullptr,
            "OCSP_basic_add1_status");
        auto const& by = signer != nullptr ? *signer : own;
        require_openssl(
            OCSP_basic_sign(basic.get(), certificate_of(by).get(), key_of(by).get(), EVP_sha256(), nullptr, 0) == 1,
            "OCSP_basic_sign");
        return encoded(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get());
    }

    /// The reply of a responder that has a problem; nobody signs it.
    static std::string problem() { return encoded(OCSP_RESPONSE_STATUS_TRYLATER, nullptr); }

    testing::certificate_pem const own;

private:
    static std::string encoded(int status, OCSP_BASICRESP* basic)
    {
        openssl_handle<OCSP_RESPONSE, OCSP_RESPONSE_free> const response(OCSP_response_create(status, basic));
        std::string out(static_cast<std::size_t>(i2d_OCSP_RESPONSE(response.get(), nullptr)), '\0');
        auto* into = reinterpret_cast<unsigned char*>(out.data());
        i2d_OCSP_RESPONSE(response.get(), &into);
        return out;
    }
};

/// Lets `context` staple `response`, which must outlive it, when a client asks.
inline void staple(SSL_CTX* context, std::string const& response)
{
    SSL_CTX_set_tlsext_status_arg(context, const_cast<std::string*>(&response));
    SSL_CTX_set_tlsext_status_cb(
        context, +[](SSL* session, void* argument) {
            auto const& bytes = *static_cast<std::string const*>(argument);
            if (bytes.empty())
                return SSL_TLSEXT_ERR_NOACK;
            SSL_set_tlsext_status_ocsp_resp(
                session, OPENSSL_memdup(bytes.data(), bytes.size()), static_cast<int>(bytes.size()));
            return SSL_TLSEXT_ERR_OK;
        });
}

} // namespace ocsp_test
