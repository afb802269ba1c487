#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/message.hpp>

#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/// The id that the server gave a request, from the first header field that servers use for it.
inline std::string request_id_of(response const& reply)
{
    for (std::string_view name : {"x-request-id", "request-id", "x-ms-request-id", "x-correlation-id"})
        if (auto const value = reply.fields.find(name))
            return printable(*value, 128);
    return {};
}

} // namespace cloud_governance::http::detail
