#pragma once

#include <cloud_governance/http/transport.hpp>

#include <utility>

namespace cloud_governance::http {

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void>
transport::exchange_into(request const& request, response& reply, std::unique_ptr<error>& failure)
{
    auto outcome = co_await exchange(request);
    if (outcome) {
        reply = std::move(*outcome);
        failure.reset();
    }
    else {
        failure = std::make_unique<error>(std::move(outcome).error());
    }
}

} // namespace cloud_governance::http
