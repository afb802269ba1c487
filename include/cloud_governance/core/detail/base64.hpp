#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::detail {

/// Base64 with padding (RFC 4648 section 4), without line breaks.
CLOUD_GOVERNANCE_DECL std::string base64_encode(std::span<unsigned char const> bytes);
/// Base64 with padding of text that may hold a credential; the result is wiped when it is freed.
CLOUD_GOVERNANCE_DECL wiped_string base64_encode_wiped(std::string_view bytes);
/// Base64url without padding (RFC 7515 section 2).
CLOUD_GOVERNANCE_DECL std::string base64url_encode(std::span<unsigned char const> bytes);
/// Base64url without padding of the bytes of a text.
CLOUD_GOVERNANCE_DECL std::string base64url_encode(std::string_view bytes);

/** Strict base64: padding required, no blanks or line breaks, unused trailing bits zero.

    Returns nullopt for any other text, so that each value has exactly one text.
*/
CLOUD_GOVERNANCE_DECL std::optional<std::vector<unsigned char>> base64_decode(std::string_view text);
/// Strict base64url: no padding, no `+` or `/`, no blanks, unused trailing bits zero. Returns nullopt for any
/// other text.
CLOUD_GOVERNANCE_DECL std::optional<std::vector<unsigned char>> base64url_decode(std::string_view text);

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/base64.ipp>
#endif
