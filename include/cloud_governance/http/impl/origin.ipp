#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/http/origin.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace cloud_governance::http {
namespace detail {

/// What both kinds of URL have in common; `allow_query` tells them apart.
inline result<absolute_url> parse_http_url(std::string_view text, std::string_view field, bool allow_query)
{
    auto const refuse = [field](char const* why) { return cloud_governance::detail::refusal(field, why); };
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    if (text.empty())
        return refuse("the URL is empty");
    auto parsed = boost::urls::parse_uri(text);
    // Boost.URL 1.81 takes "127.0.0.1.example" for an address and a path; a letter in front shows it as a name
    std::string lettered;
    if (parsed && !parsed->encoded_path().empty() && parsed->encoded_path().front() != '/' && parsed->has_authority()) {
        lettered = text;
        lettered.insert(lettered.find("//") + 2, 1, 'x');
        parsed = boost::urls::parse_uri(lettered);
    }
    if (!parsed)
        return refuse("this is not an absolute URL such as https://host.example (host names in ASCII)");
    boost::urls::url_view const url = *parsed;
    bool const https = equals_ignoring_case(url.scheme(), "https");
    if (!https && !equals_ignoring_case(url.scheme(), "http"))
        return refuse("the URL's scheme must be https");
    if (!url.has_authority() || url.encoded_host().empty())
        return refuse("the URL has no host");
    if (!url.encoded_path().empty() && url.encoded_path().front() != '/')
        return refuse("the URL's host and port are followed by something else"); // which Boost.URL takes for a path
    if (url.has_userinfo())
        return refuse("the URL must not contain user information (name@)");
    if (url.has_fragment())
        return refuse("the URL must not contain a fragment (#)");
    if (url.has_query() && !allow_query)
        return refuse("the URL must not contain a query (?)");

    absolute_url out;
    out.origin.secure = https;
    if (url.host_type() == boost::urls::host_type::ipv6)
        out.origin.host = std::string(url.host_address());
    else if (url.host_type() == boost::urls::host_type::ipvfuture)
        return refuse("the URL's host is an IP address of an unknown version");
    else
        out.origin.host = url.host().substr(lettered.empty() ? 0 : 1);
    // Boost.URL takes a colon without a port number behind it for a part of the name
    bool const has_colons = url.host_type() == boost::urls::host_type::ipv6;
    for (char& c : out.origin.host) {
        c = cloud_governance::detail::ascii_lower(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                           (c == ':' && has_colons);
        if (!plain)
            return refuse("the URL's host has a character that host names do not have (xn-- form for other scripts)");
    }
    // the absolute form of a name is another spelling of the same host, which certificates do not carry
    if (out.origin.host.back() == '.')
        return refuse("the URL's host must not end in a dot");
    if (url.has_port() && !url.port().empty()) {
        if (url.port_number() == 0)
            return refuse("the URL's port must be between 1 and 65535");
        out.origin.port = url.port_number();
    }
    else {
        out.origin.port = https ? 443 : 80;
    }
    out.target = std::string(url.encoded_path());
    if (url.has_query()) {
        out.target += '?';
        out.target += std::string(url.encoded_query());
    }
    return out;
}

template <class String>
void append_percent_encoded_to(String& out, std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    for (char c : text) {
        bool const unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
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

CLOUD_GOVERNANCE_DECL void append_percent_encoded(std::string& out, std::string_view text)
{
    detail::append_percent_encoded_to(out, text);
}

CLOUD_GOVERNANCE_DECL void append_percent_encoded(wiped_string& out, std::string_view text)
{
    detail::append_percent_encoded_to(out, text);
}

} // namespace cloud_governance::http
