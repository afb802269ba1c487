#pragma once

#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/client/detail/reply_error.hpp>
#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/observe/traceparent.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>

namespace cloud_governance::detail {

inline http::pool_options pool_options_of(client_options const& options)
{
    http::pool_options pool;
    pool.tls = options.tls;
    pool.proxy = options.proxy;
    pool.max_connections = options.max_connections;
    pool.max_waiting = options.max_waiting;
    pool.max_pause = options.retry.max_retry_after;
    pool.pause_spread = options.retry.base_delay;
    pool.pool_timeout = options.pool_timeout;
    pool.resolve_timeout = options.resolve_timeout;
    pool.connect_timeout = options.connect_timeout;
    pool.connection_attempt_delay = options.connection_attempt_delay;
    pool.handshake_timeout = options.handshake_timeout;
    pool.first_byte_timeout = options.first_byte_timeout;
    pool.idle_timeout = options.idle_timeout;
    pool.exchange_timeout = options.attempt_timeout;
    pool.keep_alive_idle = options.keep_alive_idle;
    pool.keep_alive_age = options.keep_alive_age;
    pool.user_agent = options.user_agent;
    pool.allow_http_on_loopback = options.allow_http_on_loopback;
    pool.observer = options.observer;
    return pool;
}

inline void check_client_options(client_options const& options)
{
    auto const refuse = [](char const* field, char const* why) {
        throw_failure(errc::invalid_argument, std::string(field) + ": " + why);
    };
    using std::chrono::milliseconds;
    if (options.timeout <= milliseconds(0))
        refuse("timeout", "must be more than zero");
    if (options.max_response_bytes == 0)
        refuse("max_response_bytes", "must be more than zero");
    if (options.retry.max_attempts == 0)
        refuse("retry.max_attempts", "must be at least 1 (1 means no retry)");
    std::pair<char const*, milliseconds> const delays[] = {
        {"retry.base_delay", options.retry.base_delay},
        {"retry.max_delay", options.retry.max_delay},
        {"retry.max_retry_after", options.retry.max_retry_after}};
    for (auto const& [field, value] : delays)
        if (value < milliseconds(0))
            refuse(field, "must not be negative");
    // the pool knows it by another name
    if (!options.transport &&
        (options.attempt_timeout <= milliseconds(0) || options.attempt_timeout > std::chrono::hours(24)))
        refuse("attempt_timeout", "must be more than zero and at most 24 hours");
    if (!(options.retry.budget_per_call >= 0 && options.retry.budget_per_call <= 100))
        refuse("retry.budget_per_call", "must be between 0 and 100");
}

/// When a call that begins now must have ended.
inline std::chrono::steady_clock::time_point deadline_of(std::chrono::milliseconds timeout)
{
    using time_point = std::chrono::steady_clock::time_point;
    auto const begin = std::chrono::steady_clock::now();
    auto const longest = std::chrono::floor<std::chrono::milliseconds>((time_point::max)() - begin);
    return timeout < longest ? begin + timeout : (time_point::max)();
}

CLOUD_GOVERNANCE_DECL client_core::client_core(
    boost::asio::any_io_executor executor, cloud_governance::environment environment,
    std::unique_ptr<any_strategy> strategy, client_options options)
    : executor_(std::move(executor)), environment_(std::move(environment)), options_(std::move(options)),
      strategy_(std::move(strategy)), budget_(options_.retry)
{
    check_client_options(options_);
    base_ = http::parse_base_url(environment_.api_url(), "api_url").value();
    if (!base_.origin.secure && !options_.allow_http_on_loopback)
        throw_failure(
            errc::invalid_argument, "api_url: plain http is refused; set allow_http_on_loopback for a local service");
    transport_ = options_.transport;
    if (!transport_)
        transport_ = std::make_shared<http::connection_pool>(executor_, pool_options_of(options_));
    // ids of one client share their first part, so that a log can be searched for a process
    request_id_prefix_ = cloud_governance::to_string(random_uuid()).substr(0, 24);
    auth::attach_context where;
    where.executor = executor_;
    where.transport = transport_;
    where.environment = environment_;
    where.observer = options_.observer;
    where.allow_http_on_loopback = options_.allow_http_on_loopback;
    strategy_->attach(where);
}

CLOUD_GOVERNANCE_DECL client_core::~client_core() = default;

CLOUD_GOVERNANCE_DECL prepared_call client_core::begin(call_options const& options)
{
    prepared_call call;
    call.request.origin = base_.origin;
    call.request.target.reserve(base_.path.size() + 96); // for most operations, so that it does not grow
    call.request.target = base_.path;
    call.request.limits.body_bytes = options.max_response_bytes().value_or(options_.max_response_bytes);
    call.request.accept_gzip = options_.accept_gzip;
    call.timeout = options.timeout().value_or(options_.timeout);
    call.max_attempts = options.max_attempts().value_or(options_.retry.max_attempts);
    auto const refuse = [&call](char const* why) {
        call.failed = std::make_unique<error>(errc::invalid_argument, std::string("call_options.") + why);
    };
    if (call.timeout <= std::chrono::milliseconds(0))
        refuse("timeout: must be more than zero");
    else if (call.max_attempts == 0)
        refuse("max_attempts: must be at least 1");
    else if (call.request.limits.body_bytes == 0)
        refuse("max_response_bytes: must be more than zero");
    else if (!http::is_valid_field_value(options.request_id()))
        refuse("request_id: must be printable ASCII");
    else if (!options.traceparent().empty() && !is_valid_traceparent(options.traceparent()))
        refuse("traceparent: must be 00-, 32 hexadecimal digits, -, 16, -, 2 (W3C Trace Context)");
    else
        add_fields(call.request.fields, options);
    if (options_.observer)
        call.watch = std::make_unique<call_events>(options_.observer);
    return call;
}

CLOUD_GOVERNANCE_DECL void client_core::add_fields(http::header_fields& fields, call_options const& options)
{
    fields.reserve(fields_memory_.load(std::memory_order_relaxed));
    fields.add("Accept", "application/json");
    if (options.request_id().empty()) {
        constexpr char digits[] = "0123456789abcdef";
        auto number = next_request_id_.fetch_add(1, std::memory_order_relaxed);
        std::array<char, 36> id;
        auto const prefix_end = std::copy(request_id_prefix_.begin(), request_id_prefix_.end(), id.begin());
        for (auto at = id.end(); at != prefix_end; number >>= 4)
            *--at = digits[number & 15];
        fields.add("client-request-id", std::string_view(id.data(), id.size()));
    }
    else {
        fields.add("client-request-id", options.request_id());
    }
    if (!options.traceparent().empty())
        fields.add("traceparent", options.traceparent());
}

CLOUD_GOVERNANCE_DECL void client_core::start(prepared_call& call)
{
    call.request.deadline = deadline_of(call.timeout);
    budget_.deposit();
}

CLOUD_GOVERNANCE_DECL bool client_core::try_start(prepared_call& call)
{
    if (call.failed || call.watch)
        return false;
    start(call);
    try {
        if (!try_authorize(call))
            return false;
    }
    catch (failure const& thrown) {
        call.failed = std::make_unique<error>(thrown.error());
        return false;
    }
    ++call.attempts;
    return true;
}

CLOUD_GOVERNANCE_DECL bool client_core::try_authorize(prepared_call& call)
{
    auth::request_context credentials(call.request);
    if (!strategy_->try_authorize(credentials))
        return false;
    call.credential_generation = credentials.credential_generation;
    auto const memory = call.request.fields.memory();
    if (memory > fields_memory_.load(std::memory_order_relaxed))
        fields_memory_.store(memory, std::memory_order_relaxed);
    return true;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::authorize(prepared_call& call)
{
    auth::request_context credentials(call.request);
    co_await strategy_->authorize(credentials);
    call.credential_generation = credentials.credential_generation;
}

CLOUD_GOVERNANCE_DECL bool client_core::rejected(prepared_call& call)
{
    auth::request_context credentials(call.request);
    credentials.credential_generation = call.credential_generation;
    return strategy_->rejected(credentials);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::attempt(prepared_call& call)
{
    // not a coroutine itself: nothing stands between the caller and the transport
    return transport_->exchange_into(call.request, call.reply, call.failed);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::run(prepared_call& call)
{
    return call.watch ? run_watched(call) : attempt_until_done(call);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::run_watched(prepared_call& call)
{
    call.watch->begin(call.operation(), call.request_id());
    co_await attempt_until_done(call);
    if (call.failed)
        call.watch->end(*call.failed);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::attempt_until_done(prepared_call& call)
{
    bool sent = false;                   // by any attempt, and not a strategy's own request
    bool attempted = call.attempts != 0; // the last attempt is still to be judged
    try {
        if (call.failed && !attempted) { // by encoding, or by the strategy
            complete(*call.failed, call);
            call.failed->diagnostics.request_may_have_been_sent = sent;
            co_return;
        }
        if (call.watch) // of any other call, try_start has begun the time
            start(call);
        for (bool replayed = false;; attempted = false) {
            if (!attempted) {
                bool const authorized = try_authorize(call);
                if (!authorized)
                    co_await authorize(call);
                ++call.attempts;
                if (call.watch)
                    call.watch->begin_attempt(call.request);
                co_await attempt(call);
                if (call.watch)
                    call.watch->end_attempt(call.reply, call.failed.get());
                if (call.succeeded())
                    co_return;
            }
            sent = sent || !call.failed || call.failed->diagnostics.request_may_have_been_sent;
            // the refused request had no effect, so any operation may be replayed; once, and with other credentials
            if (!call.failed && call.reply.status == 401 && !replayed && rejected(call)) {
                replayed = true;
                if (call.watch)
                    call.watch->schedule_retry(event::retry_reason::credentials, std::chrono::milliseconds(0));
                continue;
            }
            auto const delay = judge_attempt(call);
            if (!delay) {
                call.failed->diagnostics.request_may_have_been_sent = sent;
                co_return;
            }
            if (delay->count() == 0)
                continue;
            bool const waited = co_await pause(*delay);
            if (!waited) {
                call.failed = std::make_unique<error>(errc::cancelled, "while waiting before the next attempt");
                break;
            }
        }
    }
    catch (failure const& thrown) { // by the strategy
        call.failed = std::make_unique<error>(thrown.error());
    }
    catch (boost::system::system_error const& thrown) {
        if (thrown.code() != boost::asio::error::operation_aborted)
            throw;
        call.failed = std::make_unique<error>(errc::cancelled);
    }
    complete(*call.failed, call);
    call.failed->diagnostics.request_may_have_been_sent = sent;
}

CLOUD_GOVERNANCE_DECL bool client_core::interrupt(prepared_call& call, boost::system::system_error const& thrown)
{
    if (thrown.code() != boost::asio::error::operation_aborted)
        return false;
    bool const sent = call.failed ? call.failed->diagnostics.request_may_have_been_sent : call.reply.status != 0;
    call.failed = std::make_unique<error>(errc::cancelled);
    complete(*call.failed, call);
    call.failed->diagnostics.request_may_have_been_sent = sent;
    return true;
}

CLOUD_GOVERNANCE_DECL std::optional<std::chrono::milliseconds> client_core::judge_attempt(prepared_call& call)
{
    http::attempt_outcome outcome;
    outcome.repeatable = call.request.repeatable;
    bool const lost = call.failed != nullptr;
    if (lost) {
        complete(*call.failed, call);
        outcome.code = call.failed->code;
        outcome.may_have_been_sent = call.failed->diagnostics.request_may_have_been_sent;
        if (outcome.code == errc::cancelled)
            return std::nullopt;
    }
    else {
        call.failed = std::make_unique<error>(error_of_reply(call.reply, std::chrono::system_clock::now()));
        complete(*call.failed, call, call.reply);
        outcome.status = call.reply.status;
        outcome.retry_after = call.failed->diagnostics.retry_after;
    }
    auto const left =
        std::chrono::floor<std::chrono::milliseconds>(call.request.deadline - std::chrono::steady_clock::now());
    auto policy = options_.retry;
    policy.max_attempts = call.max_attempts;
    auto const delay = http::decide_retry(policy, outcome, call.attempts, left, jitter::fraction());
    if (delay && budget_.withdraw()) {
        if (call.watch)
            call.watch->schedule_retry(lost ? event::retry_reason::lost : event::retry_reason::status, *delay);
        return delay;
    }
    // the caller must not take this for "nothing has happened"
    if (lost && outcome.may_have_been_sent && !outcome.repeatable) {
        call.failed->diagnostics.cause = call.failed->code;
        call.failed->code = errc::outcome_unknown;
    }
    return std::nullopt;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<bool> client_core::pause(std::chrono::milliseconds delay)
{
    waiter end_of_delay(executor_, std::chrono::steady_clock::now() + delay);
    co_return co_await end_of_delay.wait() != waiter::outcome::cancelled;
}

CLOUD_GOVERNANCE_DECL void client_core::complete(error& reason, prepared_call const& call)
{
    auto& known = reason.diagnostics;
    known.operation = call.operation();
    if (auto const id = call.request_id(); !id.empty())
        known.client_request_id = id;
    known.attempts = call.attempts;
}

CLOUD_GOVERNANCE_DECL void client_core::complete(error& reason, prepared_call const& call, http::response const& reply)
{
    complete(reason, call);
    auto& known = reason.diagnostics;
    known.http_status = reply.status;
    known.request_may_have_been_sent = true;
    if (known.server_request_id.empty())
        known.server_request_id = http::detail::request_id_of(reply);
}

CLOUD_GOVERNANCE_DECL void client_core::fill(response_head& head, prepared_call& call)
{
    head.status = call.reply.status;
    head.server_request_id = http::detail::request_id_of(call.reply);
    head.client_request_id = call.request_id();
    head.attempts = call.attempts;
    head.fields = std::move(call.reply.fields);
}

CLOUD_GOVERNANCE_DECL std::optional<error> client_core::find_reported_failure(http::response const& reply)
{
    return reported_failure(reply);
}

} // namespace cloud_governance::detail
