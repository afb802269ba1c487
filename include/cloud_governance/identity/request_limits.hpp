#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/retry_policy.hpp>

#include <functional>

namespace cloud_governance::identity {

/// Attempts and time of one request to the identity service.
class request_limits {
public:
    /// The defaults that the fields state.
    request_limits() : retry(default_retry()) {}

    /// Which failures are retried, and when. Default: 3 attempts, delays from 200 ms to 5 s, `Retry-After` up to
    /// 20 s; the budget is not used here.
    http::retry_policy retry;
    /// Time for all attempts and the delays between them. The transport's own deadlines apply as well. Default 60 s;
    /// zero: no limit.
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
    /// A number in [0, 1) that spreads the pauses; empty: the library's own generator.
    std::function<double()> random;

private:
    static http::retry_policy default_retry()
    {
        http::retry_policy policy;
        policy.max_attempts = 3;
        policy.base_delay = std::chrono::milliseconds(200);
        policy.max_delay = std::chrono::seconds(5);
        policy.max_retry_after = std::chrono::seconds(20);
        return policy;
    }
};

} // namespace cloud_governance::identity
