#pragma once

// Durations, time points and clocks. <chrono> has the calendar as well, and with it the streams, which each file of a
// user would parse: a twelfth of the time that including Asio and Boost.JSON takes. libstdc++ has a header with only
// the parts that are needed here.
#include <version>
#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace cloud_governance::detail {

/// `value` between zero and ten years, so that its sum with a time point cannot overflow.
template <class Duration>
constexpr Duration bounded(Duration value)
{
    constexpr Duration longest = std::chrono::hours(24 * 366 * 10);
    return value < Duration::zero() ? Duration::zero() : value > longest ? longest : value;
}

} // namespace cloud_governance::detail
