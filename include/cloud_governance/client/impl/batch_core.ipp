#pragma once

#include <cloud_governance/client/detail/batch_core.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace cloud_governance::detail {

/// One coroutine that takes operation after operation. Its strand lets another thread cancel it.
class batch_core::worker {
public:
    explicit worker(boost::asio::any_io_executor const& executor)
        : strand_(boost::asio::make_strand(executor)), signal_(std::make_shared<boost::asio::cancellation_signal>())
    {
    }

    void start(std::shared_ptr<batch_core> const& self)
    {
        boost::asio::co_spawn(
            strand_, work(self),
            boost::asio::bind_cancellation_slot(signal_->slot(), [self, signal = signal_](std::exception_ptr thrown) {
                self->ended(std::move(thrown));
            }));
    }

    void cancel()
    {
        boost::asio::dispatch(strand_, [signal = signal_] { signal->emit(boost::asio::cancellation_type::terminal); });
    }

private:
    boost::asio::strand<boost::asio::any_io_executor> strand_;
    std::shared_ptr<boost::asio::cancellation_signal> signal_;
};

/// Stops the workers when the caller's coroutine ends before they do.
class batch_core::canceller {
public:
    canceller(std::shared_ptr<batch_core> self, waiter& all_done) : self_(std::move(self))
    {
        std::lock_guard const lock(self_->mutex_);
        self_->all_done_ = &all_done;
    }
    ~canceller()
    {
        std::unique_lock lock(self_->mutex_);
        self_->all_done_ = nullptr;
        self_->stopped_ = true;
        bool const unfinished = self_->running_ > 0;
        lock.unlock();
        if (!unfinished)
            return;
        try {
            for (auto const& worker : self_->workers_)
                worker->cancel();
        }
        catch (std::exception const&) {
            // no memory to tell a worker: it stops after the operation that it sends
        }
    }
    canceller(canceller const&) = delete;
    canceller& operator=(canceller const&) = delete;

private:
    std::shared_ptr<batch_core> self_;
};

CLOUD_GOVERNANCE_DECL batch_core::batch_core(
    boost::asio::any_io_executor executor, std::size_t total, std::size_t concurrency,
    std::function<void(batch_progress const&)> on_progress)
    : executor_(std::move(executor)), total_(total), on_progress_(std::move(on_progress))
{
    if (concurrency == 0)
        refuse("batch_options.concurrency", "must be at least 1");
    workers_.resize((std::min)(concurrency, total));
    for (auto& one : workers_)
        one = std::make_unique<worker>(executor_);
    running_ = workers_.size();
}

CLOUD_GOVERNANCE_DECL batch_core::~batch_core() = default;

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> batch_core::run(std::shared_ptr<batch_core> self)
{
    if (self->total_ == 0)
        co_return;
    waiter all_done(co_await boost::asio::this_coro::executor);
    canceller const stop(self, all_done);
    for (auto const& one : self->workers_)
        one->start(self);
    if (co_await all_done.wait() != waiter::outcome::notified)
        throw_failure(errc::cancelled, "send_all: the operations under way were cancelled");
    std::lock_guard const lock(self->mutex_);
    if (self->broken_)
        std::rethrow_exception(self->broken_);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> batch_core::work(std::shared_ptr<batch_core> self)
{
    while (auto const index = self->take()) {
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access): the loop's condition
        bool const succeeded = co_await self->send(*index);
        self->report(succeeded);
    }
}

CLOUD_GOVERNANCE_DECL std::optional<std::size_t> batch_core::take()
{
    std::lock_guard const lock(mutex_);
    if (stopped_ || next_ == total_)
        return std::nullopt;
    return next_++;
}

CLOUD_GOVERNANCE_DECL void batch_core::report(bool succeeded)
{
    std::lock_guard const reporting(report_mutex_);
    batch_progress progress;
    {
        std::lock_guard const lock(mutex_);
        ++done_;
        failed_ += succeeded ? 0 : 1;
        progress.done = done_;
        progress.failed = failed_;
        progress.total = total_;
        if (stopped_)
            return;
    }
    if (on_progress_)
        on_progress_(progress);
}

CLOUD_GOVERNANCE_DECL void batch_core::ended(std::exception_ptr thrown)
{
    std::lock_guard const lock(mutex_);
    if (thrown && !broken_)
        broken_ = std::move(thrown);
    if (--running_ == 0 && all_done_ != nullptr)
        all_done_->notify();
}

} // namespace cloud_governance::detail
