#pragma once

#include <cloud_governance/http/retry_policy.hpp>

#include <algorithm>
#include <cstdint>

namespace cloud_governance::http {
namespace detail {

inline bool is_retried_status(attempt_outcome const& outcome)
{
    switch (outcome.status) {
    case 429:
        return true;
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
        return outcome.repeatable;
    default:
        return false;
    }
}

inline bool is_retried_error(attempt_outcome const& outcome)
{
    if (outcome.code == errc::resolve_failed || outcome.code == errc::connect_failed)
        return true;
    if (outcome.code == errc::connection_closed || outcome.code == errc::timed_out)
        return outcome.repeatable || !outcome.may_have_been_sent;
    return false;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::milliseconds> decide_retry(
    retry_policy const& policy, attempt_outcome const& outcome, unsigned attempts, std::chrono::milliseconds remaining,
    double random)
{
    using std::chrono::milliseconds;
    if (attempts >= policy.max_attempts)
        return std::nullopt;
    if (outcome.status != 0 ? !detail::is_retried_status(outcome) : !detail::is_retried_error(outcome))
        return std::nullopt;
    milliseconds delay(0);
    if (outcome.retry_after) {
        if (*outcome.retry_after > policy.max_retry_after || *outcome.retry_after >= remaining)
            return std::nullopt;
        // a little later than asked, so that clients which were refused together do not come back together
        delay =
            *outcome.retry_after +
            milliseconds(static_cast<std::int64_t>(static_cast<double>(outcome.retry_after->count()) * 0.1 * random));
    }
    else {
        auto bound = policy.base_delay;
        for (unsigned i = 1; i < attempts && bound < policy.max_delay; ++i)
            bound = bound > policy.max_delay / 2 ? policy.max_delay : bound * 2;
        bound = (std::min)(bound, policy.max_delay);
        delay = milliseconds(static_cast<std::int64_t>(static_cast<double>(bound.count()) * random));
    }
    if (delay >= remaining)
        return std::nullopt;
    return delay;
}

} // namespace cloud_governance::http
