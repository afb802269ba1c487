#pragma once

#include <cloud_governance/observe/traceparent.hpp>

#include <algorithm>

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL bool is_valid_traceparent(std::string_view text) noexcept
{
    constexpr std::string_view shape = "00-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
    if (text.size() != shape.size())
        return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        char const c = text[i];
        bool const hexadecimal = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (shape[i] == 'h' ? !hexadecimal : c != shape[i])
            return false;
    }
    auto const has_digit = [](std::string_view id) {
        return std::any_of(id.begin(), id.end(), [](char c) { return c != '0'; });
    };
    return has_digit(text.substr(3, 32)) && has_digit(text.substr(36, 16));
}

} // namespace cloud_governance
