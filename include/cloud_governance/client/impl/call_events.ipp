#pragma once

#include <cloud_governance/client/detail/call_events.hpp>
#include <cloud_governance/http/detail/request_id.hpp>
#include <cloud_governance/observe/traceparent.hpp>

namespace cloud_governance::detail {

CLOUD_GOVERNANCE_DECL call_events::~call_events()
{
    if (under_way_)
        end(make_error_code(errc::cancelled), 0, {});
}

CLOUD_GOVERNANCE_DECL void call_events::begin(std::string_view operation, std::string_view request_id)
{
    operation_ = operation;
    request_id_ = request_id;
    began_ = std::chrono::steady_clock::now();
    under_way_ = true;
    event::request_started told;
    told.operation = operation_;
    told.client_request_id = request_id_;
    tell(*told_, &observer::on_request_started, told);
}

CLOUD_GOVERNANCE_DECL void call_events::begin_attempt(http::request& request)
{
    event::attempt_started told;
    told.operation = operation_;
    told.client_request_id = request_id_;
    told.number = ++attempts_;
    try {
        auto const traceparent = told_->on_attempt_started(told);
        if (is_valid_traceparent(traceparent))
            request.fields.set("traceparent", traceparent);
    }
    catch (...) { // the observer's own affair
    }
    attempt_began_ = std::chrono::steady_clock::now();
}

CLOUD_GOVERNANCE_DECL void call_events::end_attempt(http::response const& reply, error const* failed)
{
    status_ = failed == nullptr ? reply.status : 0;
    code_ = failed == nullptr ? error_code() : failed->code;
    event::attempt_finished told;
    told.operation = operation_;
    told.client_request_id = request_id_;
    told.number = attempts_;
    told.status = status_;
    told.code = code_;
    told.duration = std::chrono::steady_clock::now() - attempt_began_;
    tell(*told_, &observer::on_attempt_finished, told);
}

CLOUD_GOVERNANCE_DECL void call_events::schedule_retry(event::retry_reason reason, std::chrono::milliseconds delay)
{
    event::retry_scheduled told;
    told.operation = operation_;
    told.client_request_id = request_id_;
    told.attempts = attempts_;
    told.reason = reason;
    told.status = status_;
    told.code = code_;
    told.delay = delay;
    tell(*told_, &observer::on_retry_scheduled, told);
}

CLOUD_GOVERNANCE_DECL void call_events::end(http::response const& reply, error_code const& code)
{
    end(code, reply.status, http::detail::request_id_of(reply));
}

CLOUD_GOVERNANCE_DECL void call_events::end(error const& reason)
{
    end(reason.code, reason.diagnostics.http_status, reason.diagnostics.server_request_id);
}

CLOUD_GOVERNANCE_DECL void call_events::end(error_code const& code, unsigned status, std::string_view server_request_id)
{
    under_way_ = false;
    event::request_finished told;
    told.operation = operation_;
    told.client_request_id = request_id_;
    told.server_request_id = server_request_id;
    told.status = status;
    told.code = code;
    told.attempts = attempts_;
    told.duration = std::chrono::steady_clock::now() - began_;
    tell(*told_, &observer::on_request_finished, told);
}

} // namespace cloud_governance::detail
