#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cloud_governance {

/** The events that an `observer` receives. Views are valid during the call only.

    No event holds a secret, a URL, a body or a header field: operations are named by method and path template, origins
    by host and port, failures by code and status.
*/
namespace event {

/// Durations of the steady clock, which changes of the system's time do not affect.
using duration = std::chrono::steady_clock::duration;

/// A call begins.
class request_started {
public:
    request_started() = default;
    /// Method and path template, for example `GET /requests/{id}`.
    std::string_view operation;
    /// The id that goes out as `client-request-id`; the same in all events of the call.
    std::string_view client_request_id;
};

/// A call has ended, however it ended.
class request_finished {
public:
    request_finished() = default;
    /// As in `request_started`.
    std::string_view operation;
    /// As in `request_started`.
    std::string_view client_request_id;
    /// The id that the server gave the last reply; empty without one.
    std::string_view server_request_id;
    /// Status of the last reply; 0 without one.
    unsigned status = 0;
    /// What the caller gets; no error for a success.
    error_code code;
    /// Attempts made.
    unsigned attempts = 0;
    /// From the start to the decoded reply, waits and pauses included.
    event::duration duration = {};
};

/// An attempt begins: the request is about to be given to the transport.
class attempt_started {
public:
    attempt_started() = default;
    /// As in `request_started`.
    std::string_view operation;
    /// As in `request_started`.
    std::string_view client_request_id;
    /// Number of this attempt within its call, starting at 1.
    unsigned number = 0;
};

/// An attempt has ended.
class attempt_finished {
public:
    attempt_finished() = default;
    /// As in `request_started`.
    std::string_view operation;
    /// As in `request_started`.
    std::string_view client_request_id;
    /// Number of this attempt within its call, starting at 1.
    unsigned number = 0;
    /// Status of its reply; 0 when none came.
    unsigned status = 0;
    /// Why none came; no error when there is a status.
    error_code code;
    /// From the transport's start, the wait for a connection included, to the reply's last byte.
    event::duration duration = {};
};

/// Why there is another attempt.
enum class retry_reason {
    /// The reply's status: 408, 429, 5xx.
    status,
    /// No reply came.
    lost,
    /// 401, and the strategy has other credentials.
    credentials
};

/// A further attempt follows.
class retry_scheduled {
public:
    retry_scheduled() = default;
    /// As in `request_started`.
    std::string_view operation;
    /// As in `request_started`.
    std::string_view client_request_id;
    /// Attempts made so far.
    unsigned attempts = 0;
    /// Why the failed attempt is repeated.
    retry_reason reason = retry_reason::status;
    /// Status of the failed attempt's reply; 0 when none came.
    unsigned status = 0;
    /// Why no reply came; no error when there is a status.
    error_code code;
    /// The pause before the next attempt.
    event::duration delay = {};
};

/// The strategy has a new access token.
class token_renewed {
public:
    token_renewed() = default;
    /// How long getting it took.
    event::duration duration = {};
    /// How long it lives from its request on.
    event::duration lifetime = {};
};

/// The strategy did not get an access token.
class token_renewal_failed {
public:
    token_renewal_failed() = default;
    /// Why there is no token.
    error_code code;
    /// Status of the identity service's reply; 0 without one.
    unsigned status = 0;
    /// Time from the start of the renewal to its failure.
    event::duration duration = {};
};

/// The discovery document was fetched, or could not be.
class discovery_fetched {
public:
    discovery_fetched() = default;
    /// No error for a success.
    error_code code;
    /// Status of a reply that was refused; 0 otherwise.
    unsigned status = 0;
    /// Time from the start of the request to its end.
    event::duration duration = {};
};

/// What happened in the connection pool.
enum class pool_change {
    /// An exchange waits for a connection.
    waiting,
    /// A connection was opened, TLS included.
    opened,
    /// A connection could not be opened.
    not_opened,
    /// A kept connection is used again.
    reused,
    /// An exchange has ended; its connection is kept, given to the next one, or closed.
    released
};

/// The connection pool's state has changed.
class pool_changed {
public:
    pool_changed() = default;
    /// What happened.
    pool_change change = pool_change::waiting;
    /// Host, and port where it is not the scheme's own.
    std::string_view host;
    /// Connections kept for the next exchange; of all hosts together, as are the next two.
    std::size_t idle = 0;
    /// Connections in use or being opened.
    std::size_t busy = 0;
    /// Exchanges that wait.
    std::size_t waiting = 0;
    /// Why a connection could not be opened.
    error_code code;
    /// How long opening took; zero for the other changes.
    event::duration duration = {};
};

/// An origin asked for a pause of all requests to it (429, 503 with `Retry-After`).
class origin_paused {
public:
    origin_paused() = default;
    /// Host, and port where it is not the scheme's own.
    std::string_view host;
    /// Status of the reply that asked for the pause: 429 or 503.
    unsigned status = 0;
    /// Length of the pause.
    event::duration delay = {};
};

} // namespace event

/** Receives events about calls, attempts, tokens and connections, for logs, metrics and traces.

    Pass one as `client_options::observer`.

    Override the functions of the events that you need; the others do nothing. The functions are called on the threads
    that carry out the calls, by several of them at once. They must return soon, because they run in the middle of a
    call, though never under a lock of the library. Exceptions they throw are ignored and change no call. An observer
    must not make calls of its own and wait for them. Without an observer each event costs a test of a null pointer
    (docs/decisions/0010-observer.md).
*/
class observer {
public:
    observer() = default;
    virtual ~observer() = default;
    observer(observer const&) = delete;
    observer& operator=(observer const&) = delete;

    /// A call begins. The first event of a call.
    virtual void on_request_started(event::request_started const&) {}
    /// A call has ended: with a result, an error, or because it was cancelled. The last event of a call.
    virtual void on_request_finished(event::request_finished const&) {}

    /** An attempt begins. The returned text is sent with it as `traceparent` (W3C Trace Context, level 1), so that a
        tracer can open a span for each attempt.

        The default, an empty text, sends `call_options::traceparent`. A text that is no valid `traceparent` is not
        sent.
    */
    virtual std::string on_attempt_started(event::attempt_started const&) { return {}; }
    /// An attempt has ended, with a reply or without one.
    virtual void on_attempt_finished(event::attempt_finished const&) {}
    /// A further attempt follows after a pause. Comes after the `on_attempt_finished` of the failed one.
    virtual void on_retry_scheduled(event::retry_scheduled const&) {}
    /// The strategy has a new access token. Belongs to no call: several may wait for the same token.
    virtual void on_token_renewed(event::token_renewed const&) {}
    /// The strategy did not get an access token.
    virtual void on_token_renewal_failed(event::token_renewal_failed const&) {}
    /// The identity service's discovery document was fetched, or could not be.
    virtual void on_discovery_fetched(event::discovery_fetched const&) {}
    /// A connection was opened, reused or released, or an exchange waits for one.
    virtual void on_pool_changed(event::pool_changed const&) {}
    /// An origin asked for a pause of all requests to it.
    virtual void on_origin_paused(event::origin_paused const&) {}
};

namespace detail {

/// Passes an event to an observer; exceptions it throws are ignored.
template <class Event>
void tell(observer& whom, void (observer::*what)(Event const&), Event const& happened) noexcept
{
    try {
        (whom.*what)(happened);
    }
    catch (...) {
    }
}

} // namespace detail
} // namespace cloud_governance
