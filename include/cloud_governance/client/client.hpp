#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/client/detail/send.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/client/pages.hpp>
#include <cloud_governance/client/response.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution_context.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace cloud_governance {

/** Makes calls to the API of one environment, authenticated by one strategy.

    A handle: copies share connections, token and settings, and the last one closes them. All members may be called from
    several threads at once, also on one object; no strand is needed. Between calls nothing runs, so `io_context::run`
    returns when the work is done.

    A call encodes the operation, adds the strategy's credentials (from memory, except for the first call and renewals),
    sends the request over a kept connection and decodes the reply. After a 401 it renews the credentials and repeats
    the request once. Failed attempts are retried as `http::decide_retry` decides, within the call's time and the
    client's retry budget. Nothing waits without a limit: see `client_options::timeout`.

    Cancellation: terminal, partial and total, at every point of a call. An operation that was cancelled after its
    request was sent may have been carried out (`diagnostics::request_may_have_been_sent`).
*/
template <class Auth>
class client {
    static_assert(auth::detail::check_strategy<Auth>());

public:
    /// The strategy's type.
    using auth_type = Auth;

    /** Makes a client whose calls run on `executor`. Opens no connection yet.

        Throws `failure` naming the field: `errc::invalid_argument` for a setting that cannot be used (also a strategy
       that needs an identity service in an environment without one), `errc::invalid_certificate` for TLS files.
    */
    client(
        boost::asio::any_io_executor executor, cloud_governance::environment environment, Auth strategy,
        client_options options = {})
        : core_(std::make_shared<detail::client_core>(
              std::move(executor), std::move(environment),
              std::make_unique<detail::strategy_of<Auth>>(std::move(strategy)), std::move(options)))
    {
    }

    /// Makes a client whose calls run on an execution context such as an `io_context`, which must outlive the client.
    template <std::derived_from<boost::asio::execution_context> Context>
    client(Context& context, cloud_governance::environment environment, Auth strategy, client_options options = {})
        : client(
              boost::asio::any_io_executor(context.get_executor()), std::move(environment), std::move(strategy),
              std::move(options))
    {
    }

    /** Sends an operation and returns its decoded reply; throws `failure` when the call fails.

        The operation is encoded before this returns, so it need not outlive the call.
    */
    template <operation Operation>
    boost::asio::awaitable<typename Operation::response_type>
    send(Operation const& operation, call_options const& options = call_options()) const
    {
        return detail::send<typename Operation::response_type>(core_, core_->prepare(operation, options));
    }

    /// As `send`, with the error in the result; nothing is thrown for a failed call.
    template <operation Operation>
    boost::asio::awaitable<result<typename Operation::response_type>>
    try_send(Operation const& operation, call_options const& options = call_options()) const
    {
        return detail::try_send<typename Operation::response_type>(core_, core_->prepare(operation, options));
    }

    /// As `send`, with status, header fields and request ids beside the value.
    template <operation Operation>
    boost::asio::awaitable<response<typename Operation::response_type>>
    exchange(Operation const& operation, call_options const& options = call_options()) const
    {
        return detail::exchange<typename Operation::response_type>(core_, core_->prepare(operation, options));
    }

    /** As `send`, for any completion token: a callback, `use_future`, `deferred` …

        Completion signature: `void(std::exception_ptr, T)`, without `T` for operations whose reply has no value. The
        exception is what `send` throws. The call runs on the client's executor; the handler is called on its associated
        executor, which is the client's by default.
    */
    template <operation Operation, class CompletionToken>
    auto
    async_send(Operation const& operation, CompletionToken&& token, call_options const& options = call_options()) const
    {
        return boost::asio::co_spawn(core_->executor(), send(operation, options), std::forward<CompletionToken>(token));
    }

    /** The pages of an operation, one call each: `while (auto page = co_await pages.next())`.

        See `page_walk`. The walk keeps the client's state alive.
    */
    template <paged_operation Operation>
    page_walk<Operation> pages(Operation operation, call_options options = call_options()) const
    {
        return page_walk<Operation>(core_, std::move(operation), std::move(options));
    }

    /// The environment that the client was made for.
    cloud_governance::environment const& environment() const noexcept { return core_->environment(); }

    /// The executor on which calls run.
    boost::asio::any_io_executor get_executor() const noexcept { return core_->executor(); }

private:
    std::shared_ptr<detail::client_core> core_;
};

template <std::derived_from<boost::asio::execution_context> Context, class Auth>
client(Context&, environment, Auth, client_options = {}) -> client<Auth>;

} // namespace cloud_governance
