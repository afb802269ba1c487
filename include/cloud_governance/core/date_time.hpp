#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>

#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>

namespace cloud_governance {

/** A moment in UTC, in ticks of 100 ns: the service's (.NET's) own resolution.

    The type reaches 29 000 years to either side of 1970; the service knows the years 1 to 9999.
*/
using date_time = std::chrono::sys_time<std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>>;

/// 0001-01-01T00:00:00: what the service writes for a date and time that was never set.
inline constexpr date_time unset_date_time{date_time::duration(-621'355'968'000'000'000)};

/// 9999-12-31T23:59:59.9999999: the last moment that the service knows; it writes it for "never".
inline constexpr date_time last_date_time{date_time::duration(2'534'023'007'999'999'999)};

/** The moment `seconds` after 1970-01-01T00:00:00Z; negative values lie before.

    Throws `failure` with `errc::invalid_argument` outside the years 1 to 9999.
*/
CLOUD_GOVERNANCE_DECL date_time date_time_from_unix(std::int64_t seconds);

/** Reads ISO 8601 as the service and its clients write it.

    A date alone (midnight) or a date, `T` (or `t`, or one blank) and a time of hours and minutes, optionally seconds,
   optionally a fraction of any number of digits, of which seven count (more are cut off). Then `Z`, an offset
   (`+02:00`, `+0200`,
    `+02`) or nothing, which means UTC. Month lengths and leap years are checked; leap seconds and 24:00 do not exist in
    .NET and are refused. An offset that moves the moment out of the years 1 to 9999 gives the first or last moment of
    that range, because servers write the unset value with their local offset.
    Fails with `errc::invalid_argument`.
*/
CLOUD_GOVERNANCE_DECL result<date_time> parse_date_time(std::string_view text);

/// As `parse_date_time`, but throws `failure`.
CLOUD_GOVERNANCE_DECL date_time date_time_from_string(std::string_view text);

/// ISO 8601 in UTC with `Z` and as many fraction digits as needed, 0 to 7: `2025-08-25T09:30:00.25Z`.
CLOUD_GOVERNANCE_DECL std::string to_string(date_time value);

namespace detail {

/// Reads without building an error; null when `text` was read, else what is wrong with it.
CLOUD_GOVERNANCE_DECL char const* read_date_time(std::string_view text, date_time& value) noexcept;

/// Room for what `write_date_time` writes.
inline constexpr std::size_t date_time_characters = 40;

/// Writes at most `date_time_characters` characters to `out` and gives their number.
CLOUD_GOVERNANCE_DECL std::size_t write_date_time(date_time value, char* out) noexcept;

} // namespace detail
} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/date_time.ipp>
#endif
