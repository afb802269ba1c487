#pragma once

#include <cloud_governance/http/percent_encoding.hpp>

namespace cloud_governance::http {
namespace detail {

template <class String>
void append_percent_encoded_to(String& out, std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    for (char c : text) {
        bool const unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

} // namespace detail

CLOUD_GOVERNANCE_DECL void append_percent_encoded(std::string& out, std::string_view text)
{
    detail::append_percent_encoded_to(out, text);
}

CLOUD_GOVERNANCE_DECL void append_percent_encoded(wiped_string& out, std::string_view text)
{
    detail::append_percent_encoded_to(out, text);
}

} // namespace cloud_governance::http
