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

    It lives in the frame of the coroutine that waits. The object that will notify it finds it in a `list`, in which a
    `registration` keeps it until the frame ends. The pending operation belongs to Asio's timer service, so destroying
    the `io_context` destroys a waiting coroutine like any other.
*/
class waiter {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// How a wait ended.
    enum class outcome { notified, timed_out, cancelled };

    class list;
    class registration;

    /// Waits until `deadline` at most, on `executor`. Without a deadline it waits until it is notified or cancelled.
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

    /// The operation that waits; await it once. Supports every cancellation type and adds no coroutine.
    auto wait()
    {
        return boost::asio::async_initiate<boost::asio::deferred_t const, void(outcome)>(
            initiation(this), boost::asio::deferred);
    }

    /// The timer's handler. It has the associated executor, allocator and cancellation slot of the handler that it
    /// completes.
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
    waiter* next_ = nullptr; // in its list, guarded by the list's mutex
    waiter* previous_ = nullptr;
    boost::asio::steady_timer timer_;
};

/// The waiters that are notified together. Guarded by a mutex of its owner, which each `registration` locks.
class waiter::list {
public:
    list() = default;
    list(list const&) = delete;
    list& operator=(list const&) = delete;

    /// Notifies every waiter in the list. Call it with the mutex locked, so that no waiter's frame ends meanwhile.
    void notify_all()
    {
        for (waiter* each = first_; each != nullptr; each = each->next_)
            each->notify();
    }

private:
    friend registration;

    waiter* first_ = nullptr;
};

/** Keeps a waiter in a list from its construction to its destruction; lives in the frame of the coroutine that waits.

    Register first, then look whether the event has already happened, then wait: an event that happens in between
    notifies the waiter, and a wait that begins later ends at once. `mutex`, `waiters` and `self` must outlive the
    registration.
*/
class waiter::registration {
public:
    registration(std::mutex& mutex, list& waiters, waiter& self) : mutex_(mutex), waiters_(waiters), self_(self)
    {
        std::lock_guard const lock(mutex_);
        self_.next_ = waiters_.first_;
        if (self_.next_ != nullptr)
            self_.next_->previous_ = &self_;
        waiters_.first_ = &self_;
    }
    registration(registration const&) = delete;
    registration& operator=(registration const&) = delete;
    // NOLINTNEXTLINE(bugprone-exception-escape): locking fails only when a mutex is misused
    ~registration()
    {
        std::lock_guard const lock(mutex_);
        (self_.previous_ != nullptr ? self_.previous_->next_ : waiters_.first_) = self_.next_;
        if (self_.next_ != nullptr)
            self_.next_->previous_ = self_.previous_;
    }

private:
    std::mutex& mutex_;
    list& waiters_;
    waiter& self_;
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
