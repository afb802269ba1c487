#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/identity/token_life.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace cloud_governance::identity {

/// What a `token_cache`'s fetch function brings: a token and how long it lives.
class fetched_token {
public:
    fetched_token() = default;
    /// Takes over a token that lives for `lifetime` from `requested_at`.
    fetched_token(
        secret_string token, std::chrono::steady_clock::duration lifetime,
        std::chrono::steady_clock::time_point requested_at)
        : access_token(std::move(token)), lifetime(lifetime), requested_at(requested_at)
    {
    }

    /// The token; must not be empty.
    secret_string access_token;
    /// How long it lives from `requested_at`.
    std::chrono::steady_clock::duration lifetime{};
    /// When the request for it was sent.
    std::chrono::steady_clock::time_point requested_at{};
};

/// A token in use; immutable and shared by all who send it.
class issued_token {
public:
    /// Copies `access_token` into wiped memory.
    CLOUD_GOVERNANCE_DECL issued_token(
        std::string_view access_token, std::uint64_t generation, std::chrono::steady_clock::time_point expires_at);

    /// The value of the `Authorization` field: `Bearer` and the token (RFC 6750 section 2.1). Secret.
    std::string_view authorization() const noexcept { return authorization_; }
    /// The token alone. Secret.
    std::string_view access_token() const noexcept { return authorization().substr(sizeof("Bearer ") - 1); }
    /// Tells this token from its predecessors and successors; tokens are compared by it, never by their bytes.
    std::uint64_t generation() const noexcept { return generation_; }
    /// When the token's lifetime ends; the cache stops using it before that.
    std::chrono::steady_clock::time_point expires_at() const noexcept { return expires_at_; }

private:
    wiped_string authorization_;
    std::uint64_t generation_;
    std::chrono::steady_clock::time_point expires_at_;
};

/// Settings of a `token_cache`.
class token_cache_options {
public:
    token_cache_options() = default;

    /// Margins, windows and pauses.
    token_life_settings life;
    /// The time; empty means `steady_clock::now`. Called under the cache's lock, from any thread.
    std::function<std::chrono::steady_clock::time_point()> now;
    /// A number in [0, 1); empty means a generator of the cache's own. Called under the cache's lock.
    std::function<double()> random;
    /// Receives an event for each fetch; null: no events.
    std::shared_ptr<cloud_governance::observer> observer;
};

/** One identity's access token: fetched once, shared, renewed before it expires.

    A handle: copies share the token. All members may be called from several threads at once. One cache serves one
    identity (issuer, client, scope, user, method), so tokens of different identities cannot be mixed up.

    - One fetch at a time; everyone who waits gets its token or its error.
    - A token in its renewal window is still given out while the first caller that sees it starts the renewal in
      the background. No timer runs meanwhile: `io_context::run()` returns when nobody calls.
    - When a renewal fails while the old token lives, the old token is used.
    - After a failed fetch its error is repeated without asking again, for a pause that grows with each failure.

    The fetch runs on the cache's executor, without cancellation: it must end by its own deadlines. It keeps the shared
    state and thereby the fetch function alive, also when every handle is gone, so the function must own or
    outlive what it uses.
*/
class token_cache {
public:
    /// Brings a new token, or throws `failure` (other exceptions are passed on as `errc::token_request_failed`).
    using fetch_function = std::function<boost::asio::awaitable<fetched_token>()>;
    /// Times are those of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    /// A cache without a token yet, which calls `fetch` on `executor` whenever it needs one.
    CLOUD_GOVERNANCE_DECL token_cache(
        boost::asio::any_io_executor executor, fetch_function fetch,
        token_cache_options options = token_cache_options());

    /** The current token; null when there is none to be used now, which `get` then waits for.

        Never suspends and never waits for the network; starts the background renewal when it is due.
    */
    CLOUD_GOVERNANCE_DECL std::shared_ptr<issued_token const> try_get();

    /** The current token, or the next one when there is none.

        Waits until `deadline` at most (default: as long as the fetch takes). Throws `failure`: with the fetch's error,
        also in the pause after it; with `errc::timed_out` when the deadline passes; with `errc::cancelled` when the
        caller is cancelled (terminal, partial and total). The last two leave the fetch running for the others. The
        caller may run on another executor than the cache's.
    */
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<issued_token const>>
    get(time_point deadline = (time_point::max)());

    /// A token that is being fetched.
    using fetched_later = boost::asio::awaitable<std::shared_ptr<issued_token const>>;

    /// What `start_get` found: one of the two.
    class lookup {
    public:
        lookup() = default;
        /// The current token; null when there is none to use now.
        std::shared_ptr<issued_token const> token;
        /// Waits for the next token, as `get` does; valid where `token` is null.
        fetched_later pending;
    };

    /** `try_get` and `get` in one: asks the cache once, and needs no coroutine for a token that is there.

        Starts the fetch that is due. Throws `failure` in the pause after a failed fetch. `deadline` and the errors of
        `lookup::pending` are those of `get`.
    */
    CLOUD_GOVERNANCE_DECL lookup start_get(time_point deadline = (time_point::max)());

    /** Reports that the service refused the token of `generation` (401).

        It is dropped if it is still the current one; the next `get` then fetches. Returns whether it makes sense to
        `get` another token and try once more; false when several fresh tokens were refused in a row
        (`token_life_settings::quick_rejections`).
    */
    CLOUD_GOVERNANCE_DECL bool reject(std::uint64_t generation);

    /// Puts a token in that was obtained elsewhere; it becomes the current one.
    CLOUD_GOVERNANCE_DECL void store(fetched_token token);

    /// True when both are handles of the same cache.
    bool operator==(token_cache const&) const = default;

private:
    class state;

    static boost::asio::awaitable<std::shared_ptr<issued_token const>>
    get_from(std::shared_ptr<state> owner, time_point deadline);
    static lookup start_get_from(std::shared_ptr<state> const& owner, time_point deadline);

    std::shared_ptr<state> state_;
};

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/token_cache.ipp>
#endif
