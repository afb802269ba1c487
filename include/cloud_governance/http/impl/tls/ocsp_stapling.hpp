#pragma once

#include <cloud_governance/crypto/detail/openssl.hpp>
#include <cloud_governance/http/impl/tls/session_cache.hpp>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <limits>

namespace cloud_governance::http::detail {

using cloud_governance::detail::unique_handle;

/// A certificate's revocation status after a handshake.
class revocation_state {
public:
    /// OpenSSL's code: `X509_V_OK`, or why the certificate is not accepted.
    long verified = X509_V_OK;
    /// Why the status is not accepted; empty when it is.
    char const* why = "";
    /// When the stapled response expires.
    std::time_t good_until = (std::numeric_limits<std::time_t>::max)();
};

/// True when the certificate requires a stapled status (RFC 7633, status_request).
inline bool must_be_stapled(X509* certificate)
{
    unique_handle<TLS_FEATURE, TLS_FEATURE_free> const features(
        static_cast<TLS_FEATURE*>(X509_get_ext_d2i(certificate, NID_tlsfeature, nullptr, nullptr)));
    for (int i = 0; i < sk_ASN1_INTEGER_num(features.get()); ++i)
        if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == TLSEXT_TYPE_status_request)
            return true;
    return false;
}

/// The part of the response that is for `certificate`, with whichever hash it identifies it; null when there is none.
inline OCSP_SINGLERESP* status_of(OCSP_BASICRESP* response, X509* certificate, X509* issuer)
{
    for (int i = 0; i < OCSP_resp_count(response); ++i) {
        OCSP_SINGLERESP* const single = OCSP_resp_get0(response, i);
        auto* const named = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single)); // only looked at
        ASN1_OBJECT* hash = nullptr;
        OCSP_id_get0_info(nullptr, &hash, nullptr, nullptr, named);
        EVP_MD const* const known = EVP_get_digestbyobj(hash);
        unique_handle<OCSP_CERTID, OCSP_CERTID_free> const own(
            known != nullptr ? OCSP_cert_to_id(known, certificate, issuer) : nullptr);
        if (own && OCSP_id_cmp(own.get(), named) == 0)
            return single;
    }
    return nullptr;
}

/** Verifies a stapled response: it must be signed, current, for this certificate, and say `good`.

    RFC 6066 section 8: a response that is not satisfactory ends the handshake. One that only reports that the responder
    had a problem (RFC 6960 section 2.3) is not signed and says nothing about the certificate: it is ignored.
*/
inline revocation_state
read_stapled(unsigned char const* bytes, long size, STACK_OF(X509) * chain, X509_STORE* trusted, bool demanded)
{
    constexpr long leeway = 5 * 60;             // clocks differ
    constexpr long longest_unended = 24 * 3600; // RFC 6960 sets no end where nextUpdate is left out; this does
    auto const unusable = [](char const* why) { return revocation_state{X509_V_ERR_OCSP_VERIFY_FAILED, why}; };

    unique_handle<OCSP_RESPONSE, OCSP_RESPONSE_free> const response(
        bytes != nullptr ? d2i_OCSP_RESPONSE(nullptr, &bytes, size) : nullptr);
    if (size > 0 && !response)
        return unusable("the stapled response cannot be read");
    if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        if (demanded)
            return {X509_V_ERR_OCSP_VERIFY_NEEDED, "it demands a stapled response, and there was none"};
        return {};
    }
    unique_handle<OCSP_BASICRESP, OCSP_BASICRESP_free> const basic(OCSP_response_get1_basic(response.get()));
    if (!basic)
        return unusable("the stapled response cannot be read");
    if (OCSP_basic_verify(basic.get(), chain, trusted, 0) != 1)
        return unusable("the stapled response is not signed by the certificate's authority");
    X509* const certificate = sk_X509_value(chain, 0);
    OCSP_SINGLERESP* const single =
        status_of(basic.get(), certificate, sk_X509_value(chain, sk_X509_num(chain) > 1 ? 1 : 0));
    if (single == nullptr)
        return unusable("the stapled response is for another certificate");

    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    int const status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &until);
    if (status == V_OCSP_CERTSTATUS_REVOKED) // a revocation does not expire
        return {X509_V_ERR_CERT_REVOKED, "the stapled response says so"};
    if (OCSP_check_validity(from, until, leeway, until != nullptr ? -1 : longest_unended) != 1)
        return unusable("the stapled response has expired or is not valid yet");
    if (status != V_OCSP_CERTSTATUS_GOOD)
        return {X509_V_ERR_OCSP_CERT_UNKNOWN, "the stapled response says so"};
    return {X509_V_OK, "", until != nullptr ? time_of(until) : time_of(from) + longest_unended};
}

/// Makes the connections of `context` ask for a stapled OCSP response and end the handshake when the certificate is
/// revoked.
inline void ask_for_stapled_response(SSL_CTX* context)
{
    SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(
        context, +[](SSL* connection, void*) {
            // a resumed session has neither certificate nor response; it ends with `good_until`
            if (SSL_session_reused(connection) == 1)
                return 1;
            unsigned char const* bytes = nullptr;
            long const size = SSL_get_tlsext_status_ocsp_resp(connection, &bytes);
            STACK_OF(X509)* const chain = SSL_get0_verified_chain(connection);
            revocation_state const state = read_stapled(
                bytes, size, chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(connection)),
                must_be_stapled(sk_X509_value(chain, 0)));
            ERR_clear_error();
            auto* const known = static_cast<known_of_session*>(SSL_get_app_data(connection));
            known->stapled_until = state.good_until;
            known->revocation = state.why;
            if (state.verified == X509_V_OK)
                return 1;
            SSL_set_verify_result(connection, state.verified);
            return 0;
        });
}

} // namespace cloud_governance::http::detail
