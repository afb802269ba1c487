#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// Reports one call to the observer; exists only where there is one.
class call_events {
public:
    explicit call_events(std::shared_ptr<cloud_governance::observer> observer) : observer_(std::move(observer)) {}
    /// Reports a call as cancelled that was begun and is destroyed before its end, with its context or its caller.
    CLOUD_GOVERNANCE_DECL ~call_events();
    call_events(call_events const&) = delete;
    call_events& operator=(call_events const&) = delete;

    CLOUD_GOVERNANCE_DECL void begin(std::string_view operation, std::string_view request_id);
    /// May set the request's `traceparent`.
    CLOUD_GOVERNANCE_DECL void begin_attempt(http::request& request);
    /// `failed` is why there was no reply; null when there was one.
    CLOUD_GOVERNANCE_DECL void end_attempt(http::response const& reply, error const* failed);
    CLOUD_GOVERNANCE_DECL void schedule_retry(event::retry_reason reason, std::chrono::milliseconds delay);
    /// The call has ended with `reply`; `code` is the outcome of decoding it.
    CLOUD_GOVERNANCE_DECL void end(http::response const& reply, error_code const& code);
    /// The call failed.
    CLOUD_GOVERNANCE_DECL void end(error const& reason);

private:
    CLOUD_GOVERNANCE_DECL void end(error_code const& code, unsigned status, std::string_view server_request_id);

    using time_point = std::chrono::steady_clock::time_point;

    std::shared_ptr<cloud_governance::observer> observer_;
    std::string operation_;
    std::string request_id_;
    time_point began_;
    time_point attempt_began_;
    unsigned attempts_ = 0;
    unsigned status_ = 0; // of the last attempt
    error_code code_;
    bool under_way_ = false;
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/call_events.ipp>
#endif
