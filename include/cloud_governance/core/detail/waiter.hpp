#pragma once

#include <cloud_governance/core/detail/chrono.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <mutex>
#include <type_traits>
#include <utility>

namespace cloud_governance::detail {

/** One coroutine that waits until it is notified from any thread, its deadline passes or it is cancelled.

    It lives in the frame of the coroutine that waits. Whoever keeps a pointer to it for `notify` must drop the pointer
    before the frame ends. The pending operation belongs to Asio's timer service, so destroying the `io_context`
   destroys a waiting coroutine like any other.
*/
class waiter {
public:
    using time_point = std::chrono::steady_clock::time_point;

    enum class outcome { notified, timed_out, cancelled };

    explicit waiter(boost::asio::any_io_executor const& executor, time_point deadline = (time_point::max)())
        : timer_(executor, deadline)
    {
    }

    waiter(waiter const&) = delete;
    waiter& operator=(waiter const&) = delete;

    /// Ends the wait, also one that begins later. Thread-safe; never resumes the coroutine before it returns.
    void notify()
    {
        std::lock_guard const lock(mutex_);
        notified_ = true;
        if (waiting_)
            timer_.cancel();
    }

    /// Waits; to be awaited, once. Supports every cancellation type. No coroutine of its own stands between.
    auto wait()
    {
        return boost::asio::async_initiate<boost::asio::deferred_t const, void(outcome)>(
            initiation(this), boost::asio::deferred);
    }

    /// What the timer completes; whatever is associated with the handler is associated with it.
    template <class Handler>
    class completion {
    public:
        completion(waiter* self, Handler&& next) : self_(self), next_(std::move(next)) {}
        void operator()(boost::system::error_code ec) { std::move(next_)(self_->outcome_of(ec)); }

        waiter* self_;
        Handler next_;
    };

private:
    class initiation {
    public:
        explicit initiation(waiter* self) : self_(self) {}

        template <class Handler>
        void operator()(Handler&& handler) const
        {
            std::lock_guard const lock(self_->mutex_);
            // notified before the wait: a timer in the past completes at once, but still through the executor
            if (self_->notified_)
                self_->timer_.expires_at((time_point::min)());
            self_->waiting_ = true;
            self_->timer_.async_wait(completion<std::decay_t<Handler>>(self_, std::forward<Handler>(handler)));
        }

    private:
        waiter* self_;
    };

    outcome outcome_of(boost::system::error_code ec)
    {
        std::lock_guard const lock(mutex_);
        if (notified_)
            return outcome::notified;
        return ec ? outcome::cancelled : outcome::timed_out;
    }

    std::mutex mutex_;
    bool notified_ = false;
    bool waiting_ = false;
    boost::asio::steady_timer timer_;
};

} // namespace cloud_governance::detail

namespace boost::asio {

template <template <class, class> class Associator, class Handler, class Default>
struct associator<Associator, cloud_governance::detail::waiter::completion<Handler>, Default>
    : Associator<Handler, Default> {
    static auto
    get(cloud_governance::detail::waiter::completion<Handler> const& handler,
        Default const& otherwise = Default()) noexcept
    {
        return Associator<Handler, Default>::get(handler.next_, otherwise);
    }
};

} // namespace boost::asio
