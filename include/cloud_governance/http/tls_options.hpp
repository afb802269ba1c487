#pragma once

#include <cloud_governance/crypto/certificate.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cloud_governance::http {

/// The lowest TLS version that is accepted.
enum class tls_version { tls_1_2, tls_1_3 };

/** Trusted certificate authorities and the client certificate of TLS connections.

    The peer's certificate and host name (subjectAltName only, RFC 9525) are always verified; there is no option to turn
    that off. A status of the certificate that the server staples (OCSP) is verified too; no status is requested from
    elsewhere.
*/
struct tls_options {
    /// Trust the certificates that the system trusts (OpenSSL's default file and directory, `SSL_CERT_FILE`,
    /// `SSL_CERT_DIR`). When false, only the sources below are trusted.
    bool use_system_trust = true;
    /// A file of trusted certificates in PEM; empty for none.
    std::string trust_file = {};
    /// A directory of trusted certificates with hashed names (`openssl rehash`); empty for none.
    std::string trust_directory = {};
    /// Trusted certificates in PEM, in memory; empty for none.
    std::string trust_pem = {};
    /// The certificate that is sent to a server that asks for one (mutual TLS); absent for none. Needs a local private
    /// key.
    std::optional<certificate> client_certificate = {};
    /// The lowest version that is accepted.
    tls_version minimum_version = tls_version::tls_1_2;
};

} // namespace cloud_governance::http
