#pragma once

#include <cloud_governance/crypto/certificate.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cloud_governance::http {

/// The lowest TLS version that is spoken.
enum class tls_version { tls_1_2, tls_1_3 };

/** Whom to trust, and how to identify ourselves, on TLS connections.

    The peer's certificate and host name (subjectAltName only, RFC 9525) are always verified; there is no switch to turn
    that off. Where the server staples the status of its certificate (OCSP), that counts as well; none is asked for
   elsewhere.
*/
struct tls_options {
    /// Trust what the system trusts (OpenSSL's default file and directory, `SSL_CERT_FILE`, `SSL_CERT_DIR`).
    /// With false, only the sources below count.
    bool use_system_trust = true;
    /// A file of trusted certificates in PEM; empty for none.
    std::string trust_file = {};
    /// A directory of trusted certificates with hashed names (`openssl rehash`); empty for none.
    std::string trust_directory = {};
    /// Trusted certificates in PEM, in memory; empty for none.
    std::string trust_pem = {};
    /// The certificate shown to a server that asks for one (mutual TLS); absent for none. Needs a local private key.
    std::optional<certificate> client_certificate = {};
    /// The lowest version that is accepted.
    tls_version minimum_version = tls_version::tls_1_2;
};

} // namespace cloud_governance::http
