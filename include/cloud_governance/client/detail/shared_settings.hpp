#pragma once

#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/http/connection_pool.hpp>

#include <tuple>
#include <utility>

namespace cloud_governance::detail {

/// The settings that a client hands to its pool as they are. Their defaults are the pool's; a test holds both to it.
inline constexpr auto shared_settings = [] {
    using client = client_options;
    using pool = http::pool_options;
    return std::tuple(
        std::pair(&client::tls, &pool::tls), std::pair(&client::proxy, &pool::proxy),
        std::pair(&client::max_connections, &pool::max_connections),
        std::pair(&client::max_waiting, &pool::max_waiting), std::pair(&client::pool_timeout, &pool::pool_timeout),
        std::pair(&client::resolve_timeout, &pool::resolve_timeout),
        std::pair(&client::connect_timeout, &pool::connect_timeout),
        std::pair(&client::connection_attempt_delay, &pool::connection_attempt_delay),
        std::pair(&client::handshake_timeout, &pool::handshake_timeout),
        std::pair(&client::first_byte_timeout, &pool::first_byte_timeout),
        std::pair(&client::idle_timeout, &pool::idle_timeout),
        std::pair(&client::exchange_timeout, &pool::exchange_timeout),
        std::pair(&client::keep_alive_idle, &pool::keep_alive_idle),
        std::pair(&client::keep_alive_age, &pool::keep_alive_age), std::pair(&client::user_agent, &pool::user_agent),
        std::pair(&client::allow_http_on_loopback, &pool::allow_http_on_loopback),
        std::pair(&client::observer, &pool::observer));
}();

} // namespace cloud_governance::detail
