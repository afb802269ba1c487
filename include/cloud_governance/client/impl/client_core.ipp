#pragma once

#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/detail/waiter.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/observe/traceparent.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cloud_governance::detail {

CLOUD_GOVERNANCE_DECL client_core::client_core(
    boost::asio::any_io_executor executor, cloud_governance::environment environment,
    std::unique_ptr<any_strategy> strategy, client_options options)
    : executor_(std::move(executor)), environment_(std::move(environment)), options_(std::move(options)),
      strategy_(std::move(strategy)), steps_(options_.retry, *strategy_)
{
    check(options_);
    base_ = http::parse_base_url(environment_.api_url(), "api_url").value();
    if (!base_.origin.secure && !options_.allow_http_on_loopback)
        refuse("api_url", "plain http is refused; set allow_http_on_loopback for a local service");
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

CLOUD_GOVERNANCE_DECL call client_core::make_call(call_options const& options)
{
    call call;
    auto& request = call.exchange.request;
    request.origin = base_.origin;
    request.target.reserve(base_.path.size() + 96); // for most operations, so that it does not grow
    request.target = base_.path;
    request.limits.body_bytes = options.max_response_bytes().value_or(options_.max_response_bytes);
    request.accept_gzip = options_.accept_gzip;
    call.timeout = options.timeout().value_or(options_.timeout);
    call.max_attempts = options.max_attempts().value_or(options_.retry.max_attempts);
    auto const refuse = [&call](char const* option, char const* why) { call.exchange.fail(refusal(option, why)); };
    if (call.timeout <= std::chrono::milliseconds(0))
        refuse("call_options.timeout", "must be more than zero");
    else if (call.max_attempts == 0)
        refuse("call_options.max_attempts", "must be at least 1");
    else if (request.limits.body_bytes == 0)
        refuse("call_options.max_response_bytes", "must be more than zero");
    else if (!http::is_valid_field_value(options.request_id()))
        refuse("call_options.request_id", "must be printable ASCII");
    else if (!options.traceparent().empty() && !is_valid_traceparent(options.traceparent()))
        refuse("call_options.traceparent", "must be 00-, 32 hexadecimal digits, -, 16, -, 2 (W3C Trace Context)");
    else
        add_fields(request.fields, options);
    if (options_.observer)
        call.events = std::make_unique<call_events>(options_.observer);
    return call;
}

CLOUD_GOVERNANCE_DECL void client_core::add_fields(http::header_fields& fields, call_options const& options)
{
    fields.reserve(fields_memory_.load(std::memory_order_relaxed));
    fields.add("Accept", "application/json");
    if (!options_.accept_gzip) // without the field any coding is acceptable (RFC 9110 section 12.5.3)
        fields.add("Accept-Encoding", "identity");
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

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::advance(call& call, auth::request_context& credentials)
{
    // not a coroutine itself: a call has its own coroutine and the transport's
    while (true)
        switch (steps_.next(call, credentials)) {
        case step::begin:
        case step::authorize:
            if (auto waiting = authorize(call, credentials); waiting.valid())
                return waiting;
            break;
        case step::exchange:
            remember_memory(call.exchange.request.fields);
            return transport_->perform(call.exchange);
        case step::wait:
            return wait(call);
        case step::done:
            return {};
        }
}

CLOUD_GOVERNANCE_DECL void client_core::interrupt(call& call)
{
    try {
        throw;
    }
    catch (failure const& thrown) {
        call.exchange.fail(thrown.error());
    }
    catch (boost::system::system_error const& thrown) {
        if (thrown.code() != boost::asio::error::operation_aborted)
            throw;
        if (call.last == step::exchange)
            --call.attempts; // Asio throws before the step begins: this attempt was not made
        call.exchange.fail(error(errc::cancelled));
    }
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void>
client_core::authorize(call& call, auth::request_context& credentials)
{
    try {
        return strategy_->authorize(credentials);
    }
    catch (...) {
        interrupt(call);
    }
    return {};
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> client_core::wait(call& call)
{
    waiter end_of_delay(executor_, std::chrono::steady_clock::now() + call.delay);
    if (co_await end_of_delay.wait() == waiter::outcome::cancelled)
        call.exchange.fail(error(errc::cancelled, "while waiting before the next attempt"));
}

/// The next call reserves as much for its header fields.
CLOUD_GOVERNANCE_DECL void client_core::remember_memory(http::header_fields const& fields)
{
    auto const memory = fields.memory();
    if (memory > fields_memory_.load(std::memory_order_relaxed))
        fields_memory_.store(memory, std::memory_order_relaxed);
}

} // namespace cloud_governance::detail
