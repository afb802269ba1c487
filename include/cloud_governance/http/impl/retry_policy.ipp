#pragma once

#include <cloud_governance/http/retry_policy.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

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

/// Takes `count` digits off the front; nothing when there are not so many.
inline std::optional<int> take_digits(std::string_view& text, std::size_t count)
{
    int value = 0;
    if (text.size() < count)
        return std::nullopt;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + count, value);
    if (ec != std::errc() || end != text.data() + count || text.front() == '-')
        return std::nullopt;
    text.remove_prefix(count);
    return value;
}

inline bool take(std::string_view& text, std::string_view expected)
{
    if (text.substr(0, expected.size()) != expected)
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// Takes the name of a day off the front, `Sun` or (in full) `Sunday`.
inline bool take_day_name(std::string_view& text, bool in_full)
{
    for (std::string_view const name : {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"})
        if (take(text, in_full ? name : name.substr(0, 3)))
            return true;
    return false;
}

inline std::optional<unsigned> take_month(std::string_view& text)
{
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned month = 0; month < 12; ++month)
        if (take(text, names.substr(month * 3, 3)))
            return month + 1;
    return std::nullopt;
}

inline std::optional<std::chrono::seconds> take_time_of_day(std::string_view& text)
{
    auto const hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ":"))
        return std::nullopt;
    auto const minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ":"))
        return std::nullopt;
    auto const second = take_digits(text, 2);
    if (!second || *second > 60) // 60: a leap second
        return std::nullopt;
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

inline std::optional<std::chrono::sys_seconds>
join_date(int year, unsigned month, int day, std::chrono::seconds time_of_day)
{
    std::chrono::year_month_day const date{
        std::chrono::year(year), std::chrono::month(month), std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date) + time_of_day;
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

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value)
{
    auto const comma = value.find(',');
    if (comma == std::string_view::npos) {
        // asctime: Sun Nov  6 08:49:37 1994
        auto rest = value;
        if (!detail::take_day_name(rest, false) || !detail::take(rest, " "))
            return std::nullopt;
        auto const month = detail::take_month(rest);
        if (!month || !detail::take(rest, " "))
            return std::nullopt;
        auto const day = detail::take(rest, " ") ? detail::take_digits(rest, 1) : detail::take_digits(rest, 2);
        if (!day || !detail::take(rest, " "))
            return std::nullopt;
        auto const time = detail::take_time_of_day(rest);
        if (!time || !detail::take(rest, " "))
            return std::nullopt;
        auto const year = detail::take_digits(rest, 4);
        return year && rest.empty() ? detail::join_date(*year, *month, *day, *time) : std::nullopt;
    }
    // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT; RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
    bool const obsolete = comma > 3;
    auto rest = value;
    if (!detail::take_day_name(rest, obsolete) || !detail::take(rest, ", "))
        return std::nullopt;
    auto const day = detail::take_digits(rest, 2);
    std::string_view const separator = obsolete ? "-" : " ";
    if (!day || !detail::take(rest, separator))
        return std::nullopt;
    auto const month = detail::take_month(rest);
    if (!month || !detail::take(rest, separator))
        return std::nullopt;
    std::optional<int> year;
    if (!obsolete) {
        year = detail::take_digits(rest, 4);
    }
    else {
        year = detail::take_digits(rest, 2);
        if (year)
            *year += *year < 70 ? 2000 : 1900;
    }
    if (!year || !detail::take(rest, " "))
        return std::nullopt;
    auto const time = detail::take_time_of_day(rest);
    if (!time || rest != " GMT")
        return std::nullopt;
    return detail::join_date(*year, *month, *day, *time);
}

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now)
{
    using std::chrono::seconds;
    constexpr seconds longest = std::chrono::hours(24);
    bool digits = !value.empty();
    for (char c : value)
        digits = digits && c >= '0' && c <= '9';
    if (digits) {
        std::int64_t count = 0;
        auto const [end, ec] = std::from_chars(value.data(), value.data() + value.size(), count);
        return ec == std::errc() && seconds(count) < longest ? seconds(count) : longest;
    }
    auto const date = parse_http_date(value);
    if (!date)
        return std::nullopt;
    return std::clamp(*date - std::chrono::floor<seconds>(now), seconds(0), longest);
}

} // namespace cloud_governance::http
