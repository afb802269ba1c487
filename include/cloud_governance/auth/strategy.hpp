#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

namespace cloud_governance::auth {

/** What a client gives its strategy once, before the first call: executor, transport and environment. */
class attach_context {
public:
    attach_context() = default;
    /// The executor for the strategy's own coroutines.
    boost::asio::any_io_executor executor;
    /// The transport for the strategy's own requests; shared with the client's calls.
    std::shared_ptr<http::transport> transport;
    /// The environment's identity service and API.
    cloud_governance::environment environment = cloud_governance::environment::commercial();
    /// Receives events about tokens and discovery (`client_options::observer`); null: no events.
    std::shared_ptr<cloud_governance::observer> observer;
    /// Plain http to this machine is allowed (`client_options::allow_http_on_loopback`).
    bool allow_http_on_loopback = false;
};

/** One request that needs credentials; a strategy adds them.

    Lives for one call; used by one coroutine at a time.
*/
class request_context {
public:
    /// For the client; `request` must outlive the context.
    explicit request_context(http::request& request) : request_(request) {}
    request_context(request_context const&) = delete;
    request_context& operator=(request_context const&) = delete;

    /** Sets a header field of the request, in place of one with the same name.

        Throws `failure` with `errc::invalid_argument`, naming the field and never the value, when the value has a
        control character, is not ASCII, or has a blank at an end.
    */
    void set_header(std::string_view name, std::string_view value) { request_.fields.set(name, value); }

    /// The request's method.
    http::verb method() const noexcept { return request_.method; }
    /// The request's path and query, percent-encoded.
    std::string_view target() const noexcept { return request_.target; }
    /// When the call must have ended; a strategy that waits should not wait longer.
    std::chrono::steady_clock::time_point deadline() const noexcept { return request_.deadline; }

    /// A number that tells the credentials just set from their predecessors and successors; 0 when they never change.
    std::uint64_t credential_generation = 0;

private:
    http::request& request_;
};

namespace detail {

template <class T>
concept has_authorize = requires(T& strategy, request_context& request) { strategy.authorize(request); };

template <class T>
concept authorizes_at_once = requires(T& strategy, request_context& request) {
    {
        strategy.authorize(request)
    } -> std::same_as<void>;
};

template <class T>
concept authorizes_by_coroutine = requires(T& strategy, request_context& request) {
    {
        strategy.authorize(request)
    } -> std::same_as<boost::asio::awaitable<void>>;
};

template <class T>
concept has_try_authorize = requires(T& strategy, request_context& request) {
    {
        strategy.try_authorize(request)
    } -> std::same_as<bool>;
};

template <class T>
concept has_start_authorize = requires(T& strategy, request_context& request) {
    {
        strategy.start_authorize(request)
    } -> std::same_as<boost::asio::awaitable<void>>;
};

template <class T>
concept has_rejected = requires(T& strategy, request_context const& request) {
    {
        strategy.rejected(request)
    } -> std::same_as<bool>;
};

template <class T>
concept has_attach = requires(T& strategy, attach_context const& where) {
    {
        strategy.attach(where)
    } -> std::same_as<void>;
};

} // namespace detail

/** The requirements of `auth_strategy` as a class: the smallest strategy there can be, and the optional members.

    A strategy is movable and has

        void authorize(request_context&);                    // sets the credentials at once, or
        asio::awaitable<void> authorize(request_context&);   // may wait for them

    which throws `failure` when there are no credentials. It may be called from several threads at once. Optional
    members:

        bool try_authorize(request_context&);
            // sets the credentials if that needs no waiting; `authorize` is called when it returns false
        asio::awaitable<void> start_authorize(request_context&);
            // both in one, called in their place: sets the credentials and returns an awaitable that is not valid, or
            // returns what sets them when it is awaited
        bool rejected(request_context const&);
            // the service answered 401; true: authorize again and replay the call once
        void attach(attach_context const&);
            // called once by the client, before the first call; throws `failure` to refuse the settings
*/
class strategy_archetype {
public:
    /// Sets no credentials.
    void authorize(request_context&) {}
};

} // namespace cloud_governance::auth

namespace cloud_governance {

/// What `client` needs of a strategy; `auth::strategy_archetype` states it in full.
template <class T>
concept auth_strategy =
    std::move_constructible<T> && (auth::detail::authorizes_at_once<T> || auth::detail::authorizes_by_coroutine<T>);

static_assert(auth_strategy<auth::strategy_archetype>);

namespace auth::detail {

/// Fails to compile with a sentence that names what is missing.
template <class T>
constexpr bool check_strategy()
{
    static_assert(std::move_constructible<T>, "auth strategy: the class must be movable");
    static_assert(
        has_authorize<T>, "auth strategy: member `authorize(cloud_governance::auth::request_context&)` is missing");
    static_assert(
        !has_authorize<T> || authorizes_at_once<T> || authorizes_by_coroutine<T>,
        "auth strategy: `authorize` must return void or boost::asio::awaitable<void>");
    return true;
}

} // namespace auth::detail
} // namespace cloud_governance
