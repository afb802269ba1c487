#pragma once

#include <cloud_governance/core/date_time.hpp>

#include <chrono>

namespace cloud_governance {
namespace detail {

inline constexpr std::int64_t ticks_per_second = 10'000'000;

/// A cursor over the text of a date and time.
class date_time_reader {
public:
    explicit date_time_reader(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {}

    bool at_end() const noexcept { return at_ == end_; }
    bool at_digit() const noexcept { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }

    /// Takes the next character if it is `wanted`.
    bool take(char wanted) noexcept
    {
        if (at_ == end_ || *at_ != wanted)
            return false;
        ++at_;
        return true;
    }

    /// Takes exactly two digits.
    bool two_digits(int& value) noexcept
    {
        if (end_ - at_ < 2)
            return false;
        unsigned const tens = static_cast<unsigned char>(at_[0]) - unsigned('0');
        unsigned const ones = static_cast<unsigned char>(at_[1]) - unsigned('0');
        if (tens > 9 || ones > 9)
            return false;
        value = static_cast<int>(tens * 10 + ones);
        at_ += 2;
        return true;
    }

    /// Takes exactly four digits.
    bool four_digits(int& value) noexcept
    {
        int high = 0;
        int low = 0;
        if (!two_digits(high) || !two_digits(low))
            return false;
        value = high * 100 + low;
        return true;
    }

    /// Takes all digits that follow, at least one, as ticks of 100 ns; further digits are ignored.
    bool fraction(std::int64_t& ticks) noexcept
    {
        constexpr std::int64_t ticks_per_unit[] = {10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
        std::int64_t units = 0;
        int digits = 0;
        for (; digits < 7 && at_digit(); ++digits, ++at_)
            units = units * 10 + (*at_ - '0');
        while (at_digit())
            ++at_;
        ticks = units * ticks_per_unit[digits];
        return digits != 0;
    }

private:
    char const* at_;
    char const* end_;
};

/// Takes `Z`, an offset or nothing; the offset in minutes.
inline bool read_date_time_offset(date_time_reader& reader, int& minutes) noexcept
{
    minutes = 0;
    if (reader.at_end() || reader.take('Z') || reader.take('z'))
        return true;
    bool const behind = reader.take('-');
    if (!behind && !reader.take('+'))
        return false;
    int hour = 0;
    int minute = 0;
    if (!reader.two_digits(hour))
        return false;
    if ((reader.take(':') || !reader.at_end()) && !reader.two_digits(minute))
        return false;
    if (hour > 23 || minute > 59)
        return false;
    minutes = (behind ? -1 : 1) * (hour * 60 + minute);
    return true;
}

CLOUD_GOVERNANCE_DECL char const* read_date_time(std::string_view text, date_time& value) noexcept
{
    date_time_reader reader(text);
    int year = 0;
    int month = 0;
    int day = 0;
    if (!reader.four_digits(year) || !reader.take('-') || !reader.two_digits(month) || !reader.take('-') ||
        !reader.two_digits(day))
        return "it does not start with a date YYYY-MM-DD";
    std::chrono::year_month_day const date(
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day)));
    if (year == 0 || !date.ok())
        return "there is no such day";

    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t fraction = 0;
    int offset = 0;
    if (!reader.at_end()) {
        if (!reader.take('T') && !reader.take('t') && !reader.take(' '))
            return "after the date a T and a time are expected";
        if (!reader.two_digits(hour) || !reader.take(':') || !reader.two_digits(minute))
            return "the time is not HH:MM:SS";
        if (reader.take(':')) {
            if (!reader.two_digits(second))
                return "the time is not HH:MM:SS";
            if (reader.take('.') && !reader.fraction(fraction))
                return "no digit follows the decimal point of the seconds";
        }
        if (hour > 23 || minute > 59 || second > 59)
            return "there is no such time of day";
        if (!read_date_time_offset(reader, offset) || !reader.at_end())
            return "after the time only Z or an offset such as +02:00 may follow";
    }

