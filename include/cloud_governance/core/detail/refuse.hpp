#pragma once

#include <cloud_governance/core/error.hpp>

#include <string_view>

namespace cloud_governance::detail {

/** The error of a setting, parameter or URL that cannot be used: `<field>: <why>`.

    `field` is the name that the user wrote; `why` says what is wrong and, where that is not obvious, what to do. Neither
    may hold a secret.
*/
CLOUD_GOVERNANCE_DECL error refusal(std::string_view field, std::string_view why, errc code = errc::invalid_argument);

/// Throws the `refusal` as `failure`.
[[noreturn]] CLOUD_GOVERNANCE_DECL void
refuse(std::string_view field, std::string_view why, errc code = errc::invalid_argument);

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/refuse.ipp>
#endif
