#pragma once

#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/client/response.hpp>
#include <cloud_governance/json/decode.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace cloud_governance::detail {

/// Decodes the body of a reply to what the operation's response type asks for.
template <class T>
result<T> decode_body(http::response& reply)
{
    if constexpr (std::is_void_v<T>) {
        return result<void>();
    }
    else if constexpr (requires { T::from_reply(std::move(reply)); }) {
        return T::from_reply(std::move(reply)); // the type reads the reply itself, and may take its body
    }
    else {
        // an untyped operation may well have a reply without content (204): null, not a failed call
        if constexpr (std::is_same_v<T, boost::json::value>)
            if (reply.body.empty())
                return T();
        return json::decode<T>(reply.body);
    }
}

/// The outcome of a call: its failure, or the body of its reply as a `T`. Tells the observer that the call has ended.
template <class T>
result<T> take_value(call& call)
{
    if (call.exchange.failure)
        return std::move(*call.exchange.failure);
    auto value = [&]() -> result<T> {
        if (auto reported = call.reported_failure())
            return *std::move(reported);
        return decode_body<T>(call.exchange.reply);
    }();
    if (call.events)
        call.events->end(call.exchange.reply, value ? error_code() : value.error().code);
    if (value)
        return value;
    error reason = std::move(value).error();
    call.describe_with_reply(reason);
    return reason;
}

/// As `take_value`; throws the failure.
template <class T>
T take_value_or_throw(call& call)
{
    auto value = take_value<T>(call);
    if (!value)
        throw failure(std::move(value).error());
    if constexpr (!std::is_void_v<T>)
        return std::move(*value);
}

/// The value with the head of its reply; throws the failure.
template <class T>
response<T> take_response(call& call)
{
    response<T> whole;
    if constexpr (std::is_void_v<T>)
        take_value_or_throw<T>(call);
    else
        whole.value = take_value_or_throw<T>(call);
    call.take_head(whole);
    return whole;
}

/** Performs a call and returns what `take` makes of its outcome: the one coroutine of every call.

    It awaits one step after the other; `call_steps` decides which, `client_core::advance` starts it. A successful call
    has this coroutine and the transport's and no other. `take` is a function, so that what it needs does not lie in
    this coroutine's frame.
*/
template <class Taken>
boost::asio::awaitable<Taken> perform_call(std::shared_ptr<client_core> core, call call, Taken (*take)(detail::call&))
{
    auth::request_context credentials(call.exchange.request);
    for (auto step = core->advance(call, credentials); step.valid(); step = core->advance(call, credentials)) {
        try {
            co_await std::move(step);
        }
        catch (...) {
            client_core::interrupt(call);
        }
    }
    co_return take(call);
}

template <class T>
boost::asio::awaitable<result<T>> try_send(std::shared_ptr<client_core> core, call&& call)
{
    return perform_call(std::move(core), std::move(call), &take_value<T>);
}

template <class T>
boost::asio::awaitable<T> send(std::shared_ptr<client_core> core, call&& call)
{
    return perform_call(std::move(core), std::move(call), &take_value_or_throw<T>);
}

template <class T>
boost::asio::awaitable<response<T>> exchange(std::shared_ptr<client_core> core, call&& call)
{
    return perform_call(std::move(core), std::move(call), &take_response<T>);
}

} // namespace cloud_governance::detail
