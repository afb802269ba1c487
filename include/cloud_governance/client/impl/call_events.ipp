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
    event::request_started started;
    started.operation = operation_;
    started.client_request_id = request_id_;
    tell(*observer_, &observer::on_request_started, started);
}

CLOUD_GOVERNANCE_DECL void call_events::begin_attempt(http::request& request)
{
    event::attempt_started started;
    started.operation = operation_;
    started.client_request_id = request_id_;
    started.number = ++attempts_;
    try {
        auto const traceparent = observer_->on_attempt_started(started);
        if (is_valid_traceparent(traceparent))
            request.fields.set("traceparent", traceparent);
    }
    catch (...) { // exceptions of the observer are ignored
    }
    attempt_began_ = std::chrono::steady_clock::now();
}

CLOUD_GOVERNANCE_DECL void call_events::end_attempt(http::response const& reply, error const* failed)
{
    status_ = failed == nullptr ? reply.status : 0;
    code_ = failed == nullptr ? error_code() : failed->code;
    event::attempt_finished finished;
    finished.operation = operation_;
    finished.client_request_id = request_id_;
    finished.number = attempts_;
    finished.status = status_;
    finished.code = code_;
    finished.duration = std::chrono::steady_clock::now() - attempt_began_;
    tell(*observer_, &observer::on_attempt_finished, finished);
}

CLOUD_GOVERNANCE_DECL void call_events::schedule_retry(event::retry_reason reason, std::chrono::milliseconds delay)
{
    event::retry_scheduled scheduled;
    scheduled.operation = operation_;
    scheduled.client_request_id = request_id_;
    scheduled.attempts = attempts_;
    scheduled.reason = reason;
    scheduled.status = status_;
    scheduled.code = code_;
    scheduled.delay = delay;
    tell(*observer_, &observer::on_retry_scheduled, scheduled);
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
    event::request_finished finished;
    finished.operation = operation_;
    finished.client_request_id = request_id_;
    finished.server_request_id = server_request_id;
    finished.status = status;
    finished.code = code;
    finished.attempts = attempts_;
    finished.duration = std::chrono::steady_clock::now() - began_;
    tell(*observer_, &observer::on_request_finished, finished);
}

} // namespace cloud_governance::detail
