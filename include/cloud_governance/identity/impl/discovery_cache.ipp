#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/identity/detail/single_flight.hpp>
#include <cloud_governance/identity/discovery_cache.hpp>

#include <mutex>
#include <utility>

namespace cloud_governance::identity {

class discovery_cache::state {
public:
    using document = std::shared_ptr<discovery_document const>;
    using flight = detail::single_flight<discovery_document>;

    // for detail::start_fetch
    using fetched_event = event::discovery_fetched;
    static constexpr errc fetch_failed = errc::discovery_failed;
    static constexpr char const* fetch_failed_detail = "fetching the discovery document failed";

    state(boost::asio::any_io_executor executor, fetch_function fetch, discovery_cache_options options)
        : executor_(std::move(executor)), fetch_(std::move(fetch)), options_(std::move(options))
    {
        for (auto* const each : {&options_.max_age, &options_.max_stale, &options_.retry_interval})
            *each = cloud_governance::detail::bounded(*each);
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }
    fetch_function const& fetch() const { return fetch_; }

    /// What a caller gets: the document, or the fetch to wait for.
    class lookup {
    public:
        state::document document;
        std::shared_ptr<flight::fetch> pending;
        bool start_fetch = false; // the caller must start it
    };

    lookup look_up()
    {
        lookup out;
        std::lock_guard const lock(mutex_);
        if (document_ && now() < fetch_after_) {
            out.document = document_;
            return out;
        }
        if (!flight_.current()) {
            flight_.begin();
            out.start_fetch = true;
        }
        out.pending = flight_.current();
        return out;
    }

    event::discovery_fetched succeed(discovery_document fetched)
    {
        auto fresh = std::make_shared<discovery_document const>(std::move(fetched));
        std::lock_guard const lock(mutex_);
        document_ = std::move(fresh);
        fetch_after_ = now() + options_.max_age;
        drop_after_ = fetch_after_ + options_.max_stale;
        flight_.end(document_, nullptr);
        return {};
    }

    /// An old document is used on until `max_stale` is over; without one, all who wait get the failure.
    void fail(std::shared_ptr<error const> reason)
    {
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (document_ && now < drop_after_)
            fetch_after_ = (std::min)(now + options_.retry_interval, drop_after_);
        else
            document_.reset();
        flight_.end(document_, document_ ? nullptr : std::move(reason));
    }

    /// The fetch was destroyed before it ended: its executor is being destroyed.
    void abandon()
    {
        fail(std::make_shared<error const>(errc::cancelled, "the executor of the discovery was stopped"));
    }

    void report(event::discovery_fetched fetched, event::duration duration) const
    {
        fetched.duration = duration;
        if (options_.observer)
            cloud_governance::detail::tell(*options_.observer, &observer::on_discovery_fetched, fetched);
    }

    void report(error const& reason, event::duration duration) const
    {
        event::discovery_fetched failed;
        failed.code = reason.code;
        failed.status = reason.diagnostics.http_status;
        report(failed, duration);
    }

    void expire()
    {
        std::lock_guard const lock(mutex_);
        fetch_after_ = (time_point::min)();
    }

private:
    time_point now() const { return options_.now ? options_.now() : std::chrono::steady_clock::now(); }

    boost::asio::any_io_executor executor_;
    fetch_function fetch_;
    discovery_cache_options options_;
    std::mutex mutex_;
    document document_;
    time_point fetch_after_ = (time_point::min)();
    time_point drop_after_ = (time_point::min)();
    flight flight_;
};

CLOUD_GOVERNANCE_DECL discovery_cache::discovery_cache(
    boost::asio::any_io_executor executor, fetch_function fetch, discovery_cache_options options)
{
    if (!fetch)
        cloud_governance::detail::refuse("discovery_cache", "the fetch function is empty");
    state_ = std::make_shared<state>(std::move(executor), std::move(fetch), std::move(options));
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<discovery_document const>>
discovery_cache::get(time_point deadline)
{
    // not a coroutine itself: the handle may be gone before the awaitable is resumed
    return get_from(state_, deadline);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<discovery_document const>>
discovery_cache::get_from(std::shared_ptr<state> owner, time_point deadline)
{
    auto found = owner->look_up();
    if (found.start_fetch)
        detail::start_fetch(owner);
    if (found.document)
        co_return std::move(found.document);
    co_return co_await state::flight::wait(std::move(found.pending), deadline, "the discovery document");
}

CLOUD_GOVERNANCE_DECL void discovery_cache::expire() { state_->expire(); }

} // namespace cloud_governance::identity
