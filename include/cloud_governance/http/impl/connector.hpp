#pragma once

#include <cloud_governance/detail/waiter.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/connection.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace cloud_governance::http::detail {

/// Opens connections: name, address, TLS. Each step has its deadline and its own error.
class connector {
public:
    connector(
        boost::asio::any_io_executor executor, SSL_CTX* tls_context, std::shared_ptr<deadline_watch> watch,
        pool_options const& options)
        : executor_(std::move(executor)), tls_context_(tls_context), watch_(std::move(watch)), options_(options)
    {
    }

    boost::asio::awaitable<result<std::unique_ptr<connection>>> open(origin const& origin, steady_time limit) const
    {
        auto endpoints = co_await resolve(origin, limit);
        if (!endpoints)
            co_return endpoints.error();
        error last(errc::connect_failed);
        std::unique_ptr<connection> link;
        for (auto const& endpoint : *endpoints) {
            auto connected = co_await connect(endpoint, limit);
            if (connected) {
                link = std::move(*connected);
                break;
            }
            last = std::move(connected).error();
            if (last.code == errc::cancelled || std::chrono::steady_clock::now() >= limit)
                break;
        }
        if (!link) {
            auto& detail = last.diagnostics.detail;
            detail += (detail.empty() ? "" : ": ") + origin.host + ", port " + std::to_string(origin.port);
            co_return last;
        }
        if (origin.secure) {
            auto secured = co_await shake_hands(*link, origin, limit);
            if (!secured)
                co_return std::move(secured).error();
        }
        link->opened_at = std::chrono::steady_clock::now();
        link->idle_since = link->opened_at;
        co_return link;
    }

private:
    using endpoint = boost::asio::ip::tcp::endpoint;
    using resolver = boost::asio::ip::tcp::resolver;

    /// A look-up that may outlive the coroutine that asked for it: getaddrinfo cannot be interrupted.
    class look_up {
    public:
        explicit look_up(boost::asio::any_io_executor const& executor) : names(executor) {}

        resolver names;
        std::mutex mutex;
        cloud_governance::detail::waiter* waiting = nullptr;
        bool finished = false;
        boost::system::error_code ec;
        std::vector<endpoint> found;
    };

    boost::asio::awaitable<result<std::vector<endpoint>>> resolve(origin const& origin, steady_time limit) const
    {
        boost::system::error_code not_an_address;
        auto const address = boost::asio::ip::make_address(origin.host, not_an_address);
        if (!not_an_address)
            co_return std::vector<endpoint>(1, endpoint(address, origin.port));

        auto const shared = std::make_shared<look_up>(executor_);
        auto const own = std::chrono::steady_clock::now() + options_.resolve_timeout;
        cloud_governance::detail::waiter signal(executor_, (std::min)(own, limit));
        resolve_guard const guard(shared, signal);
        shared->names.async_resolve(
            origin.host, std::to_string(origin.port),
            [shared](boost::system::error_code ec, resolver::results_type const& results) {
                std::lock_guard const lock(shared->mutex);
                shared->finished = true;
                shared->ec = ec;
                for (auto const& entry : results)
                    shared->found.push_back(entry.endpoint());
                if (shared->waiting != nullptr)
                    shared->waiting->notify();
            });
        auto const outcome = co_await signal.wait();
        std::lock_guard const lock(shared->mutex);
        if (!shared->finished) {
            if (outcome == cloud_governance::detail::waiter::outcome::cancelled)
                co_return error(errc::cancelled);
            co_return error(errc::timed_out, "looking up " + origin.host + " took too long");
        }
        if (shared->ec || shared->found.empty()) {
            error unknown(errc::resolve_failed, origin.host);
            unknown.diagnostics.cause = shared->ec;
            co_return unknown;
        }
        co_return std::move(shared->found);
    }

    /// Takes the coroutine's signal out of the look-up before the coroutine's frame ends.
    class resolve_guard {
    public:
        resolve_guard(std::shared_ptr<look_up> shared, cloud_governance::detail::waiter& signal)
            : shared_(std::move(shared))
        {
            std::lock_guard const lock(shared_->mutex);
            shared_->waiting = &signal;
        }
        ~resolve_guard()
        {
            std::lock_guard const lock(shared_->mutex);
            shared_->waiting = nullptr;
            if (!shared_->finished)
                shared_->names.cancel();
        }
        resolve_guard(resolve_guard const&) = delete;
        resolve_guard& operator=(resolve_guard const&) = delete;

    private:
        std::shared_ptr<look_up> shared_;
    };

    boost::asio::awaitable<result<std::unique_ptr<connection>>>
    connect(endpoint const& endpoint, steady_time limit) const
    {
        namespace asio = boost::asio;
        auto link = std::make_unique<connection>(executor_);
        boost::system::error_code ec;
        link->socket.open(endpoint.protocol(), ec);
        if (!ec) {
            deadline_watch::entry watch(watch_);
            watch.start(link->socket, (std::min)(limit, std::chrono::steady_clock::now() + options_.connect_timeout));
            co_await link->socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
            if (ec == asio::error::operation_aborted)
                co_return watch.expired() ? error(errc::timed_out, "connecting took too long") : error(errc::cancelled);
        }
        if (!ec)
            link->socket.non_blocking(true, ec);
        if (!ec) {
            boost::system::error_code ignored; // a request goes out in one write, so waiting for more only delays it
            link->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
            co_return link;
        }
        error refused(errc::connect_failed);
        refused.diagnostics.cause = ec;
        co_return refused;
    }

    boost::asio::awaitable<result<void>> shake_hands(connection& link, origin const& origin, steady_time limit) const
    {
        namespace asio = boost::asio;
        link.tls = std::make_unique<tls_session>(tls_context_, origin.host);
        deadline_watch::entry watch(watch_);
        watch.start(link.socket, (std::min)(limit, std::chrono::steady_clock::now() + options_.handshake_timeout));
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
            auto const status = link.tls->handshake();
            std::string_view left = link.tls->output();
            // also after a failure: the alert tells the server why
            while (!left.empty() && !ec) {
                std::size_t const written = co_await link.socket.async_write_some(
                    asio::buffer(left.data(), left.size()), asio::redirect_error(asio::use_awaitable, ec));
                left.remove_prefix(written);
            }
            link.tls->output().clear();
            if (status == tls_session::status::done)
                break;
            if (status != tls_session::status::want_input) {
                error refused = link.tls->failure_of_handshake(origin.host);
                link.tls.reset(); // nothing more is sent to this peer
                co_return refused;
            }
            if (ec)
                co_return interrupted();
            std::size_t const size = co_await link.socket.async_read_some(
                asio::buffer(link.input), asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return interrupted();
            link.tls->feed(link.input.data(), size);
        }
        if (ec)
            co_return interrupted();
        // session tickets may have come with the last flight; they are taken now, since the buffer is about to be
        // reused
        if (!link.tls->only_handshake_data())
            co_return error(errc::tls_failed, "TLS handshake with " + origin.host + ": the server spoke first");
        co_return result<void>();
    }

    boost::asio::any_io_executor executor_;
    SSL_CTX* tls_context_;
    std::shared_ptr<deadline_watch> watch_;
    pool_options const& options_;
};

} // namespace cloud_governance::http::detail
