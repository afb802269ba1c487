#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/origin.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace cloud_governance::identity::detail {

inline error refused_document(std::string detail) { return error(errc::discovery_document_invalid, std::move(detail)); }

inline bool has_blank_or_control(std::string_view text)
{
    return text.find(' ') != std::string_view::npos || cloud_governance::detail::has_control_character(text);
}

/// True for a path that another program may read as a different one: dot segments, encoded separators.
inline bool is_ambiguous_path(std::string_view target)
{
    auto path = target.substr(0, target.find('?'));
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%' && path.size() - i >= 3) {
            char const high = path[i + 1];
            char const low = static_cast<char>(path[i + 2] | 0x20);
            if ((high == '2' && low == 'f') || (high == '5' && low == 'c'))
                return true;
            if (high == '2' && low == 'e') {
                plain += '.';
                i += 2;
                continue;
            }
        }
        plain += path[i];
    }
    plain += '/';
    return plain.find("/./") != std::string::npos || plain.find("/../") != std::string::npos;
}

inline bool is_allowed_scheme(http::origin const& origin, bool allow_http_on_loopback)
{
    return origin.secure || (allow_http_on_loopback && origin.is_loopback());
}

/// Parses an endpoint's URL; the error's detail begins with `member`.
inline result<http::absolute_url>
parse_endpoint(std::string_view text, std::string_view member, bool allow_http_on_loopback)
{
    auto const refuse = [member](std::string_view why) {
        return cloud_governance::detail::refusal(member, why, errc::discovery_document_invalid);
    };
    if (text.empty())
        return refuse("the URL is empty");
    if (has_blank_or_control(text))
        return refuse("the URL contains a blank or control character");
    auto url = http::parse_absolute_url(text, member);
    if (!url)
        return refused_document(url.error().diagnostics.detail);
    if (!is_allowed_scheme(url->origin, allow_http_on_loopback))
        return refuse("the URL's scheme must be https, since credentials are sent there");
    if (is_ambiguous_path(url->target))
        return refuse("the URL's path has dot segments or encoded separators");
    return url;
}

inline bool lies_under(http::absolute_url const& url, http::base_url const& base)
{
    if (!(url.origin == base.origin))
        return false;
    std::string_view const path = std::string_view(url.target).substr(0, url.target.find('?'));
    return path.starts_with(base.path) && (path.size() == base.path.size() || path[base.path.size()] == '/');
}

} // namespace cloud_governance::identity::detail
