#pragma once

#include <cloud_governance/http/origin_pauses.hpp>

#include <algorithm>

namespace cloud_governance::http {

CLOUD_GOVERNANCE_DECL origin_pauses::verdict
origin_pauses::look_up(origin const& where, time_point now, time_point deadline, double random)
{
    using std::chrono::steady_clock;
    std::lock_guard const lock(mutex_);
    verdict out;
    auto const found = std::find_if(pauses_.begin(), pauses_.end(), [&](pause const& p) { return p.origin == where; });
    if (found == pauses_.end())
        return out;
    if (now >= found->until) {
        pauses_.erase(found);
        any_.store(!pauses_.empty(), std::memory_order_release);
        return out;
    }
    out.left = found->until - now;
    out.status = found->status;
    if (out.left > longest_wait_ && now >= found->next_probe) {
        found->next_probe = now + longest_wait_;
        out.action = action::probe;
    }
    else if (out.left > longest_wait_ || found->until >= deadline) {
        out.action = action::refuse;
    }
    else {
        // the later half of what is left after the pause belongs to the exchange
        auto const spread = (std::min)(found->spread, (deadline - found->until) / 2);
        out.action = action::wait;
        out.until = found->until + steady_clock::duration(
                                       static_cast<steady_clock::rep>(static_cast<double>(spread.count()) * random));
    }
    return out;
}

CLOUD_GOVERNANCE_DECL bool origin_pauses::holds(origin const& where, time_point now)
{
    std::lock_guard const lock(mutex_);
    return std::any_of(
        pauses_.begin(), pauses_.end(), [&](pause const& p) { return p.origin == where && now < p.until; });
}

CLOUD_GOVERNANCE_DECL bool
origin_pauses::note(origin const& where, time_point now, unsigned status, std::chrono::milliseconds retry_after)
{
    if ((status != 429 && status != 503) || retry_after <= std::chrono::milliseconds(0) ||
        longest_wait_ <= std::chrono::milliseconds(0))
        return false;
    retry_after = (std::min)(retry_after, most);
    std::lock_guard const lock(mutex_);
    auto found = std::find_if(pauses_.begin(), pauses_.end(), [&](pause const& p) { return p.origin == where; });
    bool const known = found != pauses_.end();
    if (known && found->until >= now + retry_after)
        return false;
    if (!known) {
        found = pauses_.emplace(pauses_.end());
        found->origin = where;
        found->next_probe = now + longest_wait_;
    }
    found->until = now + retry_after;
    found->spread = (std::max)(std::chrono::steady_clock::duration(retry_after) / 10, least_spread_);
    found->status = status;
    any_.store(true, std::memory_order_release);
    return true;
}

CLOUD_GOVERNANCE_DECL void origin_pauses::resume(origin const& where)
{
    std::lock_guard const lock(mutex_);
    pauses_.erase(
        std::remove_if(pauses_.begin(), pauses_.end(), [&](pause const& p) { return p.origin == where; }),
        pauses_.end());
    any_.store(!pauses_.empty(), std::memory_order_release);
}

} // namespace cloud_governance::http
