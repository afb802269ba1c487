#pragma once

#include <cloud_governance/client/detail/call_steps.hpp>
#include <cloud_governance/client/detail/reply_error.hpp>

#include <memory>

namespace cloud_governance::detail {

/// When a call that begins now must have ended.
inline std::chrono::steady_clock::time_point
deadline_of(std::chrono::steady_clock::time_point begin, std::chrono::milliseconds timeout)
{
    using time_point = std::chrono::steady_clock::time_point;
    auto const longest = std::chrono::floor<std::chrono::milliseconds>((time_point::max)() - begin);
    return timeout < longest ? begin + timeout : (time_point::max)();
}

CLOUD_GOVERNANCE_DECL
call_steps::call_steps(http::retry_policy const& policy, any_strategy& strategy, call_inputs const& inputs)
    : policy_(policy), strategy_(strategy), inputs_(inputs), budget_(policy)
{
}

CLOUD_GOVERNANCE_DECL call_inputs const& call_steps::real_inputs()
{
    static call_inputs const inputs;
    return inputs;
}

CLOUD_GOVERNANCE_DECL step call_steps::next(call& call, auth::request_context const& credentials)
{
    switch (call.last) {
    case step::begin:
        call.last = begin(call);
        break;
    case step::authorize:
        call.last = after_authorize(call);
        break;
    case step::exchange:
        call.last = after_exchange(call, credentials);
        break;
    case step::wait:
        call.last = call.exchange.failure->code == errc::cancelled ? fail(call) : start_attempt(call);
        break;
    case step::done:
        break;
    }
    return call.last;
}

CLOUD_GOVERNANCE_DECL step call_steps::begin(call& call)
{
    if (call.events)
        call.events->begin(call.operation(), call.request_id());
    if (call.exchange.failure) // the operation could not be encoded
        return fail(call);
    call.exchange.request.deadline = deadline_of(inputs_.now(), call.timeout);
    budget_.deposit();
    return step::authorize;
}

/// Begins a further attempt: what the one before has left behind is dropped, so that a failure is the new one's.
CLOUD_GOVERNANCE_DECL step call_steps::start_attempt(call& call)
{
    call.exchange.reset();
    return step::authorize;
}

CLOUD_GOVERNANCE_DECL step call_steps::after_authorize(call& call)
{
    if (call.exchange.failure)
        return fail(call);
    ++call.attempts;
    if (call.events)
        call.events->begin_attempt(call.exchange.request);
    return step::exchange;
}

CLOUD_GOVERNANCE_DECL step call_steps::after_exchange(call& call, auth::request_context const& credentials)
{
    if (call.events)
        call.events->end_attempt(call.exchange.reply, call.exchange.failure.get());
    call.sent = call.sent || call.exchange.sent || !call.exchange.failure;
    return call.exchange.succeeded() ? step::done : judge(call, credentials);
}

/// Decides after an attempt that did not succeed.
CLOUD_GOVERNANCE_DECL step call_steps::judge(call& call, auth::request_context const& credentials)
{
    auto& exchange = call.exchange;
    bool const lost = exchange.failure != nullptr;
    // a 401 says that the request had no effect, so any operation may be replayed; once, and with other credentials
    if (!lost && exchange.reply.status == 401 && !call.replayed && strategy_.rejected(credentials)) {
        call.replayed = true;
        if (call.events)
            call.events->schedule_retry(event::retry_reason::credentials, std::chrono::milliseconds(0));
        return start_attempt(call);
    }

    http::attempt_outcome outcome;
    outcome.repeatable = exchange.request.repeatable;
    if (lost) {
        outcome.code = exchange.failure->code;
        outcome.may_have_been_sent = exchange.failure->diagnostics.request_may_have_been_sent;
        if (outcome.code == errc::cancelled)
            return fail(call);
    }
    else {
        exchange.failure = std::make_unique<error>(error_of_reply(exchange.reply, inputs_.wall_clock()));
        call.describe_with_reply(*exchange.failure);
        outcome.status = exchange.reply.status;
        outcome.retry_after = exchange.failure->diagnostics.retry_after;
    }
    auto const left = std::chrono::floor<std::chrono::milliseconds>(exchange.request.deadline - inputs_.now());
    auto policy = policy_;
    policy.max_attempts = call.max_attempts;
    auto const delay = http::decide_retry(policy, outcome, call.attempts, left, inputs_.random());
    if (delay && budget_.withdraw()) {
        if (call.events)
            call.events->schedule_retry(lost ? event::retry_reason::lost : event::retry_reason::status, *delay);
        call.delay = *delay;
        return call.delay.count() == 0 ? start_attempt(call) : step::wait;
    }
    // the caller must not read this error as "nothing has happened"
    if (lost && outcome.may_have_been_sent && !outcome.repeatable) {
        exchange.failure->diagnostics.cause = exchange.failure->code;
        exchange.failure->code = errc::outcome_unknown;
    }
    return fail(call);
}

/// Ends the call with the failure that its exchange has.
CLOUD_GOVERNANCE_DECL step call_steps::fail(call& call)
{
    auto& reason = *call.exchange.failure;
    call.describe(reason);
    reason.diagnostics.request_may_have_been_sent = call.sent;
    if (call.events)
        call.events->end(reason);
    return step::done;
}

} // namespace cloud_governance::detail
