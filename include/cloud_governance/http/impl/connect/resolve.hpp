#pragma once

#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/impl/pool/deadline_watch.hpp>
#include <cloud_governance/http/origin.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cloud_governance::http::detail {

/// A look-up of a host name. It may outlive the coroutine that started it, because getaddrinfo cannot be interrupted.
class pending_resolve {
public:
    explicit pending_resolve(boost::asio::any_io_executor const& executor) : names(executor) {}

    boost::asio::ip::tcp::resolver names;
    std::mutex mutex; // guards what follows
    cloud_governance::detail::waiter::list waiting;
    bool finished = false;
    boost::system::error_code ec;
    std::vector<boost::asio::ip::tcp::endpoint> found;

    /// Cancels the look-up when the coroutine ends before it.
    class canceller {
    public:
        explicit canceller(std::shared_ptr<pending_resolve> owner) : owner_(std::move(owner)) {}
        ~canceller()
        {
            std::lock_guard const lock(owner_->mutex);
            if (!owner_->finished)
                owner_->names.cancel();
        }
        canceller(canceller const&) = delete;
        canceller& operator=(canceller const&) = delete;

    private:
        std::shared_ptr<pending_resolve> owner_;
    };
};

/// The addresses of `peer`, in the order in which the system prefers them (RFC 6724); at least one.
inline boost::asio::awaitable<result<std::vector<boost::asio::ip::tcp::endpoint>>>
resolve_endpoints(boost::asio::any_io_executor executor, origin const& peer, steady_time deadline)
{
    using cloud_governance::detail::waiter;
    using endpoint = boost::asio::ip::tcp::endpoint;
    boost::system::error_code not_an_address;
    auto const address = boost::asio::ip::make_address(peer.host, not_an_address);
    if (!not_an_address)
        co_return std::vector<endpoint>(1, endpoint(address, peer.port));

    auto const pending = std::make_shared<pending_resolve>(executor);
    pending_resolve::canceller const cancels(pending);
    waiter signal(executor, deadline);
    waiter::registration const registered(pending->mutex, pending->waiting, signal);
    pending->names.async_resolve(
        peer.host, std::to_string(peer.port),
        [pending](boost::system::error_code ec, boost::asio::ip::tcp::resolver::results_type const& results) {
            std::lock_guard const lock(pending->mutex);
            pending->finished = true;
            pending->ec = ec;
            for (auto const& entry : results)
                pending->found.push_back(entry.endpoint());
            pending->waiting.notify_all();
        });
    auto const outcome = co_await signal.wait();
    std::lock_guard const lock(pending->mutex);
    if (!pending->finished) {
        if (outcome == waiter::outcome::cancelled)
            co_return error(errc::cancelled);
        co_return error(errc::timed_out, "looking up " + peer.host + " took too long");
    }
    if (pending->ec || pending->found.empty()) {
        error unknown(errc::resolve_failed, peer.host);
        unknown.diagnostics.cause = pending->ec;
        co_return unknown;
    }
    co_return std::move(pending->found);
}

} // namespace cloud_governance::http::detail
