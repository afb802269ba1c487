#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/json/detail/make_type.hpp>

#include <string>

namespace cloud_governance::json {

namespace detail {

CLOUD_GOVERNANCE_DECL void encode(wiped_string& out, type const& of, void const* value);

CLOUD_GOVERNANCE_DECL std::string to_log_text(type const& of, void const* value);

} // namespace detail

/** Appends `value` to `out` as JSON text (RFC 8259), without blanks.

    Absent members are left out, empty arrays and objects are written; then follow the `additional_properties`, without
   those whose name a present member has. Enumerations go out as integers, identifiers in lower case, times in UTC with
   `Z`, doubles with the shortest digits that read back to the same value. Text is written as UTF-8; only `"`, `\` and
   control characters are escaped. Throws `failure` with `errc::invalid_argument`, naming the place as JSON pointer, for
   what has no form in JSON: text that is not UTF-8, a double that is not finite, a time outside the years 1 to 9999.
   `out` is then unchanged. Stateless and thread-safe.
*/
template <codable T>
void encode(wiped_string& out, T const& value)
{
    detail::encode(out, type_of<T>(), &value);
}

/// As `encode(out, value)`, into a new string, which is not wiped.
template <codable T>
std::string encode(T const& value)
{
    wiped_string out;
    detail::encode(out, type_of<T>(), &value);
    return std::string(out.data(), out.size());
}

/** `value` as JSON text for logs and people: as `encode` writes it, but members that hold a credential read `"***"`.

    A model with such a member has its `additional_properties` masked too. A value that `encode` would refuse is named
    in the text instead. Nothing is cut off. Stateless and thread-safe.
*/
template <codable T>
std::string to_log_text(T const& value)
{
    return detail::to_log_text(type_of<T>(), &value);
}

} // namespace cloud_governance::json

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/json/impl/encode.ipp>
#endif
