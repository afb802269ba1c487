#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <string>
#include <string_view>

namespace cloud_governance::http {

/// Appends `text` percent-encoded: every character but `A-Z a-z 0-9 - . _ ~` (RFC 3986 section 2.3); a blank becomes
/// `%20`. Throws only when memory runs out.
CLOUD_GOVERNANCE_DECL void append_percent_encoded(std::string& out, std::string_view text);
/// As above, for text that is wiped when it is freed.
CLOUD_GOVERNANCE_DECL void append_percent_encoded(wiped_string& out, std::string_view text);

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/percent_encoding.ipp>
#endif
