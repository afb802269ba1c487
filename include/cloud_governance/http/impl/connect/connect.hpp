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

/** The attempts to connect to one peer's addresses, shared by the coroutine and the handlers of its sockets.

    Only the coroutine touches the sockets; a handler records how its attempt ended and notifies the coroutine.
*/
class connect_attempts : public std::enable_shared_from_this<connect_attempts> {
public:
    using endpoint = boost::asio::ip::tcp::endpoint;

    /// An attempt that has ended.
    class ended_attempt {
    public:
        std::size_t number = 0;
        boost::system::error_code ec;
    };

    connect_attempts(boost::asio::any_io_executor executor, std::size_t count)
        : executor_(std::move(executor)), attempts_(count)
    {
    }

    /// Starts to connect to `peer`.
    void start(std::size_t number, endpoint const& peer)
    {
        auto& one = attempts_[number];
        one.opening = std::make_unique<connection>(executor_);
        boost::system::error_code ec;
        one.opening->socket.open(peer.protocol(), ec);
        if (ec) { // a machine without this family
            record_end(number, ec);
            return;
        }
        one.opening->socket.async_connect(peer, [self = shared_from_this(), number](boost::system::error_code result) {
            self->record_end(number, result);
        });
    }

    /// Closes the attempt's socket, whatever it is doing.
    void abandon(std::size_t number) { attempts_[number].opening.reset(); }

    void abandon_all()
    {
        for (auto& one : attempts_)
            one.opening.reset();
    }

    bool is_abandoned(std::size_t number) const { return !attempts_[number].opening; }

    /// Notifies `signal` of every attempt that ends while the registration lives.
    cloud_governance::detail::waiter::registration listen(cloud_governance::detail::waiter& signal)
    {
        return {mutex_, waiting_, signal};
    }

    /// An attempt that has ended and was not returned before; nullopt when there is none.
    std::optional<ended_attempt> take_ended()
    {
        std::lock_guard const lock(mutex_);
        for (std::size_t number = 0; number < attempts_.size(); ++number)
            if (std::exchange(attempts_[number].ended, false))
                return ended_attempt{number, attempts_[number].ec};
        return std::nullopt;
    }

    /// The connection of an attempt that succeeded, ready for use.
    result<std::unique_ptr<connection>> take_connection(std::size_t number)
    {
        auto opened = std::move(attempts_[number].opening);
        boost::system::error_code ec;
        opened->socket.non_blocking(true, ec);
        if (ec) {
            error refused(errc::connect_failed);
            refused.diagnostics.cause = ec;
            return refused;
        }
        boost::system::error_code ignored; // a request goes out in one write, so waiting for more only delays it
        opened->socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        return opened;
    }

private:
    class attempt {
    public:
        std::unique_ptr<connection> opening;
        bool ended = false; // and not returned by take_ended yet; guarded by the lock, as is `ec`
        boost::system::error_code ec;
    };

    void record_end(std::size_t number, boost::system::error_code ec)
    {
        std::lock_guard const lock(mutex_);
        attempts_[number].ended = true;
        attempts_[number].ec = ec;
        waiting_.notify_all();
    }

    boost::asio::any_io_executor executor_;
    std::mutex mutex_;
    std::vector<attempt> attempts_;
    cloud_governance::detail::waiter::list waiting_;
};

/// Connects to the first of several addresses that accepts, as `happy_eyeballs` decides: the sockets and the last error.
/// Abandons the attempts that are still under way when it is destroyed. Used by one coroutine.
class connection_race {
public:
    connection_race(
        boost::asio::any_io_executor executor, std::vector<boost::asio::ip::tcp::endpoint> addresses,
        std::chrono::milliseconds head_start, std::chrono::milliseconds time_of_each)
        : addresses_(interleave_families(std::move(addresses))),
          attempts_(std::make_shared<connect_attempts>(std::move(executor), addresses_.size())),
          order_(addresses_.size(), head_start, time_of_each)
    {
    }
    connection_race(connection_race const&) = delete;
    connection_race& operator=(connection_race const&) = delete;
    ~connection_race() { attempts_->abandon_all(); }

    /// Abandons the attempts whose time is over and starts those that are due.
    void advance(steady_time now)
    {
        // NOLINTBEGIN(bugprone-unchecked-optional-access): the check does not see what the condition of a loop declares
        while (auto const number = order_.expire(now)) {
            attempts_->abandon(*number);
            last_error_ = timeout();
        }
        while (auto const number = order_.begin_next(now))
            attempts_->start(*number, addresses_[*number]);
        // NOLINTEND(bugprone-unchecked-optional-access)
    }

    /// Every address has failed.
    bool lost() const { return order_.lost(); }
    /// The error of the last address that failed.
    error const& last_error() const { return last_error_; }
    /// When `advance` has something to do.
    steady_time next_event() const { return order_.next_event(); }

    /// See `connect_attempts`.
    cloud_governance::detail::waiter::registration listen(cloud_governance::detail::waiter& signal)
    {
        return attempts_->listen(signal);
    }
    std::optional<connect_attempts::ended_attempt> take_ended() { return attempts_->take_ended(); }

    /// The connection of `ended`; null when it failed, which the race goes on from.
    std::unique_ptr<connection> judge(connect_attempts::ended_attempt const& ended)
    {
        if (attempts_->is_abandoned(ended.number))
            return nullptr;
        if (!ended.ec) {
            auto opened = attempts_->take_connection(ended.number);
            if (opened)
                return std::move(*opened);
            last_error_ = std::move(opened).error();
        }
        else {
            last_error_ = error(errc::connect_failed);
            last_error_.diagnostics.cause = ended.ec;
        }
        attempts_->abandon(ended.number);
        order_.fail(ended.number, std::chrono::steady_clock::now());
        return nullptr;
    }

    static error timeout() { return error(errc::timed_out, "connecting took too long"); }

private:
    std::vector<boost::asio::ip::tcp::endpoint> addresses_;
    std::shared_ptr<connect_attempts> attempts_;
    happy_eyeballs order_;
    error last_error_{errc::connect_failed};
};

/** A connection to the first of `addresses` that accepts one, tried as `happy_eyeballs` decides (RFC 8305).

    The other attempts are abandoned when this ends, however it ends. Errors: that of the last address that failed;
    `timed_out`; `cancelled`.
*/
inline boost::asio::awaitable<result<std::unique_ptr<connection>>> connect_first(
    boost::asio::any_io_executor executor, std::vector<boost::asio::ip::tcp::endpoint> addresses,
    std::chrono::milliseconds head_start, std::chrono::milliseconds time_of_each, steady_time limit)
{
    using cloud_governance::detail::waiter;
    connection_race race(executor, std::move(addresses), head_start, time_of_each);
    for (;;) {
        auto const now = std::chrono::steady_clock::now();
        if (now >= limit)
            co_return connection_race::timeout();
        race.advance(now);
        if (race.lost())
            co_return race.last_error();

        waiter signal(executor, (std::min)(race.next_event(), limit));
        auto const listening = race.listen(signal);
        if (auto const ended = race.take_ended()) {
            if (auto opened = race.judge(*ended))
                co_return std::move(opened);
            continue;
        }
        if (co_await signal.wait() == waiter::outcome::cancelled)
            co_return error(errc::cancelled);
    }
}

} // namespace cloud_governance::http::detail
