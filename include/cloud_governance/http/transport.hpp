#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/http/exchange.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace cloud_governance::http {

/** Carries one request to one response.

    The interface between the library and the network. `connection_pool` implements it; tests and users may implement
    another. An implementation must be usable from several threads at once.
*/
class transport {
public:
    virtual ~transport() = default;

    /** Sends `work.request` and receives its reply, whatever the reply's status.

        On return either `work.reply` is complete or `work.failure` says why not, and `work.sent` tells whether bytes of
        the request may have left. `work` must live, unmoved, until the awaitable has ended. The function does not throw
        for a failed exchange.

        A transport never follows a redirect, keeps no cookie, adds no credential and does not retry, with two
        exceptions: a kept-alive connection that turns out dead before the request was written, and a repeatable request
        before the first byte of its reply.

        Errors: `resolve_failed`, `connect_failed`, `tls_failed`, `peer_not_trusted`, `proxy_refused`,
        `proxy_authentication_required`, `connection_closed`, `invalid_http_response`, `response_too_large`,
        `pool_timed_out`, `queue_full`, `timed_out`, `cancelled`, with `diagnostics::cause` and
        `request_may_have_been_sent`. Cancellation: terminal, partial and total; the connection in use is closed.
    */
    virtual boost::asio::awaitable<void> perform(http::exchange& work) = 0;

    /** Performs one exchange and returns its reply, or the error as `perform` describes it.

        Takes the request over, so that it need not outlive the call. For single requests; code that makes many keeps an
        `http::exchange` and calls `perform`, which needs no coroutine of its own.
    */
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<response>> exchange(http::request request);

    /// The executor on which the transport's own work runs.
    virtual boost::asio::any_io_executor get_executor() const = 0;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/transport.ipp>
#endif
