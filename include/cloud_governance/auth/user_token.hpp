#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/identity/user_token_request.hpp>

#include <string_view>

namespace cloud_governance::auth {

/** Authenticates as a user who signed in by the browser (Microsoft 365 single sign-on).

    Begins with what `{API URL}/auth/token/user` shows after the sign-in; this library drives no browser. The access
   token is renewed by its refresh token (`POST {api}/auth/token/refresh`) in the background before it expires and after
   a 401. When the service gives a new refresh token, it takes the place of the old one; `on_rotation` tells the
   program, so that a later run can begin with it. Copies share the tokens. Usable from several threads. Source: vendor
   guide, "Authenticate via Microsoft 365 single sign-on"; the vendor's SDK for the renewal.
*/
class user_token : public detail::token_strategy {
public:
    /// Called with each new refresh token before anything is sent with the access token that came with it.
    using rotation_function = identity::user_session::rotation_function;

    /** Reads the text that the browser shows.

        Throws `failure` with `errc::token_response_invalid`, naming the member, when it cannot be used. The text is not
        kept; wipe or drop it.
    */
    CLOUD_GOVERNANCE_DECL static user_token from_json(std::string_view json, rotation_function on_rotation = {});

    /// Begins with tokens that the program has. Either token may be empty, not both. An access token without a refresh
    /// token is used until the service refuses it. Throws `failure` with `errc::invalid_argument`.
    CLOUD_GOVERNANCE_DECL explicit user_token(identity::user_tokens tokens, rotation_function on_rotation = {});

    /// A copy of the present refresh token, for a later run; empty when there is none.
    secret_string refresh_token() const { return session_.refresh_token(); }

    /// Called by the client.
    CLOUD_GOVERNANCE_DECL void attach(attach_context const& where);

private:
    identity::user_session session_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/user_token.ipp>
#endif
