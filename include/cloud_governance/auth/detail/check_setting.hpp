#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <string_view>

namespace cloud_governance::auth::detail {

using cloud_governance::detail::refuse;

/// Refuses a name or an id that is empty, has a control character, or has a blank at either end. UTF-8 is allowed.
inline void check_text(char const* field, std::string_view value)
{
    if (value.empty())
        refuse(field, "must not be empty");
    if (cloud_governance::detail::has_control_character(value))
        refuse(field, "must not contain control characters");
    if (value.front() == ' ' || value.back() == ' ')
        refuse(field, "must not begin or end with a blank");
}

/// As `check_text`; the value is never shown.
inline void check_secret(char const* field, secret_string const& value) { check_text(field, value.expose()); }

/// As `check_text`; refuses text that is not ASCII too, because it is sent in a header field.
inline void check_header_value(char const* field, std::string_view value)
{
    check_text(field, value);
    if (!http::is_valid_field_value(value))
        refuse(field, "must be ASCII, because it is sent in a header field");
}

} // namespace cloud_governance::auth::detail
