#pragma once

#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <memory>
#include <string>

namespace cloud_governance::auth {

/// Settings of `api_profile`.
struct api_profile_settings {
    /// The profile's client id, sent as `clientId`. May be empty: the service finds the profile by its secret, and the
    /// field is then not sent.
    std::string client_id = {};
    /// The profile's secret, sent as `clientSecret`.
    secret_string client_secret = {};
    /// Login name of the user on whose behalf calls are made, sent as `userPrincipalName`. ASCII.
    std::string user_principal_name = {};
};

/** Authenticates by an API authentication profile: its credentials are header fields of every call.

    No identity service is asked and nothing is awaited. `delegated_token` uses the same profile but sends the secret
   once an hour instead of with every call. Copies share the settings. Usable from several threads. Source: vendor
   guide, "Authentication via a client ID and client secret".
*/
class api_profile {
public:
    /// Throws `failure` with `errc::invalid_argument`, naming the field, for a value that is missing or cannot be sent.
    CLOUD_GOVERNANCE_DECL explicit api_profile(api_profile_settings settings);

    /// Sets the three header fields.
    CLOUD_GOVERNANCE_DECL void authorize(request_context& request);

private:
    std::shared_ptr<api_profile_settings const> settings_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/api_profile.ipp>
#endif
