#pragma once

#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/client/response.hpp>
#include <cloud_governance/json/decode.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace cloud_governance::detail {

template <class T>
result<T> decode_body(http::response& reply)
{
    if (auto reported = client_core::find_reported_failure(reply))
        return *std::move(reported);
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

/// What the call brought: its failure, or its reply's body as a `T`. The call ends with it.
template <class T>
result<T> take_value(prepared_call& call)
{
    if (call.failed)
        return std::move(*call.failed);
    auto value = decode_body<T>(call.reply);
    if (call.watch)
        call.watch->end(call.reply, value ? error_code() : value.error().code);
    if (value)
        return value;
    error reason = std::move(value).error();
    client_core::complete(reason, call, call.reply);
    return reason;
}

/// The same; throws the failure.
template <class T>
T take_value_or_throw(prepared_call& call)
{
    auto value = take_value<T>(call);
    if (!value)
        throw failure(std::move(value).error());
    if constexpr (!std::is_void_v<T>)
        return std::move(*value);
}

/// The value with its reply's head; throws the failure.
template <class T>
response<T> take_response(prepared_call& call)
{
    response<T> whole;
    if constexpr (std::is_void_v<T>)
        take_value_or_throw<T>(call);
    else
        whole.value = take_value_or_throw<T>(call);
    client_core::fill(whole, call);
    return whole;
}

/** Makes a call and gives what `take` makes of its outcome.

    A call that succeeds at once, as most do, has this coroutine and the pool's and no other. `take` is a function: what
   it needs does not lie in the coroutine's frame.
*/
template <class Taken>
boost::asio::awaitable<Taken>
make_call(std::shared_ptr<client_core> core, prepared_call call, Taken (*take)(prepared_call&))
{
    try {
        if (core->try_start(call))
            co_await core->attempt(call);
        if (!call.succeeded())
            co_await core->run(call);
    }
    catch (boost::system::system_error const& thrown) {
        if (!client_core::interrupt(call, thrown))
            throw;
    }
    co_return take(call);
}

template <class T>
boost::asio::awaitable<result<T>> try_send(std::shared_ptr<client_core> core, prepared_call&& call)
{
    return make_call(std::move(core), std::move(call), &take_value<T>);
}

template <class T>
boost::asio::awaitable<T> send(std::shared_ptr<client_core> core, prepared_call&& call)
{
    return make_call(std::move(core), std::move(call), &take_value_or_throw<T>);
}

template <class T>
boost::asio::awaitable<response<T>> exchange(std::shared_ptr<client_core> core, prepared_call&& call)
{
    return make_call(std::move(core), std::move(call), &take_response<T>);
}

} // namespace cloud_governance::detail
