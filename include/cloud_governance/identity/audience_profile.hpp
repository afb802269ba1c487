#pragma once

#include <cloud_governance/core/detail/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity {

/** The audience and type of a client assertion.

    RFC 7523 section 3 lets a server choose what it accepts as its own name, and servers differ, so no
    assertion suits all of them. Both samples of the vendor guide send `compatible`.
*/
enum class audience_profile {
    /// `typ` is `JWT`, `aud` the token endpoint as the discovery document spells it. The default.
    compatible,
    /// `typ` is `JWT`, `aud` an array of the token endpoint and `{issuer}/connect/token`: for a server whose token
    /// endpoint has another host name than its issuer.
    both,
    /// `typ` is `client-authentication+jwt`, `aud` the issuer alone (the direction of RFC 7523's revision).
    strict,
    /// First as `compatible`; when the server answers `invalid_client`, once more as `strict`.
    automatic,
};

/// Type and audience of one assertion.
class assertion_form {
public:
    assertion_form() = default;

    /// The header parameter `typ`.
    std::string type = "JWT";
    /// The claim `aud`: one entry is sent as a string, several as an array.
    std::vector<std::string> audience;
};

/** The form that a profile gives the assertion for this server; a pure function.

    Both URLs must come from a validated discovery document (or the caller's settings): they are copied as they are.
    `automatic` gives the form of its first try, `compatible`; ask for `strict` for the second. `both` gives one entry
    when the two are the same.
*/
CLOUD_GOVERNANCE_DECL assertion_form
form_of_assertion(audience_profile profile, std::string_view issuer, std::string_view token_endpoint);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/audience_profile.ipp>
#endif
