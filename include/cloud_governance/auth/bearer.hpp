#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace cloud_governance::auth {

/** Authenticates by an access token that the caller has, or by a function that brings one.

    Sends `Authorization: Bearer <token>` (RFC 6750 section 2.1). Copies made before the strategy is given to a client
   are independent; usable from several threads.
*/
class bearer : public detail::token_strategy {
public:
    /** Brings a token; called on the client's executor, never twice at once.

        Its result is kept and sent with every call until the service refuses it (401) or it expires. The first form
       does not know when a token expires, so it is called again only after a refusal; the second says how long the
       token lives, and is called again shortly before.
    */
    using token_source = std::function<boost::asio::awaitable<secret_string>()>;
    /// As `token_source`, with the token's lifetime.
    using expiring_token_source = std::function<boost::asio::awaitable<identity::fetched_token>()>;

    /// Sends `token`. A token that the service refuses is not replaced: the call fails with `errc::unauthorized`.
    /// Throws `failure` with `errc::invalid_argument` for an empty token, or one with blanks or control characters.
    CLOUD_GOVERNANCE_DECL explicit bearer(secret_string token);

    /// Asks `source` for the token. Throws `failure` with `errc::invalid_argument` when it is empty.
    CLOUD_GOVERNANCE_DECL explicit bearer(token_source source);

    /// Asks `source` for the token and its lifetime. Throws as above.
    CLOUD_GOVERNANCE_DECL explicit bearer(expiring_token_source source);

    /// Sets the token when there is one.
    CLOUD_GOVERNANCE_DECL bool try_authorize(request_context& request);

    /// Sets the token; waits for the source's where there is none yet. Throws `failure`.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> authorize(request_context& request);

    /// Sets the token, or returns what waits for the source's.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> start_authorize(request_context& request);

    /// True when another token is worth a try; never for a fixed one.
    CLOUD_GOVERNANCE_DECL bool rejected(request_context const& request);

    /// Called by the client.
    CLOUD_GOVERNANCE_DECL void attach(attach_context const& where);

private:
    std::shared_ptr<secret_string const> authorization_; // fixed token: the whole field value
    expiring_token_source source_;
};

} // namespace cloud_governance::auth

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/bearer.ipp>
#endif
