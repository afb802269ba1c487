#pragma once

#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/testing/certificate_settings.hpp>

#include <string_view>

namespace cloud_governance::testing {

/** A self-signed certificate with its private key, to sign client assertions with.

    `subject` is a distinguished name as `CN=name, O=organisation`. Within one process the same arguments give the same
    certificate, because making an RSA key takes up to half a second; another subject gives another key.

    Throws `failure` with `errc::invalid_argument` when `subject` or an IP address cannot be parsed, and with
    `errc::invalid_certificate` when the library refuses the key (`certificate_key::rsa_1024`). Thread-safe.
*/
CLOUD_GOVERNANCE_DECL certificate make_certificate(std::string_view subject);
/// As above, with a key, a validity or names of your choice.
CLOUD_GOVERNANCE_DECL certificate make_certificate(std::string_view subject, certificate_settings const& settings);

/// As PEM text: for files, other tools, and certificates that this library refuses.
CLOUD_GOVERNANCE_DECL certificate_pem
make_certificate_pem(std::string_view subject, certificate_settings const& settings = {});

} // namespace cloud_governance::testing

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/testing/impl/make_certificate.ipp>
#endif
