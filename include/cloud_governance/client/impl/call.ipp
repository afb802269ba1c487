#pragma once

#include <cloud_governance/client/detail/call.hpp>
#include <cloud_governance/client/detail/reply_error.hpp>
#include <cloud_governance/http/detail/request_id.hpp>

#include <utility>

namespace cloud_governance::detail {

CLOUD_GOVERNANCE_DECL void call::describe(error& reason) const
{
    auto& known = reason.diagnostics;
    known.operation = operation();
    if (auto const id = request_id(); !id.empty())
        known.client_request_id = id;
    known.attempts = attempts;
}

CLOUD_GOVERNANCE_DECL void call::describe_with_reply(error& reason) const
{
    describe(reason);
    auto& known = reason.diagnostics;
    known.http_status = exchange.reply.status;
    known.request_may_have_been_sent = true;
    if (known.server_request_id.empty())
        known.server_request_id = http::detail::request_id_of(exchange.reply);
}

CLOUD_GOVERNANCE_DECL std::optional<error> call::reported_failure() const
{
    return detail::reported_failure(exchange.reply);
}

CLOUD_GOVERNANCE_DECL void call::take_head(response_head& head)
{
    head.status = exchange.reply.status;
    head.server_request_id = http::detail::request_id_of(exchange.reply);
    head.client_request_id = request_id();
    head.attempts = attempts;
    head.fields = std::move(exchange.reply.fields);
}

} // namespace cloud_governance::detail
