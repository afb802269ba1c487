#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/http/origin.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace cloud_governance::http {
namespace detail {

/** Parses `text` as an absolute URI (RFC 3986 section 3).

    Boost.URL 1.81 reads the host 127.0.0.1.example as an address that is followed by a path. `lettered` then becomes the
    text with a letter in front of the host, by which it is read as a name, and the result is a view of it.
*/
inline boost::urls::result<boost::urls::url_view> parse_uri(std::string_view text, std::string& lettered)
{
    auto parsed = boost::urls::parse_uri(text);
    if (parsed && !parsed->encoded_path().empty() && parsed->encoded_path().front() != '/' && parsed->has_authority()) {
        lettered = text;
        lettered.insert(lettered.find("//") + 2, 1, 'x');
        parsed = boost::urls::parse_uri(lettered);
    }
    return parsed;
}

/// Why a URL with these parts is not the URL of a service; null when it may be one.
inline char const* check_parts(boost::urls::url_view const& url, bool allow_query)
{
    if (!equals_ignoring_case(url.scheme(), "https") && !equals_ignoring_case(url.scheme(), "http"))
        return "the URL's scheme must be https";
    if (!url.has_authority() || url.encoded_host().empty())
        return "the URL has no host";
    if (!url.encoded_path().empty() && url.encoded_path().front() != '/') // what Boost.URL reads as a path
        return "the URL's host and port are followed by something else";
    if (url.has_userinfo())
        return "the URL must not contain user information (name@)";
    if (url.has_fragment())
        return "the URL must not contain a fragment (#)";
    if (url.has_query() && !allow_query)
        return "the URL must not contain a query (?)";
    return nullptr;
}

/// Reads the host in lower case; gives the reason when it cannot be used, else null. `lettered`: see `parse_uri`.
inline char const* read_host(boost::urls::url_view const& url, bool lettered, std::string& host)
{
    if (url.host_type() == boost::urls::host_type::ipvfuture)
        return "the URL's host is an IP address of an unknown version";
    // Boost.URL reads a colon without a port number behind it as a part of the name
    bool const is_ipv6 = url.host_type() == boost::urls::host_type::ipv6;
    host = is_ipv6 ? std::string(url.host_address()) : url.host().substr(lettered ? 1 : 0);
    for (char& c : host) {
        c = cloud_governance::detail::ascii_lower(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                           (c == ':' && is_ipv6);
        if (!plain)
            return "the URL's host has a character that host names do not have (xn-- form for other scripts)";
    }
    // the absolute form of a name is another spelling of the same host, which certificates do not carry
    if (host.back() == '.')
        return "the URL's host must not end in a dot";
    // OpenSSL takes a name with a leading dot for all names below it
    if (!is_ipv6 && (host.front() == '.' || host.find("..") != std::string::npos))
        return "the URL's host has an empty label (two dots, or a dot at its start)";
    return nullptr;
}

/// Reads scheme, host and port; gives the reason when they cannot be used, else null. `lettered`: see `parse_uri`.
inline char const* read_origin(boost::urls::url_view const& url, bool lettered, origin& out)
{
    if (char const* const why = read_host(url, lettered, out.host))
        return why;
    out.secure = equals_ignoring_case(url.scheme(), "https");
    out.port = out.secure ? 443 : 80;
    if (!url.has_port() || url.port().empty())
        return nullptr;
    // not port_number(): in Boost.URL 1.81 it wraps
    auto const text = url.port();
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out.port);
    bool const valid = ec == std::errc() && end == text.data() + text.size() && out.port != 0;
    return valid ? nullptr : "the URL's port must be between 1 and 65535";
}

/// Parses an http or https URL; `allow_query` tells `parse_absolute_url` from `parse_base_url`.
inline result<absolute_url> parse_http_url(std::string_view text, std::string_view field, bool allow_query)
{
    using cloud_governance::detail::refusal;
    text = cloud_governance::detail::trim_blanks(text);
    if (text.empty())
        return refusal(field, "the URL is empty");
    std::string lettered;
    auto const url = parse_uri(text, lettered);
    if (!url)
        return refusal(field, "this is not an absolute URL such as https://host.example (host names in ASCII)");
    absolute_url out;
    char const* why = check_parts(*url, allow_query);
    if (why == nullptr)
        why = read_origin(*url, !lettered.empty(), out.origin);
    if (why != nullptr)
        return refusal(field, why);
    out.target = std::string(url->encoded_path());
    if (url->has_query()) {
        out.target += '?';
        out.target += std::string(url->encoded_query());
    }
    return out;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL std::string origin::host_field() const
{
    std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (secure ? 443 : 80))
        out += ":" + std::to_string(port);
    return out;
}

CLOUD_GOVERNANCE_DECL std::string origin::to_string() const { return (secure ? "https://" : "http://") + host_field(); }

CLOUD_GOVERNANCE_DECL bool origin::is_loopback() const
{
    if (host == "localhost")
        return true;
    boost::system::error_code ec;
    auto const address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
}

CLOUD_GOVERNANCE_DECL result<base_url> parse_base_url(std::string_view text, std::string_view field)
{
    auto parsed = detail::parse_http_url(text, field, false);
    if (!parsed)
        return parsed.error();
    base_url out;
    out.origin = std::move(parsed->origin);
    out.path = std::move(parsed->target);
    while (!out.path.empty() && out.path.back() == '/')
        out.path.pop_back();
    return out;
}

CLOUD_GOVERNANCE_DECL result<absolute_url> parse_absolute_url(std::string_view text, std::string_view field)
{
    auto parsed = detail::parse_http_url(text, field, true);
    if (parsed && (parsed->target.empty() || parsed->target.front() != '/'))
        parsed->target.insert(0, 1, '/');
    return parsed;
}

} // namespace cloud_governance::http
