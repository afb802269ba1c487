#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <string>
#include <string_view>

namespace cloud_governance::auth::detail {

[[noreturn]] inline void refuse_setting(char const* field, char const* why)
{
    throw_failure(errc::invalid_argument, std::string(field) + ": " + why);
}

/// A name or an id that must be there: no control characters, no blank at either end. UTF-8 is allowed.
inline void check_text(char const* field, std::string_view value)
{
    if (value.empty())
        refuse_setting(field, "must not be empty");
    for (char c : value)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            refuse_setting(field, "must not contain control characters");
    if (value.front() == ' ' || value.back() == ' ')
        refuse_setting(field, "must not begin or end with a blank");
}

/// As `check_text`; the value is never shown.
inline void check_secret(char const* field, secret_string const& value) { check_text(field, value.expose()); }

/// What goes into a header field must be ASCII besides.
inline void check_header_value(char const* field, std::string_view value)
{
    check_text(field, value);
    if (!http::is_valid_field_value(value))
        refuse_setting(field, "must be ASCII, because it is sent in a header field");
}

} // namespace cloud_governance::auth::detail
