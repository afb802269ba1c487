#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace cloud_governance::http::detail {

using steady_time = std::chrono::steady_clock::time_point;

/** One timer for the deadlines of all exchanges of a pool.

    A deadline is usually replaced long before it passes, so it is only noted; the timer moves when it fires or when an
   earlier deadline comes. With no exchange under way there is no pending timer, so `io_context::run` can return.
*/
class deadline_watch : public std::enable_shared_from_this<deadline_watch> {
public:
    explicit deadline_watch(boost::asio::any_io_executor const& executor) : timer_(executor) {}

    /// The deadline of one exchange. Lies in the frame of its coroutine, which keeps the pool and the watch alive.
    class entry {
    public:
        explicit entry(deadline_watch& watch) : watch_(watch) {}
        // NOLINTNEXTLINE(bugprone-exception-escape): cancelling a timer and locking fail only when they are misused
        ~entry() { stop(); }
        entry(entry const&) = delete;
        entry& operator=(entry const&) = delete;

        /// Cancels the pending operation of `socket` when `deadline` passes.
        void start(boost::asio::ip::tcp::socket& socket, steady_time deadline)
        {
            std::lock_guard const lock(watch_.mutex_);
            socket_ = &socket;
            deadline_ = deadline;
            expired_ = false;
            if (position_ == not_watched) {
                position_ = watch_.entries_.size();
                watch_.entries_.push_back(this);
            }
            watch_.arm(deadline);
        }

        /// Replaces the deadline.
        void move_to(steady_time deadline)
        {
            std::lock_guard const lock(watch_.mutex_);
            if (expired_)
                return;
            deadline_ = deadline;
            watch_.arm(deadline);
        }

        /// Ends the watch; the socket is not touched afterwards.
        void stop()
        {
            std::lock_guard const lock(watch_.mutex_);
            if (position_ == not_watched)
                return;
            auto& all = watch_.entries_;
            all[position_] = all.back();
            all[position_]->position_ = position_;
            all.pop_back();
            position_ = not_watched;
            if (all.empty())
                watch_.disarm();
        }

        /// The deadline has passed.
        bool expired() const
        {
            std::lock_guard const lock(watch_.mutex_);
            return expired_;
        }

    private:
        friend deadline_watch;
        static constexpr std::size_t not_watched = static_cast<std::size_t>(-1);

        deadline_watch& watch_;
        boost::asio::ip::tcp::socket* socket_ = nullptr;
        steady_time deadline_;
        std::size_t position_ = not_watched;
        bool expired_ = false;
    };

private:
    // called with the lock held
    void arm(steady_time deadline)
    {
        if (deadline >= armed_for_)
            return;
        armed_for_ = deadline;
        timer_.expires_at(deadline);
        timer_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
            if (auto const self = weak.lock(); self && !ec)
                self->sweep();
        });
    }

    void disarm()
    {
        armed_for_ = (steady_time::max)();
        timer_.cancel();
    }

    void sweep()
    {
        std::lock_guard const lock(mutex_);
        armed_for_ = (steady_time::max)();
        if (entries_.empty())
            return;
        auto const now = std::chrono::steady_clock::now();
        auto next = (steady_time::max)();
        for (entry* const watched : entries_) {
            if (watched->deadline_ <= now) {
                watched->expired_ = true;
                boost::system::error_code ignored;
                watched->socket_->cancel(ignored);
                // the coroutine may have been between two operations: cancel again until it has noticed
                watched->deadline_ = now + std::chrono::milliseconds(5);
            }
            next = (std::min)(next, watched->deadline_);
        }
        arm(next);
    }

    std::mutex mutex_;
    boost::asio::steady_timer timer_;
    steady_time armed_for_ = (steady_time::max)();
    std::vector<entry*> entries_;
};

} // namespace cloud_governance::http::detail
