#pragma once

#include <cloud_governance/http/message.hpp>
#include <cloud_governance/http/origin.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/** The origin that a redirect leads to; nullopt when `Location` is not an absolute URL.

    Path and query, which can hold a token, are not even copied.
*/
inline std::optional<origin> redirect_origin(response const& reply)
{
    auto const location = reply.fields.find("Location").value_or(std::string_view());
    auto const scheme = location.find("://");
    if (scheme == std::string_view::npos)
        return std::nullopt;
    auto url = parse_absolute_url(location.substr(0, location.find_first_of("/\\?#", scheme + 3)), "Location");
    return url ? std::optional<origin>(std::move(url->origin)) : std::nullopt;
}

/// The place that a redirect names, for a message: its origin, never its path, which may hold a token.
inline std::string redirect_target(response const& reply)
{
    if (!reply.fields.contains("Location"))
        return "an unknown place (no Location field)";
    auto const target = redirect_origin(reply);
    return target ? target->to_string() : "another path of the same host";
}

} // namespace cloud_governance::http::detail
