#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/identity/request_limits.hpp>
#include <cloud_governance/identity/token_cache.hpp>
#include <cloud_governance/identity/user_tokens.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::identity {

/// How user tokens are requested.
class user_token_options {
public:
    user_token_options() = default;

    /// Lifetime of a token whose reply does not state it. Default 300 s.
    std::chrono::seconds fallback_lifetime = std::chrono::seconds(300);
    /// Plain http is accepted where the API's host is loopback. Default false.
    bool allow_http_on_loopback = false;
    /// Further header fields of the request, for a service that wants them.
    http::header_fields additional_fields;
    /// Attempts and deadline.
    request_limits limits;
};

/** Renews a user's tokens at the governance API (see `make_refresh_request`).

    The result has no `refresh_token` when the old one stays valid. Throws `failure`:
    `errc::invalid_argument` for an unusable URL (plain http outside loopback is refused before any connection) or
    token; the transport's errors; those of `interpret_user_token_reply`; `errc::cancelled`. It is retried within
    `options.limits` only where the service cannot have used up the token: no connection, 429. When the reply is lost it
    is not known whether the old token still works.
    `transport` and `refresh_token` must live until the awaitable has ended. Cancellation: terminal, partial and total.
*/
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> refresh_user_tokens(
    http::transport& transport, std::string api_url, secret_string const& refresh_token, user_token_options options);

/// As above, with the default options.
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens>
refresh_user_tokens(http::transport& transport, std::string api_url, secret_string const& refresh_token);

/** Requests a token on behalf of a user by an API profile's secret (see `make_delegate_request`).

    Errors and lifetimes as `refresh_user_tokens`, but a request whose reply was lost is sent again.
*/
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> request_delegated_token(
    http::transport& transport, std::string api_url, secret_string const& client_secret,
    std::string user_principal_name, user_token_options options);

/// As above, with the default options.
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> request_delegated_token(
    http::transport& transport, std::string api_url, secret_string const& client_secret,
    std::string user_principal_name);

/** The tokens of a signed-in user: renews them and keeps the current refresh token.

    A handle: copies share the tokens. Thread-safe; `renew` is meant to be a `token_cache`'s fetch function, which calls
    it once at a time.
*/
class user_session {
public:
    /// Called with each new refresh token before the access token that came with it is used, so that it can be stored.
    /// An exception becomes the error of the renewal; the session itself has the new token by then.
    using rotation_function = std::function<void(secret_string const& refresh_token)>;

    /// Begins with the tokens of a sign-in. Throws `failure` with `errc::invalid_argument` when there is neither an
    /// access nor a refresh token.
    CLOUD_GOVERNANCE_DECL explicit user_session(user_tokens tokens, rotation_function on_rotation = {});

    /// Puts the sign-in's access token, if there is one, into `cache`; its lifetime counts from when it was parsed.
    CLOUD_GOVERNANCE_DECL void store_access_token(token_cache& cache, std::chrono::seconds fallback_lifetime) const;

    /** Renews the tokens (see `refresh_user_tokens`).

        A new refresh token replaces the old one. Without a new one, and after a failure, the old one stays.
        Throws `failure`; also, with `errc::token_request_rejected` and a hint, when there is no refresh token.
        `transport` must live until the awaitable has ended; the session may be destroyed before.
    */
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<fetched_token>
    renew(http::transport& transport, std::string api_url, user_token_options options);

    /// A copy of the current refresh token, for example to store it at the end; empty when there is none.
    CLOUD_GOVERNANCE_DECL secret_string refresh_token() const;

private:
    class state;

    static boost::asio::awaitable<fetched_token> renew_shared(
        std::shared_ptr<state> shared, http::transport& transport, std::string api_url, user_token_options options);

    std::shared_ptr<state> state_;
};

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/user_token_request.ipp>
#endif
