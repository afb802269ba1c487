#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/percent_encoding.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cloud_governance::http {

/** Scheme, host and port of a URL (RFC 6454): the peer of a connection, and the scope of credentials. */
class origin {
public:
    origin() = default;

    /// True for https.
    bool secure = true;
    /// Host name in lower case, or IP address; IPv6 without brackets.
    std::string host;
    /// Port number; filled in from the scheme when the URL has none.
    std::uint16_t port = 443;

    /// The `Host` field's value: the port is left out where it is the scheme's own; IPv6 in brackets.
    CLOUD_GOVERNANCE_DECL std::string host_field() const;

    /// `https://host[:port]`, normalised as `host_field`.
    CLOUD_GOVERNANCE_DECL std::string to_string() const;

    /// True for `localhost`, 127.0.0.0/8 and ::1, the only hosts to which plain http may be allowed.
    CLOUD_GOVERNANCE_DECL bool is_loopback() const;

    bool operator==(origin const&) const = default;
};

/** An absolute URL of a service: an origin and the path that precedes every request's path. */
class base_url {
public:
    base_url() = default;

    /// Scheme, host and port.
    http::origin origin;
    /// Percent-encoded, without trailing slash; empty for the root.
    std::string path;

    /// `origin` and `path` as one URL, without trailing slash.
    std::string to_string() const { return origin.to_string() + path; }
};

/** Parses the URL of a service (RFC 3986, by Boost.URL).

    Blanks around it and trailing slashes are dropped. It must be absolute, http or https, with a host, without user
    information, query and fragment; host names are ASCII (write an internationalised name in its `xn--` form).
    The error (`errc::invalid_argument`) names `field` and the rule that the URL breaks, and never shows user
    information.
*/
CLOUD_GOVERNANCE_DECL result<base_url> parse_base_url(std::string_view text, std::string_view field);

/// An absolute URL as a server sends one: an origin and the target of a request to it.
class absolute_url {
public:
    absolute_url() = default;

    /// Scheme, host and port.
    http::origin origin;
    /// Path and query, percent-encoded, starting with `/`.
    std::string target;
};

/// Parses an absolute URL that a server sent (a next page's link, an endpoint): as `parse_base_url`, but a query is
/// allowed, and `target` keeps it and the path's trailing slash.
CLOUD_GOVERNANCE_DECL result<absolute_url> parse_absolute_url(std::string_view text, std::string_view field);

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/origin.ipp>
#endif
