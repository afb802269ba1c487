#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/identity/discovery_cache.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <memory>
#include <string>
#include <utility>

namespace cloud_governance::auth::detail {

/// The token request of a registered app and where it is sent; immutable and shared with the fetches under way.
class registered_app_settings {
public:
    explicit registered_app_settings(identity::client_credentials_request prepared) : request(std::move(prepared)) {}

    identity::client_credentials_request request;
    identity::discovery_policy discovery;
    std::string token_endpoint; // empty: the discovery document names it
};

/// A cache that gets its tokens from the environment's identity service. Throws `failure` when the environment has none.
CLOUD_GOVERNANCE_DECL identity::token_cache
make_token_cache(std::shared_ptr<registered_app_settings const> settings, attach_context const& where);

} // namespace cloud_governance::auth::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/registered_app.ipp>
#endif
