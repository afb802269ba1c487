#pragma once

#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/identity/token_cache.hpp>

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace cloud_governance::auth::detail {

/// Lifetime of a token whose end is unknown: it is used until the service refuses it.
inline constexpr std::chrono::seconds unknown_lifetime = std::chrono::hours(24) * 365 * 10;

/// Options of a cache that tells the client's observer.
CLOUD_GOVERNANCE_DECL identity::token_cache_options token_cache_options_of(attach_context const& where);

/** The base of the strategies that send `Authorization: Bearer`: one token, cached, renewed, replaced after a 401.

    A strategy derives from it and calls `use` when it is attached to its client.
*/
class token_strategy {
public:
    /// Sets the field when there is a usable token. Never suspends.
    CLOUD_GOVERNANCE_DECL bool try_authorize(request_context& request);

    /// Waits for a token, no longer than the call's deadline, and sets the field. Throws `failure`.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> authorize(request_context& request);

    /// Both in one, so that the cache is asked once: sets the field and returns an awaitable that is not valid, or
    /// returns what waits for a token. Throws `failure`.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> start_authorize(request_context& request);

    /// The service refused the token: true when another one is worth a try.
    CLOUD_GOVERNANCE_DECL bool rejected(request_context const& request);

protected:
    token_strategy() = default;

    /// From now on tokens come from `cache`.
    CLOUD_GOVERNANCE_DECL void use(identity::token_cache cache);

private:
    CLOUD_GOVERNANCE_DECL identity::token_cache& attached();
    CLOUD_GOVERNANCE_DECL static boost::asio::awaitable<void>
    set_when_fetched(request_context& request, identity::token_cache::fetched_later token);
    CLOUD_GOVERNANCE_DECL static void set(request_context& request, identity::issued_token const& token);

    std::optional<identity::token_cache> cache_;
};

} // namespace cloud_governance::auth::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/auth/impl/token_strategy.ipp>
#endif
