#pragma once

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/identity/assertion_options.hpp>
#include <cloud_governance/identity/audience_profile.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::identity {

/** The claims of one client assertion: client, audience, user and time.

    With `issued_at` and `jwt_id` given, the assertion is a function of the arguments alone. Without them every
    assertion gets the present time and a new identifier; a server refuses an identifier that it has seen.
*/
class assertion_claims : public assertion_options {
public:
    /// For a client and one audience, usually the token endpoint.
    assertion_claims(std::string client_id, std::string audience) : client_id(std::move(client_id))
    {
        this->audience.push_back(std::move(audience));
    }

    /// For a client and several audiences.
    assertion_claims(std::string client_id, std::initializer_list<std::string> audience)
        : client_id(std::move(client_id)), audience(audience)
    {
    }

    /// For a client, the type and audience of a profile, and options.
    assertion_claims(std::string client_id, assertion_form form, assertion_options options = assertion_options())
        : assertion_options(std::move(options)), client_id(std::move(client_id)), audience(std::move(form.audience)),
          type(std::move(form.type))
    {
    }

    /// `iss` and `sub`. Not empty.
    std::string client_id;
    /// `aud`: one entry is sent as a string, several as an array. Not empty, no entry empty.
    std::vector<std::string> audience;
    /// The claim `username`: the user principal name of the user to act for (vendor guide). Empty: not sent.
    std::string username;
    /// `iat`, cut to whole seconds. Absent: now.
    std::optional<date_time> issued_at;
    /// `jti`. Empty: a new random UUID for each assertion.
    std::string jwt_id;
    /// The header parameter `typ`. Empty: not sent.
    std::string type = "JWT";
};

/** A signed client assertion for the token request's `client_assertion` (RFC 7523 section 2.2): a JWS in compact form.

    Header: `alg`, `typ`, `kid`, `x5t`, by option `x5t#S256`, `x5c` and extra ones. Claims: `iss`, `sub`, `aud`, `jti`,
    `iat`, `nbf`, `exp` (whole seconds), `username`, extra ones. Nothing goes over the wire, unless the certificate's
    signer does so. The result is a credential until it expires or is used: keep it out of logs.

    Throws `failure`: `errc::invalid_argument` naming the field (empty client, audience or custom key id, lifetime or
    margin out of range, reserved name, text that is not UTF-8, algorithm that does not fit the key),
    `errc::invalid_certificate` for an empty certificate, `errc::signing_failed`. Thread-safe.

    Source: RFC 7523 section 3, RFC 7515, vendor guide (CreateClientAuthJwt).
*/
CLOUD_GOVERNANCE_DECL std::string make_client_assertion(certificate const& key, assertion_claims const& claims);

/** Chooses the algorithm to sign with among those that a server advertises
    (`token_endpoint_auth_signing_alg_values_supported`); a pure function.

    The key's default when it is listed, else the first listed one that the key supports, in the server's order. Returns
    nullopt when none is. An empty list gives the default.
*/
CLOUD_GOVERNANCE_DECL std::optional<signature_algorithm>
choose_signature_algorithm(certificate const& key, std::span<std::string const> advertised);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/client_assertion.ipp>
#endif
