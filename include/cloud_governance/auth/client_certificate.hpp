#pragma once

#include <cloud_governance/auth/default_scope.hpp>
#include <cloud_governance/auth/detail/registered_app.hpp>
#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/identity/assertion_options.hpp>
#include <cloud_governance/identity/audience_profile.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <memory>
#include <string>

namespace cloud_governance::auth {

/// Settings of `client_certificate`.
struct client_certificate_settings {
    /// Application (client) id of the registered app; issuer and subject of the assertion.
    std::string client_id = {};
    /// Certificate that was registered with the app, and its key (or a signer for it).
    cloud_governance::certificate certificate = {};
    /// Login name of the delegated user, sent as the claim and as the form field `username`, because one of the
    /// vendor's samples sends the one and one the other. May be empty: the app then acts as itself, which most
    /// operations refuse.
    std::string username = {};
    /// The permission that is requested.
    std::string scope = default_scope;
    /// Audience and type of the assertion.
    identity::audience_profile audience = identity::audience_profile::compatible;
    /// Algorithm, key id, lifetime and additions of the assertion.
    identity::assertion_options assertion = {};
    /// A token endpoint to use without discovery; empty: the discovery document names it.
    std::string token_endpoint = {};
    /// How the discovery document is checked.
    identity::discovery_policy discovery = {};
};

/** Authenticates by the certificate of a registered app: discovery, token request with a signed assertion (RFC 7523
    section 2.2), bearer token.

    A new assertion is signed for every attempt. Otherwise as `client_secret`; the key never leaves the process, so this
   is the stronger of the two (RFC 9700 section 2.5). Source: vendor guide, "GetTokenByClientCertificate".
*/
class client_certificate : public detail::token_strategy {
public:
    /// Throws `failure` with `errc::invalid_argument`, naming the field, for a value that is missing or cannot be sent,
    /// and for an algorithm that does not fit the key.
    CLOUD_GOVERNANCE_DECL explicit client_certificate(client_certificate_settings settings);

    /// Called by the client; throws `failure` when the environment has no identity URL.
    CLOUD_GOVERNANCE_DECL void attach(attach_context const& where);

private:
    std::shared_ptr<detail::registered_app_settings const> settings_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/client_certificate.ipp>
#endif
