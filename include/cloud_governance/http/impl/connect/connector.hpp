#pragma once

#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/connect/connect.hpp>
#include <cloud_governance/http/impl/connect/resolve.hpp>
#include <cloud_governance/http/impl/pool/connection.hpp>
#include <cloud_governance/http/impl/pool/exchange_steps.hpp>
#include <cloud_governance/http/impl/proxy/proxy_route.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>

namespace cloud_governance::http::detail {

/// Opens connections: name, address, the proxy's tunnel, TLS. Each step has its deadline and its own error.
class connector {
public:
    connector(
        boost::asio::any_io_executor executor, SSL_CTX* tls_context, deadline_watch& watch, pool_sessions& sessions,
        proxy_route const& route, pool_options const& options)
        : executor_(std::move(executor)), tls_context_(tls_context), watch_(watch), sessions_(sessions), route_(route),
          options_(options)
    {
    }

    boost::asio::awaitable<result<std::unique_ptr<connection>>> open(origin const& origin, steady_time limit) const
    {
        bool const through_proxy = route_.leads_through_proxy(origin);
        auto reached = co_await reach(through_proxy ? route_.proxy() : origin, limit);
        if (!reached)
            co_return through_proxy ? route_.name_proxy(std::move(reached).error(), origin)
                                    : std::move(reached).error();
        std::unique_ptr<detail::connection> connection = std::move(*reached);
        if (through_proxy) {
            auto tunnel = co_await open_tunnel(*connection, origin, limit);
            if (!tunnel)
                co_return std::move(tunnel).error();
        }
        if (origin.secure) {
            auto secured = co_await shake_hands(*connection, origin, limit);
            if (!secured)
                co_return std::move(secured).error();
        }
        connection->host = origin.host_field();
        connection->opened_at = std::chrono::steady_clock::now();
        connection->idle_since = connection->opened_at;
        co_return connection;
    }

private:
    /// A connection to one of the addresses of `peer`.
    boost::asio::awaitable<result<std::unique_ptr<connection>>> reach(origin const& peer, steady_time limit) const
    {
        auto const own = std::chrono::steady_clock::now() + options_.resolve_timeout;
        auto endpoints = co_await resolve_endpoints(executor_, peer, (std::min)(own, limit));
        if (!endpoints)
            co_return endpoints.error();
        auto connected = co_await connect_first(
            executor_, std::move(*endpoints), options_.connection_attempt_delay, options_.connect_timeout, limit);
        if (connected || connected.error().code == errc::cancelled)
            co_return connected;
        error last = std::move(connected).error();
        auto& detail = last.diagnostics.detail;
        detail += (detail.empty() ? "" : ": ") + peer.host + ", port " + std::to_string(peer.port);
        co_return last;
    }

    /// Asks the proxy at the other end of `connection` for a tunnel to `origin` (RFC 9110 section 9.3.6).
    boost::asio::awaitable<result<void>>
    open_tunnel(connection& connection, origin const& origin, steady_time limit) const
    {
        auto const own = std::chrono::steady_clock::now() + options_.connect_timeout;
        http::exchange work(route_.connect_request(origin));
        exchange_steps steps(connection, work, options_, watch_, (std::min)(own, limit));
        steps.begin();
        while (steps.is_sending()) {
            auto const outcome = co_await connection.socket.async_write_some(
                steps.unsent(), boost::asio::as_tuple(boost::asio::deferred));
            steps.wrote(outcome);
        }
        while (steps.is_receiving()) {
            auto const outcome =
                co_await connection.socket.async_read_some(steps.room(), boost::asio::as_tuple(boost::asio::deferred));
            steps.received(outcome);
        }
        steps.end();
        if (work.failure) {
            work.failure->diagnostics.request_may_have_been_sent = false; // what was sent went to the proxy
            if (work.failure->code == errc::timed_out)
                work.failure->diagnostics.detail = "it took too long to open a tunnel";
            co_return route_.name_proxy(std::move(*work.failure), origin);
        }
        if (work.reply.status < 200 || work.reply.status > 299)
            co_return route_.refusal(work.reply.status, work.reply.fields, origin);
        if (steps.reader.has_surplus())
            co_return route_.spoke_first(origin);
        co_return result<void>();
    }

    boost::asio::awaitable<result<void>>
    shake_hands(connection& connection, origin const& origin, steady_time limit) const
    {
        namespace asio = boost::asio;
        connection.tls = std::make_unique<tls_session>(tls_context_, origin.host, sessions_.of(origin));
        deadline_watch::entry watch(watch_);
        watch.start(
            connection.socket, (std::min)(limit, std::chrono::steady_clock::now() + options_.handshake_timeout));
        boost::system::error_code ec;
        auto const interrupted = [&] {
            if (ec == asio::error::operation_aborted)
                return watch.expired()
                           ? error(errc::timed_out, "the TLS handshake with " + origin.host + " took too long")
                           : error(errc::cancelled);
            // no alert and no refusal: a connection that was lost, which may be tried again
            error cut(errc::connection_closed, "during the TLS handshake with " + origin.host);
            cut.diagnostics.cause = ec;
            return cut;
        };
        while (true) {
            auto const status = connection.tls->handshake();
            std::string_view left = connection.tls->output();
            // also after a failure: the alert tells the server why
            while (!left.empty() && !ec) {
                std::size_t const written = co_await connection.socket.async_write_some(
                    asio::buffer(left.data(), left.size()), asio::redirect_error(asio::use_awaitable, ec));
                left.remove_prefix(written);
            }
            connection.tls->output().clear();
            if (status == tls_session::status::done)
                break;
            if (status != tls_session::status::want_input) {
                error refused = connection.tls->failure_of_handshake(origin.host);
                connection.tls.reset(); // nothing more is sent to this peer
                co_return refused;
            }
            if (ec)
                co_return interrupted();
            std::size_t const size = co_await connection.socket.async_read_some(
                asio::buffer(connection.input), asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return interrupted();
            connection.tls->feed(connection.input.data(), size);
        }
        if (ec)
            co_return interrupted();
        // session tickets may have come with the last flight; they are taken now, since the buffer is about to be
        // reused
        if (!connection.tls->only_handshake_data())
            co_return error(errc::tls_failed, "TLS handshake with " + origin.host + ": the server spoke first");
        co_return result<void>();
    }

    boost::asio::any_io_executor executor_;
    SSL_CTX* tls_context_;
    deadline_watch& watch_;
    pool_sessions& sessions_;
    proxy_route const& route_;
    pool_options const& options_;
};

} // namespace cloud_governance::http::detail
