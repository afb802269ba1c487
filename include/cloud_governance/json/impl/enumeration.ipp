#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/json/enumeration.hpp>

#include <charconv>
#include <system_error>

namespace cloud_governance::json::detail {

CLOUD_GOVERNANCE_DECL enumerator const*
find_enumerator(enumerator const* names, std::size_t size, std::string_view name) noexcept
{
    for (auto at = names; at != names + size; ++at)
        if (cloud_governance::detail::equals_ignoring_case(at->name, name))
            return at;
    return nullptr;
}

CLOUD_GOVERNANCE_DECL bool
read_enumerator(enumerator const* names, std::size_t size, std::string_view text, std::int32_t& number) noexcept
{
    if (auto const known = find_enumerator(names, size, text); known != nullptr) {
        number = known->value;
        return true;
    }
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

} // namespace cloud_governance::json::detail
