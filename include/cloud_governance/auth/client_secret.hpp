#pragma once

#include <cloud_governance/auth/default_scope.hpp>
#include <cloud_governance/auth/detail/registered_app.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <memory>
#include <string>

namespace cloud_governance::auth {

/// Settings of `client_secret`.
struct client_secret_settings {
    /// Application (client) id of the registered app; sent as `client_id`.
    std::string client_id = {};
    /// Secret of the registered app. Any UTF-8; it goes to the identity service only.
    secret_string client_secret = {};
    /// Login name of the delegated user, sent as the form field `username`. May be empty: the app then acts as itself,
    /// which most operations refuse.
    std::string username = {};
    /// The permission that is requested.
    std::string scope = default_scope;
    /// How the secret is sent: in the form (RFC 6749 section 2.3.1, the default) or as HTTP Basic, which some servers
    /// decode wrongly when the secret has special characters.
    identity::secret_method method = identity::secret_method::post;
    /// A token endpoint to use without discovery; empty: the discovery document names it.
    std::string token_endpoint = {};
    /// How the discovery document is checked.
    identity::discovery_policy discovery = {};
};

/** Authenticates by the client secret of a registered app: discovery, token request (RFC 6749 section 4.4), bearer
   token.

    Nothing is sent before the first call. The token is fetched once, shared by all calls, renewed in the background
    before it expires and replaced after a 401. Needs an environment with an identity URL, unless `token_endpoint` is
    given. Usable from several threads.
    Source: vendor guide, "GetTokenByClientSecret".
*/
class client_secret : public detail::token_strategy {
public:
    /// Throws `failure` with `errc::invalid_argument`, naming the field, for a value that is missing or cannot be sent.
    CLOUD_GOVERNANCE_DECL explicit client_secret(client_secret_settings settings);

    /// Called by the client; throws `failure` when the environment has no identity URL.
    CLOUD_GOVERNANCE_DECL void attach(attach_context const& where);

private:
    std::shared_ptr<detail::registered_app_settings const> settings_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/client_secret.ipp>
#endif
