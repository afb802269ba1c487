#pragma once

#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/exchange.hpp>
#include <cloud_governance/http/impl/pool/check_request.hpp>
#include <cloud_governance/http/impl/pool/connection.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::http::detail {

/** The connections of a pool, limited for each origin, and the queue of exchanges that wait for one in the
    order of their arrival.

    Does no I/O except for checking and closing connections. Thread-safe.
*/
class connection_queue {
    class turn;
    class slot;

public:
    connection_queue(boost::asio::any_io_executor executor, pool_options const& options)
        : executor_(std::move(executor)), options_(options)
    {
    }

    /// An exchange's right to one connection; its destructor gives it back.
    class lease {
    public:
        /// Takes a kept connection or the right to open one, if there is either; `has_turn` says whether.
        lease(connection_queue& pool, http::origin const& origin, steady_time now)
            : lease(pool, origin, now, std::unique_lock(pool.mutex_))
        {
        }
        // NOLINTNEXTLINE(bugprone-exception-escape): cancelling a timer and locking fail only when they are misused
        ~lease()
        {
            if (!granted_)
                return;
            auto const now = std::chrono::steady_clock::now();
            if (kept_)
                connection->idle_since = now;
            else
                connection.reset();
            pool_.give_back(slot_, std::move(connection), now);
        }
        lease(lease const&) = delete;
        lease& operator=(lease const&) = delete;

        /// False: all connections are busy.
        bool has_turn() const { return granted_; }

        /// The connection goes back to the pool when the lease ends, for another exchange.
        void keep() { kept_ = true; }

        std::unique_ptr<detail::connection> connection;

    private:
        friend connection_queue;

        lease(connection_queue& pool, http::origin const& origin, steady_time now, std::unique_lock<std::mutex> lock)
            : pool_(pool), slot_(pool.find_slot(origin))
        {
            std::vector<std::unique_ptr<detail::connection>> too_old;
            take(too_old, now);
            lock.unlock(); // those are closed outside the lock
        }

        // with the pool's lock held
        bool take(std::vector<std::unique_ptr<detail::connection>>& too_old, steady_time now)
        {
            while (!slot_.idle.empty()) {
                auto candidate = std::move(slot_.idle.back());
                slot_.idle.pop_back();
                if (pool_.is_fresh(*candidate, now)) {
                    connection = std::move(candidate);
                    granted_ = true;
                    return true;
                }
                --slot_.open;
                too_old.push_back(std::move(candidate));
            }
            if (slot_.open >= pool_.options_.max_connections)
                return false;
            slot_.idle.reserve(slot_.open + 1); // room for its return, which must not fail
            ++slot_.open;
            granted_ = true;
            return true;
        }

        connection_queue& pool_;
        slot& slot_;
        bool granted_ = false;
        bool kept_ = false;
    };

    /// Waits until `lease` has a connection or the right to open one; else sets the failure of `work`.
    boost::asio::awaitable<void> wait_for_turn(lease& lease, http::exchange& work)
    {
        auto const now = std::chrono::steady_clock::now();
        auto const own = now + options_.pool_timeout;
        turn mine(*this, lease.slot_, (std::min)(own, work.request.deadline));
        {
            std::vector<std::unique_ptr<detail::connection>> too_old;
            std::lock_guard const lock(mutex_);
            if (lease.take(too_old, now))
                co_return;
            if (lease.slot_.waiting.size() >= options_.max_waiting) {
                work.fail(queue_full(lease.slot_.waiting.size(), work.request.origin));
                co_return;
            }
            lease.slot_.waiting.push_back(&mine);
        }
        auto const outcome = co_await mine.signal.wait();
        {
            std::lock_guard const lock(mutex_);
            if (mine.granted) {
                mine.claimed = true;
                lease.granted_ = true;
                lease.connection = std::move(mine.connection);
                co_return;
            }
        }
        if (outcome == cloud_governance::detail::waiter::outcome::cancelled)
            work.fail(error(errc::cancelled));
        else if (work.request.deadline < own)
            work.fail(error(errc::timed_out, "the call's deadline passed while it waited for a free connection"));
        else
            work.fail(still_busy(work.request.origin));
    }

