#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cloud_governance::http {

/** Scheme, host and port of a URL (RFC 6454): what a connection is made to and what credentials belong to. */
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

    /// True for `localhost`, 127.0.0.0/8 and ::1, the only hosts that plain http may be allowed to.
    CLOUD_GOVERNANCE_DECL bool is_loopback() const;

    bool operator==(origin const&) const = default;
};

/** An absolute URL of a service: an origin and the path that every request's path is put under. */
class base_url {
public:
    base_url() = default;

    http::origin origin;
    /// Percent-encoded, without trailing slash; empty for the root.
    std::string path;

    /// `origin` and `path` as one URL, without trailing slash.
    std::string to_string() const { return origin.to_string() + path; }
};

/** Parses the URL of a service (RFC 3986, by Boost.URL).

    Blanks around it and trailing slashes are dropped. It must be absolute, http or https, with a host, without user
    information, query and fragment; host names are ASCII (write an internationalised name in its `xn--` form).
    The error (`errc::invalid_argument`) says which of these it breaks and names `field`, never user information.
*/
CLOUD_GOVERNANCE_DECL result<base_url> parse_base_url(std::string_view text, std::string_view field);

/** Parses an absolute URL that a server sent (a next page's link, an endpoint): as `parse_base_url`, but a query is
    allowed and kept in `target`, as is the path with its trailing slash.
*/
class absolute_url {
public:
    absolute_url() = default;
    http::origin origin;
    /// Path and query, percent-encoded, starting with `/`.
    std::string target;
};
CLOUD_GOVERNANCE_DECL result<absolute_url> parse_absolute_url(std::string_view text, std::string_view field);

/// Appends `text` percent-encoded: all but `A-Z a-z 0-9 - . _ ~` (RFC 3986 section 2.3), space as `%20`.
CLOUD_GOVERNANCE_DECL void append_percent_encoded(std::string& out, std::string_view text);
/// The same into text that is wiped.
CLOUD_GOVERNANCE_DECL void append_percent_encoded(wiped_string& out, std::string_view text);

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/origin.ipp>
#endif
