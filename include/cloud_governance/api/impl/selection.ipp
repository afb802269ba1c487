#pragma once

#include <cloud_governance/api/selection.hpp>
#include <cloud_governance/core/error.hpp>

namespace cloud_governance::api::detail {

/// Whether there is a filter to write, of what was chosen; refuses what might act on more than was meant.
inline bool check_selection(std::string_view name, chosen kind, std::string_view filter, bool lists_objects)
{
    if (kind == chosen::listed && !lists_objects)
        throw_failure(
            errc::invalid_argument,
            std::string(name) + ": listed_objects, but the body does not list one, or selects all");
    if (kind != chosen::filtered)
        return false;
    if (filter.find_first_not_of(" \t\r\n") == std::string_view::npos)
        throw_failure(
            errc::invalid_argument,
            std::string(name) + ": an empty filter might apply to everything; say all_objects where that is meant");
    return true;
}

CLOUD_GOVERNANCE_DECL void
write_selection(request_writer& out, std::string_view name, chosen kind, std::string_view filter, bool lists_objects)
{
    if (check_selection(name, kind, filter, lists_objects))
        out.query(name, filter);
}

CLOUD_GOVERNANCE_DECL void write_selection(
    std::optional<std::string>& out, std::string_view name, chosen kind, std::string_view filter, bool lists_objects)
{
    if (out && !out->empty())
        throw_failure(
            errc::invalid_argument,
            std::string(name) + ": the body has one too; give it as the action's first parameter");
    if (check_selection(name, kind, filter, lists_objects))
        out.emplace(filter);
}

} // namespace cloud_governance::api::detail
