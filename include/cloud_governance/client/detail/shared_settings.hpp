#pragma once

#include <tuple>
#include <utility>

namespace cloud_governance::detail {

/// The settings that a client hands to its pool as they are: members of `client_options` and of `http::pool_options`.
/// Their defaults are the pool's; a test holds both to it. A template, so that client_options.hpp can include it.
template <class Client, class Pool>
inline constexpr auto shared_settings = [] {
    return std::tuple(
        std::pair(&Client::tls, &Pool::tls), std::pair(&Client::proxy, &Pool::proxy),
        std::pair(&Client::max_connections, &Pool::max_connections),
        std::pair(&Client::max_waiting, &Pool::max_waiting), std::pair(&Client::pool_timeout, &Pool::pool_timeout),
        std::pair(&Client::resolve_timeout, &Pool::resolve_timeout),
        std::pair(&Client::connect_timeout, &Pool::connect_timeout),
        std::pair(&Client::connection_attempt_delay, &Pool::connection_attempt_delay),
        std::pair(&Client::handshake_timeout, &Pool::handshake_timeout),
        std::pair(&Client::first_byte_timeout, &Pool::first_byte_timeout),
        std::pair(&Client::idle_timeout, &Pool::idle_timeout),
        std::pair(&Client::exchange_timeout, &Pool::exchange_timeout),
        std::pair(&Client::keep_alive_idle, &Pool::keep_alive_idle),
        std::pair(&Client::keep_alive_age, &Pool::keep_alive_age), std::pair(&Client::user_agent, &Pool::user_agent),
        std::pair(&Client::allow_http_on_loopback, &Pool::allow_http_on_loopback),
        std::pair(&Client::observer, &Pool::observer));
}();

} // namespace cloud_governance::detail
