#pragma once

#include <cloud_governance/http/transport.hpp>

#include <memory>
#include <utility>

namespace cloud_governance::http {
namespace detail {

inline boost::asio::awaitable<result<response>>
outcome_of(std::unique_ptr<exchange> work, boost::asio::awaitable<void> performed)
{
    co_await std::move(performed);
    if (work->failure)
        co_return std::move(*work->failure);
    co_return std::move(work->reply);
}

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<response>> transport::exchange(http::request request)
{
    // not a coroutine itself: a handle such as a connection_pool may be gone before the awaitable is resumed
    auto work = std::make_unique<http::exchange>(std::move(request));
    auto performed = perform(*work);
    return detail::outcome_of(std::move(work), std::move(performed));
}

} // namespace cloud_governance::http
