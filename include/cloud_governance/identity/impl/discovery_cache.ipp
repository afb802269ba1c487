#pragma once

#include <cloud_governance/identity/detail/flight.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/discovery_cache.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <optional>
#include <utility>

namespace cloud_governance::identity {

class discovery_cache::state {
public:
    using document = std::shared_ptr<discovery_document const>;
    using flight = detail::flight<discovery_document>;

    state(boost::asio::any_io_executor executor, fetch_function fetch, discovery_cache_options options)
        : executor_(std::move(executor)), fetch_(std::move(fetch)), options_(std::move(options))
    {
        for (auto* const each : {&options_.max_age, &options_.max_stale, &options_.retry_interval})
            *each = detail::bounded(*each);
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }
    fetch_function const& fetch() const { return fetch_; }
    std::shared_ptr<observer> const& told() const { return options_.observer; }

    class answer {
    public:
        state::document document;
        std::shared_ptr<flight> waiting_for;
        bool start_fetch = false;
    };

    answer ask()
    {
        answer out;
        std::lock_guard const lock(mutex_);
        if (document_ && now() < fetch_after_) {
            out.document = document_;
            return out;
        }
        if (!current_flight_) {
            current_flight_ = std::make_shared<flight>();
            out.start_fetch = true;
        }
        out.waiting_for = current_flight_;
        return out;
    }

    void finish(discovery_document fetched)
    {
        auto fresh = std::make_shared<discovery_document const>(std::move(fetched));
        std::lock_guard const lock(mutex_);
        document_ = std::move(fresh);
        fetch_after_ = now() + options_.max_age;
        drop_after_ = fetch_after_ + options_.max_stale;
        if (auto const landing = std::exchange(current_flight_, nullptr))
            landing->land(document_, nullptr);
    }

    void fail(error reason)
    {
        auto const shared = std::make_shared<error const>(std::move(reason));
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (document_ && now < drop_after_)
            fetch_after_ = (std::min)(now + options_.retry_interval, drop_after_);
        else
            document_.reset();
        if (auto const landing = std::exchange(current_flight_, nullptr))
            landing->land(document_, document_ ? nullptr : shared);
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
    std::shared_ptr<flight> current_flight_;
};

/// Lives in the frame of the fetch; makes sure that those who wait are told, whatever becomes of the frame.
class discovery_cache::fetch_guard {
public:
    explicit fetch_guard(std::shared_ptr<state> owner) : owner_(std::move(owner)) {}
    fetch_guard(fetch_guard&&) noexcept = default;
    fetch_guard& operator=(fetch_guard&&) = delete;
    ~fetch_guard()
    {
        try {
            if (owner_)
                owner_->fail(error(errc::cancelled, "the executor of the discovery was stopped"));
        }
        catch (...) { // out of memory: those who wait have their deadlines
        }
    }

    std::shared_ptr<state> const& owner() const { return owner_; }
    void release() { owner_.reset(); }

private:
    std::shared_ptr<state> owner_;
};

CLOUD_GOVERNANCE_DECL discovery_cache::discovery_cache(
    boost::asio::any_io_executor executor, fetch_function fetch, discovery_cache_options options)
{
    if (!fetch)
        detail::refuse("discovery_cache", "the fetch function is empty");
    state_ = std::make_shared<state>(std::move(executor), std::move(fetch), std::move(options));
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> discovery_cache::fetch_on_executor(fetch_guard guard)
{
    co_await boost::asio::post(boost::asio::use_awaitable);
    // the function object lives in the state, so the coroutine that it makes may refer to its captures
    auto const owner = guard.owner();
    auto const begin = std::chrono::steady_clock::now();
    std::optional<error> reason;
    event::discovery_fetched fetched;
    try {
        auto document = co_await owner->fetch()();
        owner->finish(std::move(document));
    }
    catch (...) {
        reason =
            cloud_governance::detail::current_error(errc::discovery_failed, "fetching the discovery document failed");
    }
    if (reason) {
        fetched.code = reason->code;
        fetched.status = reason->diagnostics.http_status;
        owner->fail(std::move(*reason));
    }
    guard.release();
    fetched.duration = std::chrono::steady_clock::now() - begin;
    if (owner->told())
        cloud_governance::detail::tell(*owner->told(), &observer::on_discovery_fetched, fetched);
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
    auto answer = owner->ask();
    if (answer.document)
        co_return std::move(answer.document);
    if (answer.start_fetch) {
        // when starting it throws, the guard's destructor tells those who wait
        auto const executor = owner->executor();
        boost::asio::co_spawn(executor, fetch_on_executor(fetch_guard(owner)), boost::asio::detached);
    }
    co_return co_await detail::flight<discovery_document>::wait(answer.waiting_for, deadline, "the discovery document");
}

CLOUD_GOVERNANCE_DECL void discovery_cache::expire() { state_->expire(); }

} // namespace cloud_governance::identity
