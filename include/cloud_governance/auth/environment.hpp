#pragma once

#include <cloud_governance/core/error.hpp>

#include <string>
#include <string_view>

namespace cloud_governance {

/** The two services of one Cloud Governance installation: the API and the identity service.

    A value; its URLs are normalised (no trailing slash, host in lower case).
    Source: vendor guide, tables of API URLs and of identityServiceUrl.
*/
class environment {
public:
    /** An environment of two URLs.

        `identity_url` may be empty when no strategy needs the identity service. Throws `failure` with
        `errc::invalid_argument`, naming `api_url` or `identity_url`, when one is not an absolute http(s) URL without
        user information, query and fragment. Plain http is accepted here for loopback hosts only, and refused by
        the client unless `client_options::allow_http_on_loopback` is set.
    */
    CLOUD_GOVERNANCE_DECL environment(std::string_view api_url, std::string_view identity_url);

    /// The production environment for commercial use.
    CLOUD_GOVERNANCE_DECL static environment commercial();
    /// The production environment for the U.S. Government public sector.
    CLOUD_GOVERNANCE_DECL static environment us_government();
    /// The Insider environment in East US (Virginia). The vendor states no identity URL: give it with `identity_url`.
    CLOUD_GOVERNANCE_DECL static environment insider_us_east(std::string_view identity_url = {});
    /// The Insider environment in North Europe (Ireland). The vendor states no identity URL: give it with
    /// `identity_url`.
    CLOUD_GOVERNANCE_DECL static environment insider_north_europe(std::string_view identity_url = {});

    /// Base URL of the governance API, without trailing slash.
    std::string const& api_url() const noexcept { return api_url_; }
    /// Base URL of the identity service (the OpenID issuer), without trailing slash; empty when there is none.
    std::string const& identity_url() const noexcept { return identity_url_; }

private:
    std::string api_url_;
    std::string identity_url_;
};

} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/environment.ipp>
#endif
