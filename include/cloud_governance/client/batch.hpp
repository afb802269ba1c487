#pragma once

#include <cloud_governance/client/batch_progress.hpp>
#include <cloud_governance/client/client.hpp>
#include <cloud_governance/client/detail/batch_core.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace cloud_governance {

/// Settings of `send_all`, set fluently.
class batch_options {
public:
    batch_options() = default;

    /// Operations under way at once; default 32, at least 1. Those beyond the client's `max_connections` wait for a
    /// connection.
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

    /// Sets the options of each call. Default: the client's.
    batch_options& call(call_options value)
    {
        call_ = std::move(value);
        return *this;
    }

    /// Operations under way at once.
    std::size_t concurrency() const noexcept { return concurrency_; }
    /// The function that is called after each operation; empty when none was set.
    std::function<void(batch_progress const&)> const& on_progress() const noexcept { return on_progress_; }
    /// The options of each call.
    call_options const& call() const noexcept { return call_; }

private:
    std::size_t concurrency_ = 32;
    std::function<void(batch_progress const&)> on_progress_;
    call_options call_;
};

namespace detail {

/// The operations of one batch and their outcomes.
template <class Auth, operation Operation>
class batch final : public batch_core {
public:
    using outcome = result<typename Operation::response_type>;

    batch(client<Auth> governance, std::vector<Operation> operations, batch_options options)
        : batch_core(governance.get_executor(), operations.size(), options.concurrency(), options.on_progress()),
          governance_(std::move(governance)), operations_(std::move(operations)), call_(options.call()),
          outcomes_(operations_.size())
    {
    }

    static boost::asio::awaitable<std::vector<outcome>> send_all(std::shared_ptr<batch> self)
    {
        co_await run(self);
        std::vector<outcome> outcomes;
        outcomes.reserve(self->outcomes_.size());
        for (auto& one : self->outcomes_)
            outcomes.push_back(std::move(*one));
        co_return outcomes;
    }

private:
    boost::asio::awaitable<bool> send(std::size_t index) override
    {
        auto outcome = co_await governance_.try_send(operations_[index], call_);
        bool const succeeded = outcome.has_value();
        outcomes_[index].emplace(std::move(outcome));
        co_return succeeded;
    }

    client<Auth> governance_;
    std::vector<Operation> operations_;
    call_options call_;
    std::vector<std::optional<outcome>> outcomes_;
};

} // namespace detail

/** Sends many operations, a bounded number at once, and returns their results in the order of `operations`.

    Each operation is one `client::try_send`: one that fails does not stop the others. Throws `failure` with
    `errc::invalid_argument` for a concurrency of zero, and with `errc::cancelled` when the caller is cancelled, which
    cancels the operations under way and starts no more. Other exceptions of a user-written strategy are passed on.
*/
template <class Auth, operation Operation>
boost::asio::awaitable<std::vector<result<typename Operation::response_type>>>
send_all(client<Auth> governance, std::vector<Operation> operations, batch_options options = batch_options())
{
    using batch = detail::batch<Auth, Operation>;
    return batch::send_all(std::make_shared<batch>(std::move(governance), std::move(operations), std::move(options)));
}

} // namespace cloud_governance
