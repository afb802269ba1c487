#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <memory>
#include <string>

namespace cloud_governance::auth {

/// Settings of `delegated_token`.
struct delegated_token_settings {
    /// Secret of the API authentication profile; goes to the governance API only.
    secret_string client_secret = {};
    /// Login name of the user on whose behalf calls are made. UTF-8.
    std::string user_principal_name = {};
};

/** Authenticates by an API profile's secret that is exchanged for a bearer token (`POST {api}/auth/token/delegate`).

    The secret leaves the process once for each token instead of with every call, as it does with `api_profile`. The
    token is fetched with the first call, shared, renewed in the background before it expires and replaced after a 401.
    Usable from several threads.
    Source: the vendor's SDK (the guide does not mention it).
*/
class delegated_token : public detail::token_strategy {
public:
    /// Throws `failure` with `errc::invalid_argument`, naming the field, for a value that is missing or cannot be sent.
    CLOUD_GOVERNANCE_DECL explicit delegated_token(delegated_token_settings settings);

    /// Called by the client.
    CLOUD_GOVERNANCE_DECL void attach(attach_context const& where);

private:
    std::shared_ptr<delegated_token_settings const> settings_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/delegated_token.ipp>
#endif
