#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/version.hpp>
#include <cloud_governance/http/proxy_options.hpp>
#include <cloud_governance/http/tls_options.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace cloud_governance::http {

/** Settings of a `connection_pool`.

    No duration may be negative, and only those that say so may be zero: nothing waits without a limit.
*/
struct pool_options {
    /// Trust and client certificate of https connections.
    tls_options tls = {};
    /// The proxy between this machine and the origins. Default: none.
    proxy_options proxy = {};
    /// Connections open to one origin at a time; further exchanges wait in the order of their arrival. At least 1.
    std::size_t max_connections = 32;
    /// Exchanges that may wait for a connection to one origin (or for the end of pauses); the next one is refused at
    /// once with `errc::queue_full`. Zero: none waits. The default is what 32 connections can serve within
    /// `pool_timeout` at a tenth of a second each: anything queued behind them would time out anyway.
    std::size_t max_waiting = 10'000;
    /// Replies 429 and 503 with `Retry-After` pause their origin for all exchanges: new ones wait up to this for the
    /// end of the pause, and are refused at once (`errc::rate_limited` or `errc::server_error`, with
    /// `diagnostics::retry_after`) when it does not fit; see `origin_pauses`. Zero, the default: no reply pauses
    /// anything.
    std::chrono::milliseconds max_pause = std::chrono::milliseconds(0);
    /// The least time over which the exchanges that waited for the end of a pause begin.
    std::chrono::milliseconds pause_spread = std::chrono::milliseconds(500);
    /// How long an exchange waits for a free connection.
    std::chrono::milliseconds pool_timeout = std::chrono::seconds(30);
    /// How long the look-up of a host name may take. The exchange ends then; the system's own look-up cannot be
    /// interrupted, and `io_context::run` returns only after it.
    std::chrono::milliseconds resolve_timeout = std::chrono::seconds(10);
    /// How long one address may take to accept the connection. Also how long a proxy may
    /// take to open its tunnel.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
    /// The head start of one address before the next one is tried beside it, IPv6 and IPv4 in turn (RFC 8305); the
    /// first that accepts is used. An address that refuses ends its head start.
    std::chrono::milliseconds connection_attempt_delay = std::chrono::milliseconds(250);
    /// How long the TLS handshake may take.
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds(10);
    /// How long the server may take from the request's last byte to the reply's first.
    std::chrono::milliseconds first_byte_timeout = std::chrono::seconds(100);
    /// How long a transfer may make no progress, in either direction, once bytes have moved.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(30);
    /// How long one exchange may take in all, from the free connection to the reply's last byte.
    std::chrono::milliseconds exchange_timeout = std::chrono::minutes(5);
    /// A connection that has been unused for longer is not used again. Zero: no connection is kept.
    std::chrono::milliseconds keep_alive_idle = std::chrono::seconds(50);
    /// A connection that is older is not used again, so that changes of DNS and certificates are seen. Zero: none is
    /// kept.
    std::chrono::milliseconds keep_alive_age = std::chrono::minutes(10);
    /// The `User-Agent` field; empty sends none.
    std::string user_agent = "cloud-governance-cpp/" CLOUD_GOVERNANCE_VERSION_STRING;
    /// Allow plain http to 127.0.0.0/8, ::1 and `localhost`, for tests and local proxies. Never to another host.
    bool allow_http_on_loopback = false;
    /// Receives events about connections and pauses; see `cloud_governance::observer`. Null, the default: no events.
    std::shared_ptr<cloud_governance::observer> observer = nullptr;
};

/** HTTP/1.1 over kept-alive TLS connections (RFC 9112, RFC 9110 section 7.2, RFC 9525).

    A handle to shared state: copies use the same connections. Connections are opened on demand and closed with the
    last handle; nothing runs while no exchange does, so `io_context::run` returns. Usable from several threads at
    once; no strand is needed.
*/
class connection_pool final : public transport {
public:
    /** Makes an empty pool that works on `executor`.

        Throws `failure`: `errc::invalid_argument` naming the setting, `errc::invalid_certificate` naming the file or
       text that OpenSSL refuses.
    */
    CLOUD_GOVERNANCE_DECL explicit connection_pool(boost::asio::any_io_executor executor, pool_options options = {});
    CLOUD_GOVERNANCE_DECL ~connection_pool() override;
    CLOUD_GOVERNANCE_DECL connection_pool(connection_pool const&);
    CLOUD_GOVERNANCE_DECL connection_pool& operator=(connection_pool const&);

    /// As `transport::perform`. The awaitable shares the pool's state, so that the handle need not outlive it.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> perform(http::exchange& work) override;
    /// The executor that the pool was made with.
    CLOUD_GOVERNANCE_DECL boost::asio::any_io_executor get_executor() const override;

    /// What the pool holds at this moment.
    class state {
    public:
        state() = default;
        /// Connections that wait for work.
        std::size_t idle = 0;
        /// Connections in use or being opened.
        std::size_t busy = 0;
        /// Exchanges that wait for a connection, or for the end of a pause.
        std::size_t waiting = 0;
    };

    /// The pool's state, summed over all origins. Thread-safe.
    CLOUD_GOVERNANCE_DECL state current_state() const;

    /// Closes the connections that are not in use. Thread-safe.
    CLOUD_GOVERNANCE_DECL void close_idle();

private:
    class implementation;
    std::shared_ptr<implementation> implementation_;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/connection_pool.ipp>
#endif
