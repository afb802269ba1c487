#pragma once

#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/token_life.hpp>

#include <algorithm>

namespace cloud_governance::identity {
namespace detail {

/// `part` of `whole`, by a factor that is kept within [0, 1].
inline token_life::duration scaled(token_life::duration whole, double factor)
{
    double const ticks = static_cast<double>(whole.count()) * std::clamp(factor, 0.0, 1.0);
    return token_life::duration(static_cast<token_life::duration::rep>(ticks));
}

} // namespace detail

CLOUD_GOVERNANCE_DECL token_life::token_life(token_life_settings const& settings) : settings_(settings)
{
    for (auto* const each :
         {&settings_.expiry_margin, &settings_.renewal_window, &settings_.first_cool_down, &settings_.longest_cool_down,
          &settings_.quick_rejection})
        *each = detail::bounded(*each);
}

CLOUD_GOVERNANCE_DECL token_life::action token_life::next(time_point now)
{
    bool const may_fetch = !fetching_ && now >= cool_down_until_;
    if (usable(now)) {
        if (now < renew_at_ || !may_fetch)
            return action::use;
        fetching_ = true;
        return action::use_and_fetch;
    }
    if (fetching_)
        return action::wait;
    if (!may_fetch)
        return action::fail;
    fetching_ = true;
    return action::fetch_and_wait;
}

CLOUD_GOVERNANCE_DECL std::uint64_t
token_life::fetched(time_point now, time_point requested_at, duration lifetime, double random)
{
    fetching_ = false;
    return stored(now, requested_at, lifetime, random);
}

CLOUD_GOVERNANCE_DECL std::uint64_t
token_life::stored(time_point now, time_point requested_at, duration lifetime, double random)
{
    // a year is longer than any access token lives, and keeps the sums below far from overflow
    lifetime = std::clamp<duration>(lifetime, duration::zero(), std::chrono::hours(24 * 366));
    duration const margin = std::min<duration>(settings_.expiry_margin, lifetime / 4);
    duration const window = std::min<duration>(settings_.renewal_window, lifetime / 4);

    failures_ = 0;
    cool_down_until_ = (time_point::min)();
    ++generation_;
    has_token_ = true;
    issued_at_ = now;
    usable_until_ = requested_at + lifetime - margin;
    renew_at_ = usable_until_ - detail::scaled(window, 0.5 + 0.5 * random);
    return generation_;
}

CLOUD_GOVERNANCE_DECL void token_life::failed(time_point now, duration retry_after, double random)
{
    fetching_ = false;
    duration const longest = settings_.longest_cool_down;
    duration pause = std::min<duration>(settings_.first_cool_down, longest);
    for (unsigned i = 0; i < failures_ && i < 64 && pause < longest; ++i)
        pause = (std::min)(pause * 2, longest);
    ++failures_;
    pause = detail::scaled(pause, 0.5 + 0.5 * random);
    cool_down_until_ = now + (std::max)(pause, (std::min)(retry_after, longest));
}

CLOUD_GOVERNANCE_DECL bool token_life::reject(std::uint64_t generation, time_point now)
{
    if (generation != generation_ || !has_token_)
        return true;
    if (now - issued_at_ >= settings_.quick_rejection)
        quickly_rejected_ = 0;
    else if (quickly_rejected_ >= settings_.quick_rejections)
        return false;
    else
        ++quickly_rejected_;
    has_token_ = false;
    return true;
}

} // namespace cloud_governance::identity
