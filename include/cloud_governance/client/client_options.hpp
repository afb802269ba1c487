#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/proxy_options.hpp>
#include <cloud_governance/http/retry_policy.hpp>
#include <cloud_governance/http/tls_options.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace cloud_governance {

/** Settings of a `client`; every one has a default that is fit for production.

    The constructor of `client` checks them and throws `failure` with `errc::invalid_argument`, naming the field.
*/
struct client_options {
    /// Trusted certificate authorities and the client certificate of mutual TLS. Default: the system's authorities.
    http::tls_options tls = {};
    /// The proxy between this machine and both services. Default: none. `http::proxy_options::from_environment()`
    /// reads it from the environment variables.
    http::proxy_options proxy = {};
    /// Connections open to one origin at a time (the API is one, the identity service another). At least 1.
    std::size_t max_connections = http::pool_options().max_connections;
    /// Attempts that may wait for a connection to one origin; the next one fails at once with `errc::queue_full`, so
    /// that the queue of an overloaded client does not grow without bound. Zero: none waits.
    std::size_t max_waiting = http::pool_options().max_waiting;
    /// The time for one whole call: waiting for a connection, token, attempts and the pauses between them. More than
    /// zero.
    std::chrono::milliseconds timeout = std::chrono::minutes(5);
    /// Retries of failed attempts.
    http::retry_policy retry = {};
    /// How long an attempt waits for a free connection.
    std::chrono::milliseconds pool_timeout = http::pool_options().pool_timeout;
    /// How long the look-up of a host name may take.
    std::chrono::milliseconds resolve_timeout = http::pool_options().resolve_timeout;
    /// How long one address may take to accept the connection; also how long a proxy may take to open its tunnel.
    std::chrono::milliseconds connect_timeout = http::pool_options().connect_timeout;
    /// The head start of one address before the next one is tried beside it, IPv6 and IPv4 in turn (RFC 8305).
    std::chrono::milliseconds connection_attempt_delay = http::pool_options().connection_attempt_delay;
    /// How long the TLS handshake may take.
    std::chrono::milliseconds handshake_timeout = http::pool_options().handshake_timeout;
    /// How long the server may take from the request's last byte to the reply's first.
    std::chrono::milliseconds first_byte_timeout = http::pool_options().first_byte_timeout;
    /// How long a transfer may make no progress once bytes have moved.
    std::chrono::milliseconds idle_timeout = http::pool_options().idle_timeout;
    /// How long one attempt's exchange may take, from the free connection to the reply's last byte.
    std::chrono::milliseconds exchange_timeout = http::pool_options().exchange_timeout;
    /// A connection that has been unused for longer is not used again. Zero: no connection is kept.
    std::chrono::milliseconds keep_alive_idle = http::pool_options().keep_alive_idle;
    /// A connection that is older is not used again. Zero: no connection is kept.
    std::chrono::milliseconds keep_alive_age = http::pool_options().keep_alive_age;
    /// The largest body of a reply, in bytes. More than zero.
    std::uint64_t max_response_bytes = http::response_limits().body_bytes;
    /// Lets the API send compressed replies (`http::request::accept_gzip`); never the identity service. Where a reply
    /// must not be compressed, `Accept-Encoding: identity` is sent. Default true:
    /// a list of 20,000 rows shrank to a seventh and was decoded at 116 MB/s on one core, and a reply holds no
    /// credential that its length could betray.
    bool accept_gzip = true;
    /// The `User-Agent` field; empty sends none.
    std::string user_agent = http::pool_options().user_agent;
    /// Allow plain http to 127.0.0.0/8, ::1 and `localhost`. Never to another host.
    bool allow_http_on_loopback = false;
    /// Receives events about calls, attempts, tokens and connections; see `observer`. Null, the default: no events.
    std::shared_ptr<cloud_governance::observer> observer = nullptr;
    /// A transport in place of the client's own `connection_pool`; the settings of connections, TLS and proxy above
    /// then do not apply. Null, the default: the client makes a `connection_pool` of its own.
    std::shared_ptr<http::transport> transport = nullptr;
};

namespace detail {

/// Throws `failure` with `errc::invalid_argument`, naming the field, for a setting that cannot be used. The pool checks
/// its own settings.
CLOUD_GOVERNANCE_DECL void check(client_options const& options);

/// The settings of the client's own pool.
CLOUD_GOVERNANCE_DECL http::pool_options pool_options_of(client_options const& options);

} // namespace detail
} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/client_options.ipp>
#endif
