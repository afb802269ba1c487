#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/config.hpp>

#include <optional>
#include <string_view>

namespace cloud_governance::http {

/** Parses an HTTP date (RFC 9110 section 5.6.7) in any of its three forms.

    Returns nullopt for any other text. A two-digit year is one of 1970 to 2069. A leap second is accepted and counts as
    the first second of the next minute.
*/
CLOUD_GOVERNANCE_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value);

/** Parses `Retry-After` (RFC 9110 section 10.2.3): a number of seconds, or an HTTP date.

    Also reads what services send against the RFC: a fraction, which counts as a whole second (`2.128` is 3 s), and
    several numbers with commas between them, of which the largest counts (`31,120` is 120 s).

    Returns the delay, for a date from `now`: zero for a date in the past, at most a day, nullopt for any other text.
*/
CLOUD_GOVERNANCE_DECL std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now);

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/http_date.ipp>
#endif
