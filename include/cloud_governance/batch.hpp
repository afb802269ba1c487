#pragma once

#include <cloud_governance/client.hpp>
#include <cloud_governance/detail/waiter.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cloud_governance {

/// How far a batch has come.
class batch_progress {
public:
    batch_progress() = default;
    /// Operations that have ended, well or not.
    std::size_t done = 0;
    /// Those among them that failed.
    std::size_t failed = 0;
    /// All operations of the batch.
    std::size_t total = 0;
};

/// Settings of `send_all`, set fluently.
class batch_options {
public:
    batch_options() = default;

    /// Operations under way at once; default 32, at least 1. More than the client's `max_connections` wait for those.
    batch_options& concurrency(std::size_t value)
    {
        concurrency_ = value;
        return *this;
    }

    /// Called after each operation, never by two threads at once, on the thread that ended it; must not throw or block.
    batch_options& on_progress(std::function<void(batch_progress const&)> value)
    {
        on_progress_ = std::move(value);
        return *this;
    }

    /// The options of each call.
    batch_options& call(call_options value)
    {
        call_ = std::move(value);
        return *this;
    }

    std::size_t concurrency() const noexcept { return concurrency_; }
    std::function<void(batch_progress const&)> const& on_progress() const noexcept { return on_progress_; }
    call_options const& call() const noexcept { return call_; }

private:
    std::size_t concurrency_ = 32;
    std::function<void(batch_progress const&)> on_progress_;
    call_options call_;
};

namespace detail {

/// What the workers of one batch share. They own it together with the caller, so a cancelled caller leaves nothing
/// dangling.
template <class Auth, operation Operation>
class batch {
public:
    using outcome = result<typename Operation::response_type>;

    batch(client<Auth> governance, std::vector<Operation> operations, batch_options options)
        : governance_(std::move(governance)), operations_(std::move(operations)), options_(std::move(options)),
          results_(operations_.size()), workers_((std::min)(options_.concurrency(), operations_.size())),
          running_(workers_.size())
    {
    }

    static boost::asio::awaitable<std::vector<outcome>> run(std::shared_ptr<batch> self)
    {
        if (self->operations_.empty())
            co_return std::vector<outcome>();
        waiter all_done(co_await boost::asio::this_coro::executor);
        canceller const stop(self, all_done);
        for (auto& worker : self->workers_)
            worker.start(self);
        if (co_await all_done.wait() != waiter::outcome::notified)
            throw_failure(errc::cancelled, "send_all: the operations under way were cancelled");
        std::lock_guard const lock(self->mutex_);
        if (self->broken_)
            std::rethrow_exception(self->broken_);
        std::vector<outcome> results;
        results.reserve(self->results_.size());
        for (auto& result : self->results_)
            results.push_back(std::move(*result));
        co_return results;
    }

private:
    /// One coroutine that takes operation after operation. Its strand lets another thread cancel it.
    class worker {
    public:
        void start(std::shared_ptr<batch> const& self)
        {
            strand_.emplace(boost::asio::make_strand(self->governance_.get_executor()));
            signal_ = std::make_shared<boost::asio::cancellation_signal>();
            boost::asio::co_spawn(
                *strand_, work(self),
                boost::asio::bind_cancellation_slot(
                    signal_->slot(), [self, signal = signal_](std::exception_ptr thrown) { self->ended(thrown); }));
        }

        void cancel()
        {
            boost::asio::dispatch(
                *strand_, [signal = signal_] { signal->emit(boost::asio::cancellation_type::terminal); });
        }

    private:
        std::optional<boost::asio::strand<boost::asio::any_io_executor>> strand_;
        std::shared_ptr<boost::asio::cancellation_signal> signal_;
    };

    /// Stops the workers when the caller's coroutine ends before they do.
    class canceller {
    public:
        canceller(std::shared_ptr<batch> self, waiter& all_done) : self_(std::move(self))
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
            if (unfinished)
                for (auto& worker : self_->workers_)
                    worker.cancel();
        }
        canceller(canceller const&) = delete;
        canceller& operator=(canceller const&) = delete;

    private:
        std::shared_ptr<batch> self_;
    };

    static boost::asio::awaitable<void> work(std::shared_ptr<batch> self)
    {
        while (auto const index = self->take()) {
            auto outcome = co_await self->governance_.try_send(self->operations_[*index], self->options_.call());
            self->store(*index, std::move(outcome));
        }
    }

    std::optional<std::size_t> take()
    {
        std::lock_guard const lock(mutex_);
        if (stopped_ || next_ == operations_.size())
            return std::nullopt;
        return next_++;
    }

    void store(std::size_t index, outcome value)
    {
        std::lock_guard const reporting(report_mutex_);
        batch_progress progress;
        {
            std::lock_guard const lock(mutex_);
            ++done_;
            failed_ += value ? 0 : 1;
            results_[index].emplace(std::move(value));
            progress.done = done_;
            progress.failed = failed_;
            progress.total = operations_.size();
            if (stopped_)
                return;
        }
        if (options_.on_progress())
            options_.on_progress()(progress);
    }

    void ended(std::exception_ptr thrown)
    {
        std::lock_guard const lock(mutex_);
        if (thrown && !broken_)
            broken_ = thrown;
        if (--running_ == 0 && all_done_ != nullptr)
            all_done_->notify();
    }

    client<Auth> governance_;
    std::vector<Operation> operations_;
    batch_options options_;
    std::mutex mutex_;
    std::mutex report_mutex_; // held while the user's function runs, so that its calls do not overlap
    std::vector<std::optional<outcome>> results_;
    std::vector<worker> workers_;
    std::size_t running_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    bool stopped_ = false;
    waiter* all_done_ = nullptr;
    std::exception_ptr broken_;
};

} // namespace detail

/** Sends many operations, a bounded number at once, and returns their results in the order of `operations`.

    Each operation is one `client::try_send`: one that fails does not stop the others. Throws `failure` with
    `errc::invalid_argument` for a concurrency of zero, and with `errc::cancelled` when the caller is cancelled, which
    cancels the operations under way and starts no more. What else a strategy of the user's throws is passed on.
*/
template <class Auth, operation Operation>
boost::asio::awaitable<std::vector<result<typename Operation::response_type>>>
send_all(client<Auth> governance, std::vector<Operation> operations, batch_options options = batch_options())
{
    if (options.concurrency() == 0)
        throw_failure(errc::invalid_argument, "batch_options.concurrency: must be at least 1");
    using batch = detail::batch<Auth, Operation>;
    return batch::run(std::make_shared<batch>(std::move(governance), std::move(operations), std::move(options)));
}

} // namespace cloud_governance
