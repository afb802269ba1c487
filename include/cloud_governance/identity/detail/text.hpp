#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/mask.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <boost/json/string.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity::detail {

inline std::string_view text_of(boost::json::string const& text) { return std::string_view(text.data(), text.size()); }

inline bool has_control_character(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

/// `value` within what sums with a time can bear: zero to ten years.
template <class Duration>
constexpr Duration bounded(Duration value)
{
    return std::clamp<Duration>(value, Duration::zero(), std::chrono::hours(24 * 366 * 10));
}

/// True also where a list says nothing.
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
