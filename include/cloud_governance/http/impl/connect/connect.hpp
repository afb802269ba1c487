#pragma once

#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/impl/connect/happy_eyeballs.hpp>
#include <cloud_governance/http/impl/pool/connection.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cloud_governance::http::detail {

/** The attempts of one race, shared by the coroutine that runs it and the handlers of its sockets.

    Only the coroutine touches the sockets; a handler notes how its attempt ended and wakes the coroutine.
*/
class connect_attempts : public std::enable_shared_from_this<connect_attempts> {
public:
    using endpoint = boost::asio::ip::tcp::endpoint;

    connect_attempts(boost::asio::any_io_executor executor, std::size_t count)
        : executor_(std::move(executor)), attempts_(count)
    {
    }

    void start(std::size_t number, endpoint const& peer)
    {
        auto& one = attempts_[number];
        one.link = std::make_unique<connection>(executor_);
        boost::system::error_code ec;
        one.link->socket.open(peer.protocol(), ec);
        if (ec) { // a machine without this family
            note_end(number, ec);
            return;
        }
        one.link->socket.async_connect(peer, [self = shared_from_this(), number](boost::system::error_code ended) {
            self->note_end(number, ended);
        });
    }

    /// Closes the attempt's socket, whatever it is doing.
    void abandon(std::size_t number) { attempts_[number].link.reset(); }

    bool is_abandoned(std::size_t number) const { return !attempts_[number].link; }

    void abandon_all()
    {
        for (auto& one : attempts_)
            one.link.reset();
    }

    /// Takes the news: the number of an attempt that has ended, and how. Absent: there is none, and `signal` is
    /// notified of the next.
    std::optional<std::pair<std::size_t, boost::system::error_code>>
    take_end_or_listen(cloud_governance::detail::waiter& signal)
    {
        std::lock_guard const lock(mutex_);
        for (std::size_t number = 0; number < attempts_.size(); ++number) {
            auto& one = attempts_[number];
            if (!one.ended)
                continue;
            one.ended = false;
            return std::make_pair(number, one.ec);
        }
        waiting_ = &signal;
        return std::nullopt;
    }

    void stop_listening()
    {
        std::lock_guard const lock(mutex_);
        waiting_ = nullptr;
    }

    /// The connection of an attempt that succeeded, ready for use.
    result<std::unique_ptr<connection>> take(std::size_t number)
    {
        auto link = std::move(attempts_[number].link);
        boost::system::error_code ec;
        link->socket.non_blocking(true, ec);
        if (ec) {
            error refused(errc::connect_failed);
            refused.diagnostics.cause = ec;
            return refused;
        }
        boost::system::error_code ignored; // a request goes out in one write, so waiting for more only delays it
        link->socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        return link;
    }

private:
    class attempt {
    public:
        std::unique_ptr<connection> link;
        bool ended = false; // and not yet taken notice of; guarded by the lock, as is `ec`
        boost::system::error_code ec;
    };

    void note_end(std::size_t number, boost::system::error_code ec)
    {
        std::lock_guard const lock(mutex_);
        attempts_[number].ended = true;
        attempts_[number].ec = ec;
        if (waiting_ != nullptr)
            waiting_->notify();
    }

    boost::asio::any_io_executor executor_;
    std::mutex mutex_;
    std::vector<attempt> attempts_;
    cloud_governance::detail::waiter* waiting_ = nullptr;
};

/** A connection to the first of `addresses` that accepts one, tried as `happy_eyeballs` says (RFC 8305).

    The other attempts are given up when this ends, however it ends. Errors: that of the last address that failed;
    `timed_out`; `cancelled`.
*/
inline boost::asio::awaitable<result<std::unique_ptr<connection>>> connect_first(
    boost::asio::any_io_executor executor, std::vector<boost::asio::ip::tcp::endpoint> addresses,
    std::chrono::milliseconds head_start, std::chrono::milliseconds time_of_each, steady_time limit)
{
    using cloud_governance::detail::waiter;
    class guard {
    public:
        explicit guard(connect_attempts& all) : all_(all) {}
        ~guard() { all_.abandon_all(); }
        guard(guard const&) = delete;
        guard& operator=(guard const&) = delete;

    private:
        connect_attempts& all_;
    };
    // takes the coroutine's signal out of the shared state before it ends
    class listening {
    public:
        explicit listening(connect_attempts& all) : all_(all) {}
        ~listening() { all_.stop_listening(); }
        listening(listening const&) = delete;
        listening& operator=(listening const&) = delete;

    private:
        connect_attempts& all_;
    };

    addresses = interleave_families(std::move(addresses));
    auto const attempts = std::make_shared<connect_attempts>(executor, addresses.size());
    guard const closes(*attempts);
    happy_eyeballs race(addresses.size(), head_start, time_of_each);
    error last(errc::connect_failed);
    while (true) {
        auto const now = std::chrono::steady_clock::now();
        if (now >= limit)
            co_return error(errc::timed_out, "connecting took too long");
        while (auto const number = race.expire(now)) {
            attempts->abandon(*number);
            last = error(errc::timed_out, "connecting took too long");
        }
        while (auto const number = race.begin_next(now))
            attempts->start(*number, addresses[*number]);
        if (race.lost())
            co_return last;

        waiter signal(executor, (std::min)(race.next_event(), limit));
        listening const ends(*attempts);
        if (auto const news = attempts->take_end_or_listen(signal)) {
            auto const& [number, ec] = *news;
            if (attempts->is_abandoned(number))
                continue;
            if (!ec) {
                auto link = attempts->take(number);
                if (link)
                    co_return link;
                last = std::move(link).error();
            }
            else {
                last = error(errc::connect_failed);
                last.diagnostics.cause = ec;
            }
            attempts->abandon(number);
            race.fail(number, std::chrono::steady_clock::now());
            continue;
        }
        auto const outcome = co_await signal.wait();
        if (outcome == waiter::outcome::cancelled)
            co_return error(errc::cancelled);
    }
}

} // namespace cloud_governance::http::detail
