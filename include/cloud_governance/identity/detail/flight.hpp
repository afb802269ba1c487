#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/current_error.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace cloud_governance::identity::detail {

/// One fetch and those who wait for it; all get its value or its error. Thread-safe.
template <class T>
class flight {
public:
    using pointer = std::shared_ptr<T const>;

    /// Ends the flight: `value`, or `reason` where there is none.
    void land(pointer value, std::shared_ptr<error const> reason)
    {
        std::lock_guard const lock(mutex_);
        landed_ = true;
        value_ = std::move(value);
        reason_ = std::move(reason);
        // under the lock, so that no waiter's frame can end while it is being notified
        waiters_.notify_all();
    }

    /// Waits for the landing of `self`; `what` completes "while waiting for …". Throws `failure`.
    static boost::asio::awaitable<pointer>
    wait(std::shared_ptr<flight> self, std::chrono::steady_clock::time_point deadline, char const* what)
    {
        using waiter = cloud_governance::detail::waiter;
        waiter own(co_await boost::asio::this_coro::executor, deadline);
        auto outcome = waiter::outcome::notified;
        {
            waiter::registration const registered(self->mutex_, self->waiters_, own);
            if (!self->landed())
                outcome = co_await own.wait();
        }
        if (outcome == waiter::outcome::cancelled)
            throw_failure(errc::cancelled, std::string("cancelled while waiting for ") + what);
        if (outcome == waiter::outcome::timed_out)
            throw_failure(errc::timed_out, std::string("the deadline passed while waiting for ") + what);
        if (!self->value_)
            throw failure(*self->reason_);
        co_return self->value_;
    }

private:
    bool landed()
    {
        std::lock_guard const lock(mutex_);
        return landed_;
    }

    std::mutex mutex_;
    bool landed_ = false;
    pointer value_;
    std::shared_ptr<error const> reason_;
    cloud_governance::detail::waiter::list waiters_;
};

} // namespace cloud_governance::identity::detail
