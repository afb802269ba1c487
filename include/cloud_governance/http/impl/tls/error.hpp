#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/crypto/detail/openssl.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/// The host names and addresses of a certificate, for a message: five at most. Empty when it has none.
inline std::string names_of(X509* certificate)
{
    cloud_governance::detail::unique_handle<GENERAL_NAMES, GENERAL_NAMES_free> const names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    constexpr int most = 5;
    std::string out;
    int count = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        GENERAL_NAME const* const name = sk_GENERAL_NAME_value(names.get(), i);
        std::string text;
        if (name->type == GEN_DNS) {
            auto const* const begin = reinterpret_cast<char const*>(ASN1_STRING_get0_data(name->d.dNSName));
            text = std::string_view(begin, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
        }
        else if (name->type == GEN_IPADD) {
            unsigned char const* const byte = ASN1_STRING_get0_data(name->d.iPAddress);
            int const size = ASN1_STRING_length(name->d.iPAddress);
            text = "IP ";
            for (int at = 0; at < size; ++at) {
                char piece[8];
                if (size == 4)
                    std::snprintf(piece, sizeof piece, at == 0 ? "%d" : ".%d", byte[at]);
                else
                    std::snprintf(piece, sizeof piece, at != 0 && at % 2 == 0 ? ":%02x" : "%02x", byte[at]);
                text += piece;
            }
        }
        else {
            continue;
        }
        if (count++ == most)
            return out + ", …";
        out += (out.empty() ? "" : ", ") + printable(text, 80);
    }
    return out;
}

/// The error of a certificate that was refused; `names` are its host names, `revocation` says what is wrong with its
/// status.
inline error
certificate_refusal(std::string const& host, long verified, std::string const& names, std::string const& revocation)
{
    error out(errc::peer_not_trusted, "certificate of " + host + ": " + X509_verify_cert_error_string(verified));
    if (!revocation.empty())
        out.diagnostics.detail += " (" + revocation + ")";
    auto const hint = [&out](char const* text) { out.diagnostics.hints.emplace_back(text); };
    switch (verified) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        if (names.empty()) {
            out.diagnostics.detail += " (it has no subjectAltName)";
            hint("a name in a certificate's subject (CN) does not count (RFC 9525): the server needs another "
                 "certificate");
            break;
        }
        out.diagnostics.detail += " (it is for " + names + ")";
        hint("the certificate is for another host name: check the URL, or a proxy in between");
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        hint("the server needs a new certificate, unless this machine's clock is ahead: check both");
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        hint("this machine's clock is behind, or the server's certificate is for a later time: check both");
        break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        hint("add the certificate itself to tls.trust_file, trust_directory or trust_pem if you trust it");
        break;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
        hint("the server needs a certificate with a stronger key (RSA of 2048 bits, P-256) or signature (SHA-256)");
        break;
    case X509_V_ERR_CERT_REVOKED:
        hint("its authority has revoked the certificate: the server needs a new one");
        break;
    case X509_V_ERR_OCSP_CERT_UNKNOWN:
        hint("its authority does not know the certificate: the server needs a new one");
        break;
    case X509_V_ERR_OCSP_VERIFY_FAILED:
        hint("the server has to fetch a new OCSP response, unless this machine's clock is off: check both");
        break;
    case X509_V_ERR_OCSP_VERIFY_NEEDED:
        hint("OCSP stapling has to be turned on at the server, as its certificate demands");
        break;
    case X509_V_ERR_INVALID_PURPOSE:
        hint("the certificate is not for servers");
        break;
    default:
        hint(
            "add the issuing authority to tls.trust_file, trust_directory or trust_pem if you trust it; the server may "
            "also have left out an intermediate certificate");
    }
    return out;
}

/// The error of TLS that failed for another reason, with OpenSSL's reasons; `what` says where it failed.
inline error tls_failure(std::string what)
{
    unsigned long const first = ERR_peek_error();
    std::string const reasons = cloud_governance::detail::drain_errors();
    error out(errc::tls_failed, std::move(what) + ": " + (reasons.empty() ? "it was cut off" : reasons));
    auto const hint = [&out](char const* text) { out.diagnostics.hints.emplace_back(text); };
    if (ERR_GET_LIB(first) != ERR_LIB_SSL)
        return out;
    switch (ERR_GET_REASON(first)) {
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
        hint("the server speaks no TLS version from tls.minimum_version up");
        break;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
        hint("the server does not speak TLS on this port: check the URL");
        break;
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        hint("the server has no cipher in common with this machine, or wants tls.client_certificate");
        break;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        hint("the server wants another client certificate: check tls.client_certificate");
        break;
    default:
        break;
    }
    return out;
}

} // namespace cloud_governance::http::detail
