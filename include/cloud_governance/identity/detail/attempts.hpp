#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/request_limits.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>

namespace cloud_governance::identity::detail {

/// The attempts of one request: counts them and decides whether there is another one.
class attempts {
public:
    using clock = std::chrono::steady_clock;

    explicit attempts(request_limits const& limits)
        : limits_(limits),
          deadline_(
              limits.timeout > std::chrono::milliseconds::zero() ? clock::now() + bounded(limits.timeout)
                                                                 : (clock::time_point::max)())
    {
    }

    /// When the request as a whole must have ended.
    clock::time_point deadline() const { return deadline_; }
    /// How many attempts were begun.
    unsigned made() const { return made_; }
    void begin() { ++made_; }

    /// The pause before the next attempt; nothing when `outcome` is final.
    std::optional<std::chrono::milliseconds> next(http::attempt_outcome const& outcome) const
    {
        using std::chrono::milliseconds;
        auto const remaining = deadline_ == (clock::time_point::max)()
                                   ? (milliseconds::max)()
                                   : std::chrono::duration_cast<milliseconds>(deadline_ - clock::now());
        return http::decide_retry(limits_.retry, outcome, made_, remaining, random());
    }

    /// What `next` asks of an attempt that ended with `reply`; `repeatable` as in `http::request`.
    static http::attempt_outcome outcome_of(result<http::response> const& reply, bool repeatable)
    {
        http::attempt_outcome out;
        out.repeatable = repeatable;
        if (!reply) {
            out.code = reply.error().code;
            out.may_have_been_sent = reply.error().diagnostics.request_may_have_been_sent;
            return out;
        }
        out.status = reply->status;
        if (auto const retry_after = retry_after_of(*reply))
            out.retry_after = *retry_after;
        return out;
    }

    static std::optional<std::chrono::seconds> retry_after_of(http::response const& reply)
    {
        auto const value = reply.fields.find("Retry-After");
        return value ? http::parse_retry_after(*value, std::chrono::system_clock::now()) : std::nullopt;
    }

    /// Waits; throws `errc::cancelled` when the caller is cancelled meanwhile.
    static boost::asio::awaitable<void> pause(std::chrono::milliseconds delay)
    {
        if (delay <= std::chrono::milliseconds::zero())
            co_return;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, delay);
        boost::system::error_code ec;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        if (ec)
            throw_failure(errc::cancelled, "cancelled while waiting to try again");
    }

private:
    double random() const { return limits_.random ? limits_.random() : cloud_governance::detail::jitter::fraction(); }

    request_limits const& limits_;
    clock::time_point deadline_;
    unsigned made_ = 0;
};

} // namespace cloud_governance::identity::detail
