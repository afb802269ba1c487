#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/http_date.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>

namespace cloud_governance::http {

/// When a failed attempt is retried; see `decide_retry` for the rules.
struct retry_policy {
    /// Attempts in all; 1 means no retry. At least 1.
    unsigned max_attempts = 4;
    /// The first retry waits a random time up to this; the bound doubles with each further one (full jitter).
    std::chrono::milliseconds base_delay = std::chrono::milliseconds(500);
    /// The longest delay that the server did not ask for.
    std::chrono::milliseconds max_delay = std::chrono::seconds(20);
    /// The longest `Retry-After` that is waited for; with a longer one the call fails and reports it. While the client
    /// waits because of a 429 or 503, its other calls to that host wait too; see `origin_pauses`. Zero: no call waits.
    std::chrono::milliseconds max_retry_after = std::chrono::seconds(60);
    /// Retries that each call adds to the client's budget: with 0.1, retries stay under 10 % of the calls when all
    /// fail. Zero: no retry beyond the reserve.
    double budget_per_call = 0.1;
    /// Retries that the budget holds at the start and at most, so that a client with few calls has some.
    unsigned budget_reserve = 10;
};

/// The outcome of a failed attempt.
class attempt_outcome {
public:
    attempt_outcome() = default;
    /// The reply's status; 0 without a reply.
    unsigned status = 0;
    /// The transport's error; without meaning when there was a reply.
    error_code code;
    /// Bytes of the request may have reached the server.
    bool may_have_been_sent = false;
    /// The operation may be sent again although the server may have seen it.
    bool repeatable = false;
    /// The reply's `Retry-After`.
    std::optional<std::chrono::milliseconds> retry_after;
};

/** Decides whether a failed attempt is retried, and after which delay. A pure function.

    `attempts` have been made, `remaining` is left of the call's time, `random` is in [0, 1).

    - 429: any operation, since the server has not acted on it (RFC 6585 section 4).
    - 408, 500, 502, 503, 504: repeatable operations.
    - No address, no connection, or a connection lost before the request was sent: any operation.
    - A connection lost or a step timed out afterwards: repeatable operations.
    - No other failure: other statuses are final, and a peer that is not trusted now will not be a second later.

    The delay is `Retry-After` and up to a tenth more where the server gave one, else full jitter under the doubled
    base. No retry when the delay would not fit into `remaining`.
*/
CLOUD_GOVERNANCE_DECL std::optional<std::chrono::milliseconds> decide_retry(
    retry_policy const& policy, attempt_outcome const& outcome, unsigned attempts, std::chrono::milliseconds remaining,
    double random);

/** Limits retries to a share of the calls, so that they do not overload a service in trouble. Thread-safe. */
class retry_budget {
public:
    /// A full budget of `budget_reserve` retries, to which each call adds `budget_per_call`.
    explicit retry_budget(retry_policy const& policy)
        : per_call_(units_of(policy.budget_per_call)), most_(static_cast<std::int64_t>(policy.budget_reserve) * unit),
          balance_(most_)
    {
    }

    /// Adds the share of a call that begins.
    void deposit() noexcept
    {
        auto now = balance_.load(std::memory_order_relaxed);
        // losing an addition to another thread now and then does not matter; exceeding the reserve would
        if (now < most_)
            balance_.compare_exchange_strong(now, (std::min)(now + per_call_, most_), std::memory_order_relaxed);
    }

    /// Takes a retry out of the budget; false when it is spent.
    bool withdraw() noexcept
    {
        auto now = balance_.load(std::memory_order_relaxed);
        while (now >= unit)
            if (balance_.compare_exchange_weak(now, now - unit, std::memory_order_relaxed))
                return true;
        return false;
    }

private:
    static constexpr std::int64_t unit = 1000;

    // the client's constructor refuses other values; they must not be converted to an integer
    static std::int64_t units_of(double share) noexcept
    {
        return share > 0 && share <= 100 ? static_cast<std::int64_t>(share * unit) : 0;
    }

    std::int64_t per_call_;
    std::int64_t most_;
    std::atomic<std::int64_t> balance_;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/retry_policy.ipp>
#endif
