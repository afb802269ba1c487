#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/http/origin.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/// The origin of a proxy, and the credentials in its URL.
class proxy_address {
public:
    proxy_address() = default;

    http::origin origin;
    /// The URL has a user name or a password.
    bool has_credentials = false;
    /// Percent-decoded.
    std::string username;
    /// Percent-decoded.
    secret_string password;
};

/// Decodes `%XX`; nullopt when a percent sign is followed by anything else (RFC 3986 section 2.1).
inline std::optional<secret_string> percent_decode(std::string_view text)
{
    auto const digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    wiped_string out;
    out.reserve((std::max)(text.size(), std::size_t(16))); // short text would be outside wiped memory
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3 || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0)
            return std::nullopt;
        out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
        i += 2;
    }
    return secret_string(std::string_view(out));
}

/// Parses a proxy's URL, `[http://][user[:password]@]host[:port][/]`. Errors name `field` and never show the text,
/// which may hold a password.
inline result<proxy_address> parse_proxy_url(std::string_view text, std::string_view field)
{
    using cloud_governance::detail::has_control_character;
    auto const refuse = [field](char const* why) { return cloud_governance::detail::refusal(field, why); };
    text = cloud_governance::detail::trim_blanks(text);
    if (!cloud_governance::detail::is_visible_ascii(text))
        return refuse("the URL has a character that must be percent-encoded");
    if (auto const scheme = text.find("://"); scheme != std::string_view::npos) {
        if (!equals_ignoring_case(text.substr(0, scheme), "http"))
            return refuse("the URL must begin with http:// (a proxy over TLS or by SOCKS is not supported)");
        text.remove_prefix(scheme + 3);
    }
    if (auto const slash = text.find_first_of("/?#"); slash != std::string_view::npos) {
        if (text.substr(slash) != "/")
            return refuse("the URL must not have a path, a query or a fragment");
        text.remove_suffix(1);
    }
    proxy_address out;
    if (auto const at = text.rfind('@'); at != std::string_view::npos) {
        auto const userinfo = text.substr(0, at);
        text.remove_prefix(at + 1);
        auto const colon = userinfo.find(':');
        auto const name = percent_decode(userinfo.substr(0, colon));
        auto password =
            percent_decode(colon == std::string_view::npos ? std::string_view() : userinfo.substr(colon + 1));
        if (!name || !password)
            return refuse("a percent sign in the user name or password is not followed by two hexadecimal digits");
        // RFC 7617 section 2
        if (has_control_character(name->expose()) || has_control_character(password->expose()))
            return refuse("the user name or password has a control character");
        if (name->expose().find(':') != std::string_view::npos)
            return refuse("the user name has a colon, which Basic authentication cannot carry");
        out.has_credentials = true;
        out.username = name->expose();
        out.password = std::move(*password);
    }
    auto parsed = parse_base_url("http://" + std::string(text), field);
    if (!parsed)
        return parsed.error();
    out.origin = std::move(parsed->origin);
    return out;
}

} // namespace cloud_governance::http::detail
