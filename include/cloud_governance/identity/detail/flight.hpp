#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include <list>
#include <memory>
#include <mutex>
#include <optional>
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
        for (auto* const waiter : waiters_)
            waiter->notify();
        waiters_.clear();
    }

    /// Waits for the landing of `self`; `what` completes "while waiting for …". Throws `failure`.
    static boost::asio::awaitable<pointer>
    wait(std::shared_ptr<flight> self, std::chrono::steady_clock::time_point deadline, char const* what)
    {
        using waiter = cloud_governance::detail::waiter;
        waiter own(co_await boost::asio::this_coro::executor, deadline);
        auto outcome = waiter::outcome::notified;
        {
            entry const listed(*self, own);
            if (!listed.landed())
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
    using waiters = std::list<cloud_governance::detail::waiter*>;

    /// A waiter's place in the list, given up when its wait ends in whatever way.
    class entry {
    public:
        entry(flight& owner, cloud_governance::detail::waiter& waiter) : owner_(owner)
        {
            std::lock_guard const lock(owner_.mutex_);
            if (!owner_.landed_)
                position_ = owner_.waiters_.insert(owner_.waiters_.end(), &waiter);
        }
        entry(entry const&) = delete;
        ~entry()
        {
            std::lock_guard const lock(owner_.mutex_);
            if (position_ && !owner_.landed_)
                owner_.waiters_.erase(*position_);
        }

        bool landed() const { return !position_; }

    private:
        flight& owner_;
        std::optional<typename waiters::iterator> position_;
    };

    std::mutex mutex_;
    bool landed_ = false;
    pointer value_;
    std::shared_ptr<error const> reason_;
    waiters waiters_;
};

/// The exception that is being handled, as an error of this library; `what` begins the detail of foreign ones.
inline error current_error(errc fallback, std::string const& what)
{
    try {
        throw;
    }
    catch (failure const& known) {
        return known.error();
    }
    catch (boost::system::system_error const& other) {
        error reason(other.code() == boost::asio::error::operation_aborted ? errc::cancelled : fallback, what);
        reason.diagnostics.cause = other.code();
        return reason;
    }
    catch (std::exception const& other) {
        return error(fallback, what + ": " + printable(other.what()));
    }
    catch (...) {
        return error(fallback, what + " with an exception of unknown type");
    }
}

} // namespace cloud_governance::identity::detail