    connection_pool::state current_state() const
    {
        std::lock_guard const lock(mutex_);
        connection_pool::state out;
        for (auto const& slot : slots_) {
            out.idle += slot->idle.size();
            out.busy += slot->open - slot->idle.size();
            out.waiting += slot->waiting.size();
        }
        return out;
    }

    void close_idle()
    {
        std::vector<std::unique_ptr<detail::connection>> closing; // closed outside the lock
        std::lock_guard const lock(mutex_);
        for (auto const& slot : slots_) {
            slot->open -= slot->idle.size();
            for (auto& connection : slot->idle)
                closing.push_back(std::move(connection));
            slot->idle.clear();
        }
    }

private:
    /// The connections and the queue of one origin. Guarded by the pool's mutex.
    class slot {
    public:
        http::origin origin;
        std::vector<std::unique_ptr<detail::connection>> idle; // the last one used is the first one taken
        std::size_t open = 0;                                  // idle, in use, and being opened
        std::deque<turn*> waiting;
    };

    /// An exchange's place in the queue; lies in the frame of its coroutine.
    class turn {
    public:
        turn(connection_queue& pool, slot& slot, steady_time deadline)
            : pool_(pool), slot_(slot), signal(pool.executor_, deadline)
        {
        }
        // NOLINTNEXTLINE(bugprone-exception-escape): as in ~lease
        ~turn()
        {
            std::unique_lock lock(pool_.mutex_);
            if (!granted) {
                auto& queue = slot_.waiting;
                queue.erase(std::remove(queue.begin(), queue.end(), this), queue.end());
                return;
            }
            lock.unlock();
            if (!claimed)
                pool_.give_back(slot_, std::move(connection), std::chrono::steady_clock::now());
        }
        turn(turn const&) = delete;
        turn& operator=(turn const&) = delete;

    private:
        connection_queue& pool_;
        slot& slot_;

    public:
        cloud_governance::detail::waiter signal;
        bool granted = false; // written under the lock
        bool claimed = false;
        std::unique_ptr<detail::connection> connection; // absent: the right to open one
    };

    // with the lock held
    slot& find_slot(http::origin const& origin)
    {
        for (auto const& known : slots_)
            if (known->origin == origin)
                return *known;
        check_origin(origin, options_.allow_http_on_loopback); // once: an origin that has a slot was accepted
        slots_.push_back(std::make_unique<slot>());
        slots_.back()->origin = origin;
        return *slots_.back();
    }

    error queue_full(std::size_t waiting, http::origin const& origin) const
    {
        return error(
            errc::queue_full, std::to_string(waiting) + " requests wait for one of the " +
                                  std::to_string(options_.max_connections) + " connections to " + origin.host +
                                  " (max_waiting): send less at once");
    }

    error still_busy(http::origin const& origin) const
    {
        return error(
            errc::pool_timed_out, "all " + std::to_string(options_.max_connections) + " connections to " + origin.host +
                                      " stayed busy for pool_timeout (" +
                                      std::to_string(options_.pool_timeout.count()) +
                                      " ms): raise max_connections, or send less at once");
    }

    bool is_fresh(detail::connection const& connection, steady_time now) const
    {
        return now - connection.idle_since < options_.keep_alive_idle &&
               now - connection.opened_at < options_.keep_alive_age;
    }

    /// Takes back a lease's right, with its connection or without, and passes both on to the next exchange.
    void give_back(slot& slot, std::unique_ptr<detail::connection> connection, steady_time now)
    {
        std::unique_ptr<detail::connection> closing; // closed outside the lock
        std::lock_guard const lock(mutex_);
        if (connection && !is_fresh(*connection, now))
            closing = std::move(connection);
        if (!slot.waiting.empty()) {
            turn* const next = slot.waiting.front();
            slot.waiting.pop_front();
            next->granted = true;
            next->connection = std::move(connection);
            next->signal.notify();
            return;
        }
        if (connection)
            slot.idle.push_back(std::move(connection));
        else
            --slot.open;
    }

    boost::asio::any_io_executor executor_;
    pool_options const& options_;
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<slot>> slots_;
};

} // namespace cloud_governance::http::detail
