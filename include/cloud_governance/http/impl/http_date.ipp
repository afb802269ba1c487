#pragma once

#include <cloud_governance/http/http_date.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace cloud_governance::http {
namespace detail {

/// Takes `count` digits off the front; nullopt when it does not begin with so many.
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
    std::chrono::sys_seconds const time = std::chrono::sys_days(date) + time_of_day;
    // the leap second of the year 9999 would be in a year that the form cannot write
    constexpr std::chrono::sys_seconds end = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
    return time < end ? std::optional(time) : std::nullopt;
}

/// `Sun Nov  6 08:49:37 1994`, the form of C's asctime.
inline std::optional<std::chrono::sys_seconds> parse_asctime_date(std::string_view text)
{
    if (!take_day_name(text, false) || !take(text, " "))
        return std::nullopt;
    auto const month = take_month(text);
    if (!month || !take(text, " "))
        return std::nullopt;
    auto const day = take(text, " ") ? take_digits(text, 1) : take_digits(text, 2);
    if (!day || !take(text, " "))
        return std::nullopt;
    auto const time = take_time_of_day(text);
    if (!time || !take(text, " "))
        return std::nullopt;
    auto const year = take_digits(text, 4);
    return year && text.empty() ? join_date(*year, *month, *day, *time) : std::nullopt;
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, or in the obsolete form of RFC 850 `Sunday, 06-Nov-94 08:49:37 GMT`.
inline std::optional<std::chrono::sys_seconds> parse_date_with_comma(std::string_view text, bool obsolete)
{
    if (!take_day_name(text, obsolete) || !take(text, ", "))
        return std::nullopt;
    auto const day = take_digits(text, 2);
    std::string_view const separator = obsolete ? "-" : " ";
    if (!day || !take(text, separator))
        return std::nullopt;
    auto const month = take_month(text);
    if (!month || !take(text, separator))
        return std::nullopt;
    auto year = take_digits(text, obsolete ? 2 : 4);
    if (!year || !take(text, " "))
        return std::nullopt;
    if (obsolete)
        *year += *year < 70 ? 2000 : 1900;
    auto const time = take_time_of_day(text);
    if (!time || text != " GMT")
        return std::nullopt;
    return join_date(*year, *month, *day, *time);
}

/// Reads a number of seconds, of which a fraction counts as a whole second, at most `longest`; nullopt for other text.
inline std::optional<std::chrono::seconds> parse_delay(std::string_view text, std::chrono::seconds longest)
{
    auto const is_digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    auto const point = text.find('.');
    auto const whole = text.substr(0, point);
    if (!is_digits(whole) || (point != std::string_view::npos && !is_digits(text.substr(point + 1))))
        return std::nullopt;
    std::int64_t count = 0;
    auto const [end, ec] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
    if (ec != std::errc() || std::chrono::seconds(count) >= longest)
        return longest;
    bool const has_fraction =
        point != std::string_view::npos && text.find_first_not_of('0', point + 1) != std::string_view::npos;
    return std::chrono::seconds(count + (has_fraction ? 1 : 0));
}

/// Reads one delay or several with commas between them, of which the longest counts; nullopt for other text.
inline std::optional<std::chrono::seconds> parse_delays(std::string_view text, std::chrono::seconds longest)
{
    std::optional<std::chrono::seconds> out;
    while (true) {
        auto const comma = text.find(',');
        auto const delay = parse_delay(text.substr(0, comma), longest);
        if (!delay)
            return std::nullopt;
        out = (std::max)(out.value_or(*delay), *delay);
        if (comma == std::string_view::npos)
            return out;
        text.remove_prefix(comma + 1);
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
    }
}

} // namespace detail

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value)
{
    auto const comma = value.find(',');
    if (comma == std::string_view::npos)
        return detail::parse_asctime_date(value);
    return detail::parse_date_with_comma(value, comma > 3);
}

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now)
{
    using std::chrono::seconds;
    constexpr seconds longest = std::chrono::hours(24);
    if (auto const delay = detail::parse_delays(value, longest))
        return delay;
    auto const date = parse_http_date(value);
    if (!date)
        return std::nullopt;
    return std::clamp(*date - std::chrono::floor<seconds>(now), seconds(0), longest);
}

} // namespace cloud_governance::http
