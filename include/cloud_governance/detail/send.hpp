#pragma once

#include <cloud_governance/detail/client_core.hpp>
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/response.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace cloud_governance::detail {

template <class T>
result<T> decode_body(prepared_call const& call, http::response& reply)
{
    if (auto reported = client_core::find_reported_failure(reply)) {
        client_core::complete(*reported, call, &reply);
        return *std::move(reported);
    }
    if constexpr (std::is_void_v<T>) {
        return result<void>();
    }
    else if constexpr (requires { T::from_reply(std::move(reply)); }) {
        // the type reads the reply itself, and may take its body
        result<T> value = T::from_reply(std::move(reply));
        if (!value) {
            error reason = std::move(value).error();
            client_core::complete(reason, call, &reply);
            return reason;
        }
        return value;
    }
    else {
        // an untyped operation may well have a reply without content (204): null, not a failed call
        if constexpr (std::is_same_v<T, boost::json::value>)
            if (reply.body.empty())
                return T();
        auto value = json::decode<T>(reply.body);
        if (!value) {
            error reason = std::move(value).error();
            client_core::complete(reason, call, &reply);
            return reason;
        }
        return value;
    }
}

/// A reply's body as a `T`; what the call knows is added to the error. The call ends with it.
template <class T>
result<T> decode_reply(prepared_call const& call, http::response& reply)
{
    auto value = decode_body<T>(call, reply);
    if (call.watch)
        call.watch->end(reply, value ? error_code() : value.error().code);
    return value;
}

template <class T>
boost::asio::awaitable<result<T>> try_send(std::shared_ptr<client_core> core, prepared_call call)
{
    auto reply = co_await core->run(call);
    if (!reply)
        co_return std::move(reply).error();
    co_return decode_reply<T>(call, *reply);
}

template <class T>
boost::asio::awaitable<T> send(std::shared_ptr<client_core> core, prepared_call call)
{
    auto reply = co_await core->run(call);
    if (!reply)
        throw failure(std::move(reply).error());
    auto value = decode_reply<T>(call, *reply);
    if (!value)
        throw failure(std::move(value).error());
    if constexpr (!std::is_void_v<T>)
        co_return std::move(*value);
}

template <class T>
boost::asio::awaitable<response<T>> exchange(std::shared_ptr<client_core> core, prepared_call call)
{
    auto reply = co_await core->run(call);
    if (!reply)
        throw failure(std::move(reply).error());
    auto value = decode_reply<T>(call, *reply);
    if (!value)
        throw failure(std::move(value).error());
    response<T> whole;
    if constexpr (!std::is_void_v<T>)
        whole.value = std::move(*value);
    client_core::fill(whole, call, *reply);
    co_return whole;
}

} // namespace cloud_governance::detail
