#pragma once

#include <cloud_governance/core/detail/refuse.hpp>

#include <string>
#include <utility>

namespace cloud_governance::detail {

CLOUD_GOVERNANCE_DECL error refusal(std::string_view field, std::string_view why, errc code)
{
    std::string detail;
    detail.reserve(field.size() + 2 + why.size());
    detail.append(field).append(": ").append(why);
    return error(code, std::move(detail));
}

CLOUD_GOVERNANCE_DECL void refuse(std::string_view field, std::string_view why, errc code)
{
    throw failure(refusal(field, why, code));
}

} // namespace cloud_governance::detail