    std::int64_t const days = std::chrono::sys_days(date).time_since_epoch().count();
    std::int64_t const seconds = days * 86'400 + hour * 3'600 + minute * 60 + second - std::int64_t(offset) * 60;
    value = date_time(date_time::duration(seconds * ticks_per_second + fraction));
    if (value < unset_date_time)
        value = unset_date_time;
    if (value > last_date_time)
        value = last_date_time;
    return nullptr;
}

/// Writes `digits` decimal digits with leading zeros.
inline char* write_digits(char* out, std::int64_t value, int digits) noexcept
{
    for (int i = digits - 1; i >= 0; --i, value /= 10)
        out[i] = static_cast<char>('0' + value % 10);
    return out + digits;
}

CLOUD_GOVERNANCE_DECL std::size_t write_date_time(date_time value, char* out) noexcept
{
    constexpr std::int64_t ticks_per_day = 86'400 * ticks_per_second;
    // not std::chrono::floor, which overflows for the first and last day of the type's range
    std::int64_t days = value.time_since_epoch().count() / ticks_per_day;
    std::int64_t ticks = value.time_since_epoch().count() % ticks_per_day;
    if (ticks < 0) {
        ticks += ticks_per_day;
        --days;
    }
    std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(days))};
    std::int64_t const seconds = ticks / ticks_per_second;
    std::int64_t fraction = ticks % ticks_per_second;
    char* at = out;
    // outside the service's range a sign and as many digits as needed (ISO 8601's expanded form)
    std::int64_t const year = static_cast<int>(date.year());
    if (year >= 0 && year <= 9999)
        at = write_digits(at, year, 4);
    else {
        *at++ = year < 0 ? '-' : '+';
        at = write_digits(at, year < 0 ? -year : year, 5);
    }
    *at++ = '-';
    at = write_digits(at, static_cast<unsigned>(date.month()), 2);
    *at++ = '-';
    at = write_digits(at, static_cast<unsigned>(date.day()), 2);
    *at++ = 'T';
    at = write_digits(at, seconds / 3'600, 2);
    *at++ = ':';
    at = write_digits(at, seconds / 60 % 60, 2);
    *at++ = ':';
    at = write_digits(at, seconds % 60, 2);
    if (fraction != 0) {
        int digits = 7;
        for (; fraction % 10 == 0; fraction /= 10)
            --digits;
        *at++ = '.';
        at = write_digits(at, fraction, digits);
    }
    *at++ = 'Z';
    return static_cast<std::size_t>(at - out);
}

} // namespace detail

CLOUD_GOVERNANCE_DECL date_time date_time_from_unix(std::int64_t seconds)
{
    constexpr std::int64_t first = unset_date_time.time_since_epoch().count() / detail::ticks_per_second;
    constexpr std::int64_t last = last_date_time.time_since_epoch().count() / detail::ticks_per_second;
    if (seconds < first || seconds > last)
        throw_failure(
            errc::invalid_argument,
            "seconds " + std::to_string(seconds) + ": outside the years 1 to 9999; are they milliseconds?");
    return date_time(date_time::duration(seconds * detail::ticks_per_second));
}

CLOUD_GOVERNANCE_DECL result<date_time> parse_date_time(std::string_view text)
{
    date_time value;
    if (char const* const reason = detail::read_date_time(text, value); reason != nullptr)
        return error(
            errc::invalid_argument, "not an ISO 8601 date and time, \"" + printable(text, 64) + "\": " + reason);
    return value;
}

CLOUD_GOVERNANCE_DECL date_time date_time_from_string(std::string_view text) { return parse_date_time(text).value(); }

CLOUD_GOVERNANCE_DECL std::string to_string(date_time value)
{
    char buffer[detail::date_time_characters];
    return std::string(buffer, detail::write_date_time(value, buffer));
}

} // namespace cloud_governance
