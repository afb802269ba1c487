#pragma once

#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/client/detail/shared_settings.hpp>
#include <cloud_governance/core/detail/refuse.hpp>

#include <tuple>
#include <utility>

namespace cloud_governance::detail {

CLOUD_GOVERNANCE_DECL http::pool_options pool_options_of(client_options const& options)
{
    http::pool_options pool;
    std::apply(
        [&](auto const&... shared) { ((pool.*shared.second = options.*shared.first), ...); },
        shared_settings<client_options, http::pool_options>);
    pool.max_pause = options.retry.max_retry_after;
    pool.pause_spread = options.retry.base_delay;
    return pool;
}

CLOUD_GOVERNANCE_DECL void check(client_options const& options)
{
    using std::chrono::milliseconds;
    if (options.timeout <= milliseconds(0))
        refuse("timeout", "must be more than zero");
    if (options.max_response_bytes == 0)
        refuse("max_response_bytes", "must be more than zero");
    if (options.retry.max_attempts == 0)
        refuse("retry.max_attempts", "must be at least 1 (1 means no retry)");
    std::pair<char const*, milliseconds> const delays[] = {
        {"retry.base_delay", options.retry.base_delay},
        {"retry.max_delay", options.retry.max_delay},
        {"retry.max_retry_after", options.retry.max_retry_after}};
    for (auto const& [field, value] : delays)
        if (value < milliseconds(0))
            refuse(field, "must not be negative");
    if (!(options.retry.budget_per_call >= 0 && options.retry.budget_per_call <= 100))
        refuse("retry.budget_per_call", "must be between 0 and 100");
}

} // namespace cloud_governance::detail
