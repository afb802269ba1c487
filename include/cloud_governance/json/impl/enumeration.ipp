#pragma once

#include <cloud_governance/json/detail/letter_case.hpp>
#include <cloud_governance/json/enumeration.hpp>

namespace cloud_governance::json::detail {

CLOUD_GOVERNANCE_DECL enumerator const*
find_enumerator(enumerator const* names, std::size_t size, std::string_view name) noexcept
{
    for (auto at = names; at != names + size; ++at)
        if (same_letters(at->name, name))
            return at;
    return nullptr;
}

} // namespace cloud_governance::json::detail
