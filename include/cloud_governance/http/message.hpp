#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/http/origin.hpp>

#include <boost/beast/http/verb.hpp>

#include <cstdint>
#include <string>

namespace cloud_governance::http {

/// The request method; Beast's enumeration.
using verb = boost::beast::http::verb;

/// Limits of one reply, enforced while it arrives.
class response_limits {
public:
    response_limits() = default;
    /// Bytes of status line and header fields; default 64 KiB.
    std::uint32_t header_bytes = 64 * 1024;
    /// Number of header fields; default 100.
    std::uint32_t header_fields = 100;
    /// Bytes of the body, encoded and decoded; default 64 MiB.
    std::uint64_t body_bytes = std::uint64_t(64) * 1024 * 1024;
    /// Maximum expansion ratio of a compressed body larger than 1 MiB (gzip); default 200, at least 1. A list of 20,000
    /// rows had a ratio of 7; deflate can reach 1,032.
    std::uint32_t expansion = 200;
};

/** One request, complete except for the fields that the transport adds (`Host`, `User-Agent`, `Content-Length`).

    A value; the transport reads it while the exchange runs, so it must live until then.
*/
class request {
public:
    request() = default;

    /// Method. Default GET.
    http::verb method = verb::get;
    /// The origin to connect to.
    http::origin origin;
    /// Percent-encoded path and query (RFC 9112 section 3.2.1), starting with `/`.
    std::string target = "/";
    /// Header fields. A field replaces one that the transport would add by the same name.
    header_fields fields;
    /// Empty means no body; POST, PUT and PATCH then go out with `Content-Length: 0`.
    wiped_string body;
    /// Limits of the reply.
    response_limits limits;
    /// May be sent again when it is not known whether the server received it (RFC 9110 section 9.2.2, but a property
    /// of the operation, not of the verb). Lets the transport replace a kept-alive connection that turned out dead.
    bool repeatable = false;
    /// The reply may be compressed: `Accept-Encoding: gzip` is sent, and such a body is decoded while it arrives. Other
    /// encodings, and any that was not asked for, are refused. Not for `sensitive` requests.
    bool accept_gzip = false;
    /// The reply holds a secret (a token): the buffers that held it are wiped afterwards.
    bool sensitive = false;
    /// When the whole exchange must have ended. The transport's own deadlines apply as well. Default: no limit.
    std::chrono::steady_clock::time_point deadline = (std::chrono::steady_clock::time_point::max)();
};

/// One reply, complete.
class response {
public:
    response() = default;
    response(response&&) noexcept = default;
    response& operator=(response&&) noexcept = default;
    response(response const&) = default;
    response& operator=(response const&) = default;
    ~response()
    {
        if (sensitive)
            wipe(body.data(), body.size());
    }

    /// Status code, 200 to 599 (informational replies are consumed by the transport).
    unsigned status = 0;
    /// As received, in order.
    header_fields fields;
    /// After transfer and content decoding; `fields` are as they were sent.
    std::string body;
    /// Wipe `body` on destruction; copied from the request.
    bool sensitive = false;
    /// When the request's first byte was written; anchors lifetimes such as `expires_in`.
    std::chrono::steady_clock::time_point sent_at;
};

} // namespace cloud_governance::http
