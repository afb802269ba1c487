#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/testing/certificate_settings.hpp>

#include <string>
#include <string_view>

namespace cloud_governance::testing {

/** A private certificate authority that lives in memory, for tests of TLS.

    Its key is made with the object and never leaves it. Trust it by `tls_options::trust_pem`. Distinct objects are safe
    to use from several threads, a shared one to issue from.
*/
class certificate_authority {
public:
    /// Makes a key on P-256 and a self-signed CA certificate that is valid for a day from an hour ago.
    CLOUD_GOVERNANCE_DECL explicit certificate_authority(std::string_view subject = "CN=testing authority");

    /// The CA's certificate in PEM.
    std::string const& pem() const noexcept { return own_.certificate; }

    /** Issues a certificate for a server or (mutual TLS) a client, with a new key.

        Give `settings.key = certificate_key::ec_p256` where the kind does not matter: RSA keys take long to make.
       Throws `failure` with `errc::invalid_argument` when `subject` or an IP address cannot be parsed.
    */
    CLOUD_GOVERNANCE_DECL certificate_pem issue(std::string_view subject, certificate_settings const& settings) const;

    /// A server certificate for 127.0.0.1, ::1 and localhost with a key on P-256.
    CLOUD_GOVERNANCE_DECL certificate_pem issue_for_loopback() const;

private:
    certificate_pem own_;
};

} // namespace cloud_governance::testing

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/testing/impl/certificate_authority.ipp>
#endif
