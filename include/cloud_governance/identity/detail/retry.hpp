#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/http/exchange.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/identity/request_limits.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <string>
#include <utility>

namespace cloud_governance::identity::detail {

/// What follows an attempt that failed.
enum class after_failure {
    /// Nothing: its error is the result.
    give_up,
    /// Another attempt, if the retry policy and the deadline allow one.
    retry,
    /// Another attempt without a delay, because its request is a different one.
    retry_at_once
};

/// When a request that begins now must have ended; zero and less mean that there is no limit.
inline std::chrono::steady_clock::time_point deadline_after(std::chrono::milliseconds timeout)
{
    using clock = std::chrono::steady_clock;
    return timeout > std::chrono::milliseconds::zero() ? clock::now() + cloud_governance::detail::bounded(timeout)
                                                       : (clock::time_point::max)();
}

/// What `http::decide_retry` needs to know of an attempt; `repeatable` as in `http::request`.
inline http::attempt_outcome outcome_of(http::exchange const& work, bool repeatable)
{
    http::attempt_outcome out;
    out.repeatable = repeatable;
    if (work.failure) {
        out.code = work.failure->code;
        out.may_have_been_sent = work.failure->diagnostics.request_may_have_been_sent;
        return out;
    }
    out.status = work.reply.status;
    if (auto const retry_after = http::detail::retry_after_of(work.reply))
        out.retry_after = *retry_after;
    return out;
}

/// The delay before the next attempt; nullopt when `limits` or the deadline allow none.
inline std::optional<std::chrono::milliseconds> retry_delay(
    request_limits const& limits, http::attempt_outcome const& outcome, unsigned attempts,
    std::chrono::steady_clock::time_point deadline)
{
    using clock = std::chrono::steady_clock;
    using std::chrono::milliseconds;
    auto const remaining = deadline == (clock::time_point::max)()
                               ? (milliseconds::max)()
                               : std::chrono::duration_cast<milliseconds>(deadline - clock::now());
    double const random = limits.random ? limits.random() : cloud_governance::detail::jitter::fraction();
    return http::decide_retry(limits.retry, outcome, attempts, remaining, random);
}

/// Waits for `delay`; throws `failure` with `errc::cancelled` when the caller is cancelled meanwhile.
inline boost::asio::awaitable<void> pause(std::chrono::milliseconds delay)
{
    if (delay <= std::chrono::milliseconds::zero())
        co_return;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, delay);
    boost::system::error_code ec;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ec));
    if (ec)
        throw_failure(errc::cancelled, "cancelled while waiting to try again");
}

/// The operation's name in diagnostics: method and path.
inline std::string operation_of(http::request const& request)
{
    auto const method = boost::beast::http::to_string(request.method);
    return std::string(method.data(), method.size()) + " " + request.target.substr(0, request.target.find('?'));
}

/** Sends the requests of an exchange until one brings its value, or a failure is final. Throws `failure`.

    The exchange is made of `arguments` in the coroutine, so that an exception of its constructor appears when the
    awaitable is awaited; pass references by `std::cref`. `Exchange` has

        using value_type = …;
        request_limits const& limits() const;
        bool repeatable() const;                     // a request that may have arrived may be sent again
        void prepare(http::request&, unsigned);      // the request of the attempt with this number, from the last one's
        result<value_type> interpret(http::response const&);
        after_failure after(error const&, http::response const*);   // null: there was no reply

    `transport`, and all that the exchange refers to, must live until the awaitable has ended.
*/
template <class Exchange, class... Arguments>
boost::asio::awaitable<typename Exchange::value_type> retry(http::transport& transport, Arguments... arguments)
{
    using value_type = typename Exchange::value_type;
    Exchange exchange(std::move(arguments)...);
    request_limits const& limits = exchange.limits();
    auto const deadline = deadline_after(limits.timeout);
    http::exchange work;
    for (unsigned attempt = 1;; ++attempt) {
        exchange.prepare(work.request, attempt);
        // without this field any coding is acceptable (RFC 9110 section 12.5.3), and what holds a token is not decoded
        work.request.fields.set("Accept-Encoding", "identity");
        work.request.deadline = deadline;
        co_await transport.perform(work);
        auto value = work.failure ? result<value_type>(*work.failure) : exchange.interpret(work.reply);
        if (value)
            co_return std::move(*value);
        auto const next = exchange.after(value.error(), work.failure ? nullptr : &work.reply);
        if (next == after_failure::retry_at_once)
            continue;
        std::optional<std::chrono::milliseconds> delay;
        if (next == after_failure::retry)
            delay = retry_delay(limits, outcome_of(work, exchange.repeatable()), attempt, deadline);
        if (!delay) {
            auto reason = std::move(value).error();
            reason.diagnostics.operation = operation_of(work.request);
            reason.diagnostics.attempts = attempt;
            throw failure(std::move(reason));
        }
        co_await pause(*delay);
    }
}

} // namespace cloud_governance::identity::detail
