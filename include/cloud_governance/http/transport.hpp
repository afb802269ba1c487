#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cloud_governance::http {

/** Carries one request to one response.

    The interface between the library and the network: `connection_pool` is the implementation; a test or a user may
    give another. An implementation must be usable from several threads at once.
*/
class transport {
public:
    virtual ~transport() = default;

    /** Sends `request` and receives its reply, whatever its status.

        Never follows a redirect, keeps no cookie, adds no credential and does not retry, but for a kept-alive
        connection that turns out dead before the request was written, or a repeatable request before its first reply
        byte. `request` must live until the awaitable has ended.

        Errors come in the result (`resolve_failed`, `connect_failed`, `tls_failed`, `peer_not_trusted`,
        `proxy_refused`, `proxy_authentication_required`, `connection_closed`, `invalid_http_response`,
        `response_too_large`, `pool_timed_out`, `queue_full`, `timed_out`, `cancelled`), with `diagnostics::cause` and
        `request_may_have_been_sent`. Cancellation: terminal, partial and total; the connection in use is closed.
    */
    virtual boost::asio::awaitable<result<response>> exchange(request const& request) = 0;

    /** The same with the outcome in the caller's memory: the reply in `reply`, or why there is none in `failure`, which
        is null otherwise. All three must live until the awaitable has ended.

        For who makes many calls, as a client does: a transport that writes there itself hands nothing up through the
        awaitable, and has no coroutine between. By default it is made of `exchange`.
    */
    CLOUD_GOVERNANCE_DECL virtual boost::asio::awaitable<void>
    exchange_into(request const& request, response& reply, std::unique_ptr<error>& failure);

    /// Where the transport's own work runs.
    virtual boost::asio::any_io_executor get_executor() const = 0;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/transport.ipp>
#endif
