#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/mask.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>

#include <boost/json/string.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity::detail {

inline std::string_view text_of(boost::json::string const& text) { return std::string_view(text.data(), text.size()); }

using cloud_governance::detail::bounded;
using cloud_governance::detail::has_control_character;
using cloud_governance::detail::refuse;

/// True when the list names `value`, and when there is no list: the service then says nothing.
inline bool lists(std::optional<std::vector<std::string>> const& list, std::string_view value)
{
    return !list || list->empty() || std::find(list->begin(), list->end(), value) != list->end();
}

inline std::string joined(std::vector<std::string> const& list)
{
    std::string out;
    for (auto const& each : list)
        out += (out.empty() ? "" : ", ") + each;
    return printable(out, 300);
}

/// `text` of a server, fit for messages: what is in `masked` is replaced (in any ASCII case), before it is cut.
inline std::string
printable_masked(std::string_view text, std::span<std::string_view const> masked, std::size_t limit = 500)
{
    return printable(cloud_governance::detail::mask(text, masked), limit);
}

} // namespace cloud_governance::identity::detail
