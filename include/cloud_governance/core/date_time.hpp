#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>

#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>

namespace cloud_governance {

/** A moment in UTC, in ticks of 100 ns: the service's (.NET's) own resolution.

    The type has a range of 29,000 years before and after 1970; the service accepts the years 1 to 9999.
*/
using date_time = std::chrono::sys_time<std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>>;

/// 0001-01-01T00:00:00: the service writes it for a date and time that was never set.
inline constexpr date_time unset_date_time{date_time::duration(-621'355'968'000'000'000)};

/// 9999-12-31T23:59:59.9999999: the last moment that the service accepts; it writes it for "never".
inline constexpr date_time last_date_time{date_time::duration(2'534'023'007'999'999'999)};

/** The moment `seconds` after 1970-01-01T00:00:00Z, or before it for a negative value.

    Throws `failure` with `errc::invalid_argument` outside the years 1 to 9999.
*/
CLOUD_GOVERNANCE_DECL date_time date_time_from_unix(std::int64_t seconds);

/** Reads a date and time in ISO 8601, in the forms that the service and its clients write.

    The text is a date alone (midnight), or a date, `T` (or `t`, or one blank) and a time of hours and minutes,
    optionally seconds, optionally a fraction of any number of digits, of which the first seven count. Then comes `Z`,
    an offset (`+02:00`, `+0200`, `+02`), or nothing, which means UTC.

    Month lengths and leap years are checked. Leap seconds and 24:00 are refused, because .NET does not have them. An
    offset that moves the moment out of the years 1 to 9999 gives the first or last moment of that range, because
    servers write the unset value with their local offset.

    Fails with `errc::invalid_argument`.
*/
CLOUD_GOVERNANCE_DECL result<date_time> parse_date_time(std::string_view text);

/// As `parse_date_time`, but throws `failure`.
CLOUD_GOVERNANCE_DECL date_time date_time_from_string(std::string_view text);

/// ISO 8601 in UTC with `Z` and as many fraction digits as needed, 0 to 7: `2025-08-25T09:30:00.25Z`.
CLOUD_GOVERNANCE_DECL std::string to_string(date_time value);

namespace detail {

/// Reads without building an error. Returns null when `text` was read, otherwise the reason why it was not.
CLOUD_GOVERNANCE_DECL char const* read_date_time(std::string_view text, date_time& value) noexcept;

/// The most characters that `write_date_time` writes.
inline constexpr std::size_t date_time_characters = 40;

/// Writes at most `date_time_characters` characters to `out` and returns their number.
CLOUD_GOVERNANCE_DECL std::size_t write_date_time(date_time value, char* out) noexcept;

} // namespace detail
} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/date_time.ipp>
#endif
