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

/// A look-up that may outlive the coroutine that asked for it: getaddrinfo cannot be interrupted.
class pending_resolve {
public:
    explicit pending_resolve(boost::asio::any_io_executor const& executor) : names(executor) {}

    boost::asio::ip::tcp::resolver names;
    std::mutex mutex;
    cloud_governance::detail::waiter* waiting = nullptr;
    bool finished = false;
    boost::system::error_code ec;
    std::vector<boost::asio::ip::tcp::endpoint> found;

    /// Takes the coroutine's signal out of the look-up before the coroutine's frame ends.
    class guard {
    public:
        guard(std::shared_ptr<pending_resolve> shared, cloud_governance::detail::waiter& signal)
            : shared_(std::move(shared))
        {
            std::lock_guard const lock(shared_->mutex);
            shared_->waiting = &signal;
        }
        ~guard()
        {
            std::lock_guard const lock(shared_->mutex);
            shared_->waiting = nullptr;
            if (!shared_->finished)
                shared_->names.cancel();
        }
        guard(guard const&) = delete;
        guard& operator=(guard const&) = delete;

    private:
        std::shared_ptr<pending_resolve> shared_;
    };
};

/// The addresses of `peer`, in the order in which the system prefers them (RFC 6724); at least one.
inline boost::asio::awaitable<result<std::vector<boost::asio::ip::tcp::endpoint>>>
resolve_endpoints(boost::asio::any_io_executor executor, origin const& peer, steady_time deadline)
{
    using endpoint = boost::asio::ip::tcp::endpoint;
    boost::system::error_code not_an_address;
    auto const address = boost::asio::ip::make_address(peer.host, not_an_address);
    if (!not_an_address)
        co_return std::vector<endpoint>(1, endpoint(address, peer.port));

    auto const shared = std::make_shared<pending_resolve>(executor);
    cloud_governance::detail::waiter signal(executor, deadline);
    pending_resolve::guard const guard(shared, signal);
    shared->names.async_resolve(
        peer.host, std::to_string(peer.port),
        [shared](boost::system::error_code ec, boost::asio::ip::tcp::resolver::results_type const& results) {
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
        co_return error(errc::timed_out, "looking up " + peer.host + " took too long");
    }
    if (shared->ec || shared->found.empty()) {
        error unknown(errc::resolve_failed, peer.host);
        unknown.diagnostics.cause = shared->ec;
        co_return unknown;
    }
    co_return std::move(shared->found);
}

} // namespace cloud_governance::http::detail
