#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/http_date.hpp>
#include <cloud_governance/http/message.hpp>

#include <optional>

namespace cloud_governance::http::detail {

/// The delay that a reply's `Retry-After` asks for; nullopt when it has none that can be read. A date counts from the
/// reply's own `Date`, so that the clocks of both sides need not agree, and from `now` where there is none.
inline std::optional<std::chrono::seconds>
retry_after_of(response const& reply, std::chrono::system_clock::time_point now = std::chrono::system_clock::now())
{
    auto const value = reply.fields.find("Retry-After");
    if (!value)
        return std::nullopt;
    auto const date = reply.fields.find("Date");
    auto const sent = date ? parse_http_date(*date) : std::nullopt;
    return parse_retry_after(*value, sent ? std::chrono::system_clock::time_point(*sent) : now);
}

} // namespace cloud_governance::http::detail
