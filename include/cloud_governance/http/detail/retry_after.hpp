#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/http_date.hpp>
#include <cloud_governance/http/message.hpp>

#include <optional>

namespace cloud_governance::http::detail {

/// The delay that a reply's `Retry-After` asks for; nullopt when it has none that can be read.
inline std::optional<std::chrono::seconds>
retry_after_of(response const& reply, std::chrono::system_clock::time_point now = std::chrono::system_clock::now())
{
    auto const value = reply.fields.find("Retry-After");
    return value ? parse_retry_after(*value, now) : std::nullopt;
}

} // namespace cloud_governance::http::detail
