#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/message.hpp>

namespace cloud_governance::http::detail {

// The last check before the network: it keeps a faulty caller, or code that uses the transport directly, from sending a
// second request inside the first one, or from sending credentials in plain text.

/// Refuses a request that must not be written as it is. Throws `failure`.
inline void check_request(request const& request)
{
    using cloud_governance::detail::refuse;
    if (request.target.empty() || request.target.front() != '/')
        refuse("target of the request", "it must start with '/'");
    if (!cloud_governance::detail::is_visible_ascii(request.target))
        refuse("target of the request", "it has a character that must be percent-encoded");
    // a second framing would let a part of the body pass for another request (RFC 9112 section 11.2)
    for (char const* name : {"Content-Length", "Transfer-Encoding"})
        if (request.fields.contains(name))
            refuse(name, "the transport sets this header field itself");
    // the request's fields go to the origin, also through a proxy
    if (request.fields.contains("Proxy-Authorization"))
        refuse("Proxy-Authorization", "give the credentials as pool_options::proxy");
    if (request.method == verb::connect)
        refuse("CONNECT", "give the proxy as pool_options::proxy, which opens the tunnels");
}

/// Refuses an origin that the pool must not connect to. Throws `failure`.
inline void check_origin(origin const& origin, bool allow_http_on_loopback)
{
    using cloud_governance::detail::refuse;
    if (origin.host.empty())
        refuse("origin of the request", "it has no host");
    for (char c : origin.host) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == ':';
        if (!plain)
            refuse("origin of the request", "its host has a character that host names do not have");
    }
    // OpenSSL takes a name with a leading dot for all names below it
    if (origin.host.front() == '.' || origin.host.find("..") != std::string::npos)
        refuse("origin of the request", "its host has an empty label (two dots, or a dot at its start)");
    if (!origin.secure && !(allow_http_on_loopback && origin.is_loopback()))
        refuse(
            "plain http to " + printable(origin.host),
            "it is refused; use https (allow_http_on_loopback permits it to this machine only)");
}

} // namespace cloud_governance::http::detail
