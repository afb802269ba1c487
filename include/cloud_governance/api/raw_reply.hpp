#pragma once

#include <cloud_governance/http/message.hpp>
#include <cloud_governance/json/decode.hpp>

#include <boost/json/value.hpp>

#include <string>

namespace cloud_governance::api {

/** A reply's body as received: the response type of operations whose reply is not documented.

    The service may send JSON, plain text or no body; the call succeeds with each. Not wiped, so not for secrets. A
    value: distinct objects may be used by several threads.
*/
class raw_reply {
public:
    /// An empty reply.
    raw_reply() = default;

    /// The body's bytes after transfer decoding; empty when there was none.
    std::string text;
    /// The field `Content-Type` as received, such as `text/plain; charset=utf-8`; empty when there was none. The
    /// service labels JSON as text too.
    std::string content_type;

    /// The text as JSON, null when it is empty; fails with `errc::invalid_response` when it is not JSON.
    CLOUD_GOVERNANCE_DECL result<boost::json::value> json() const;

    /// The text decoded as a `T`: a model, an array, a `uuid` …; fails as `json::decode` does.
    template <cloud_governance::json::codable T>
    result<T> as() const
    {
        return cloud_governance::json::decode<T>(text);
    }

    /// For the client: takes the body out of a reply, and copies its `Content-Type`.
    CLOUD_GOVERNANCE_DECL static result<raw_reply> from_reply(http::response&& reply);
};

} // namespace cloud_governance::api

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/api/impl/raw_reply.ipp>
#endif
