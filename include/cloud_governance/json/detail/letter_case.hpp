#pragma once

#include <cstddef>
#include <string_view>

namespace cloud_governance::json::detail {

constexpr char lower_letter(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Equal but for the case of ASCII letters.
inline bool same_letters(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower_letter(a[i]) != lower_letter(b[i]))
            return false;
    return true;
}

} // namespace cloud_governance::json::detail
