#pragma once

#include <cloud_governance/core/detail/config.hpp>

#include <string_view>

namespace cloud_governance {

/** True when `text` is a `traceparent` of version 00 (W3C Trace Context, section 3.2): `00-`, 32 hexadecimal digits of
    the trace's id, `-`, 16 of the parent's, `-`, two of flags. Lower case; neither id may be all zeros.
*/
CLOUD_GOVERNANCE_DECL bool is_valid_traceparent(std::string_view text) noexcept;

} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/observe/impl/traceparent.ipp>
#endif
