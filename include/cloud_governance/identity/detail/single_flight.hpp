#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/current_error.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace cloud_governance::identity::detail {

/** Lets many coroutines share the outcome of one fetch.

    It holds the fetch that is under way, if there is one. A cache owns it and guards it by the cache's own mutex; `wait`
    needs no lock.
*/
template <class T>
class single_flight {
public:
    using pointer = std::shared_ptr<T const>;

    /// One fetch and the coroutines that wait for it. Thread-safe.
    class fetch {
        friend single_flight;

        bool has_ended()
        {
            std::lock_guard const lock(mutex_);
            return ended_;
        }

        std::mutex mutex_;
        bool ended_ = false;
        pointer value_;
        std::shared_ptr<error const> reason_;
        cloud_governance::detail::waiter::list waiters_;
    };

    /// The fetch that is under way; null when there is none.
    std::shared_ptr<fetch> const& current() const { return current_; }

    /// Makes a new fetch the current one. The caller must start it, and must call `end` after it.
    void begin() { current_ = std::make_shared<fetch>(); }

    /// Ends the current fetch, if there is one: all who wait for it get `value`, or the failure `reason` when it is null.
    // NOLINTNEXTLINE(performance-unnecessary-value-param): it is moved into an object whose type depends on T
    void end(pointer value, std::shared_ptr<error const> reason)
    {
        auto const ended = std::exchange(current_, nullptr);
        if (!ended)
            return;
        std::lock_guard const lock(ended->mutex_);
        ended->ended_ = true;
        ended->value_ = std::move(value);
        ended->reason_ = std::move(reason);
        ended->waiters_.notify_all();
    }

    /** Waits for the end of `awaited` and returns its value.

        Throws `failure`: the fetch's; `errc::timed_out` when `deadline` passes; `errc::cancelled` when the caller is
        cancelled. The last two leave the fetch running; `what` completes their detail, "… while waiting for <what>".
    */
    static boost::asio::awaitable<pointer>
    wait(std::shared_ptr<fetch> awaited, std::chrono::steady_clock::time_point deadline, char const* what)
    {
        using waiter = cloud_governance::detail::waiter;
        waiter own(co_await boost::asio::this_coro::executor, deadline);
        auto outcome = waiter::outcome::notified;
        {
            waiter::registration const registered(awaited->mutex_, awaited->waiters_, own);
            if (!awaited->has_ended())
                outcome = co_await own.wait();
        }
        if (outcome == waiter::outcome::cancelled)
            throw_failure(errc::cancelled, std::string("cancelled while waiting for ") + what);
        if (outcome == waiter::outcome::timed_out)
            throw_failure(errc::timed_out, std::string("the deadline passed while waiting for ") + what);
        if (!awaited->value_)
            throw failure(*awaited->reason_);
        co_return awaited->value_;
    }

private:
    std::shared_ptr<fetch> current_;
};

/// Lives in the frame of a fetch's coroutine and tells its cache when the frame is destroyed before the fetch has ended.
template <class Cache>
class fetch_guard {
public:
    explicit fetch_guard(std::shared_ptr<Cache> cache) : cache_(std::move(cache)) {}
    fetch_guard(fetch_guard&&) noexcept = default;
    fetch_guard& operator=(fetch_guard&&) = delete;
    ~fetch_guard()
    {
        try {
            if (cache_)
                cache_->abandon();
        }
        catch (...) { // out of memory: the waiting coroutines have their deadlines
        }
    }

    std::shared_ptr<Cache> const& cache() const { return cache_; }
    /// The fetch has ended.
    void release() { cache_.reset(); }

private:
    std::shared_ptr<Cache> cache_;
};

template <class Cache>
boost::asio::awaitable<void> run_fetch(fetch_guard<Cache> guard)
{
    // off the caller's stack: the caller may be about to send a request with the current value
    co_await boost::asio::post(boost::asio::use_awaitable);
    auto const cache = guard.cache();
    auto const begin = std::chrono::steady_clock::now();
    std::shared_ptr<error const> reason;
    typename Cache::fetched_event fetched;
    try {
        // the function object is in the cache, so its coroutine may refer to the captures
        auto value = co_await cache->fetch()();
        fetched = cache->succeed(std::move(value));
    }
    catch (...) {
        reason = std::make_shared<error const>(
            cloud_governance::detail::current_error(Cache::fetch_failed, Cache::fetch_failed_detail));
    }
    if (reason)
        cache->fail(reason);
    guard.release();
    auto const duration = std::chrono::steady_clock::now() - begin;
    if (reason)
        cache->report(*reason, duration);
    else
        cache->report(std::move(fetched), duration);
}

/** Starts the fetch of a cache on the cache's executor.

    `Cache` has `executor()`, and `fetch()`, the function that makes the fetch's coroutine. Of `succeed(value)`,
    `fail(reason)` and `abandon()` exactly one is called in the end, without a lock: the first returns the event for
    observers, or throws `failure` when the value cannot be used, which then counts as the fetch's failure. `report` tells
    the observer. The fetch keeps the cache alive.
*/
template <class Cache>
void start_fetch(std::shared_ptr<Cache> cache)
{
    auto const executor = cache->executor();
    // when this throws, the guard's destructor tells the coroutines that wait
    boost::asio::co_spawn(executor, run_fetch(fetch_guard<Cache>(std::move(cache))), boost::asio::detached);
}

} // namespace cloud_governance::identity::detail
