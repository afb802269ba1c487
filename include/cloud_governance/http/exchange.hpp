#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/message.hpp>

#include <memory>
#include <utility>

namespace cloud_governance::http {

/** One request and its outcome: what `transport::perform` works on.

    The caller sets `request`; the transport sets the rest. The object can be performed again, which replaces the
    outcome. It must not be moved or changed while it is being performed. Not synchronised: one thread at a time.
*/
class exchange {
public:
    exchange() = default;
    /// An exchange of `request` that has not been performed yet.
    explicit exchange(http::request request) : request(std::move(request)) {}

    /// The request to send. The transport reads it and does not change it.
    http::request request;
    /// The reply, whatever its status. Where there is a `failure`, it holds what had arrived.
    response reply;
    /// Why there is no complete reply; null when there is one. On the heap, because an `error` is large and rare.
    std::unique_ptr<error> failure;
    /// Bytes of the request may have reached the network. The server may have acted on it, also when there is a
    /// `failure`.
    bool sent = false;

    /// Records why there is no reply. `request_may_have_been_sent` of its diagnostics becomes `sent`.
    void fail(error reason)
    {
        failure = std::make_unique<error>(std::move(reason));
        failure->diagnostics.request_may_have_been_sent = sent;
    }

    /// Forgets the outcome of an earlier attempt. A transport calls it before it starts.
    void reset()
    {
        if (reply.status != 0)
            reply = response();
        failure.reset();
        sent = false;
    }

    /// There is a reply with a 2xx status (RFC 9110 section 15.3).
    bool succeeded() const noexcept { return !failure && reply.status >= 200 && reply.status < 300; }
};

} // namespace cloud_governance::http
