#pragma once

namespace cloud_governance::auth {

/// The permission for the whole governance API, which `client_secret` and `client_certificate` request by default.
/// Source: vendor guide, element `scope`.
inline constexpr char const* default_scope = "cloudgovernance.fullcontrol.all";

} // namespace cloud_governance::auth
