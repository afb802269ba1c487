#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/identity/client_credentials_request.hpp>
#include <cloud_governance/identity/discovery_document.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cloud_governance::identity {

/// What the client knows about its authentication that the server refused; holds no secret.
class client_facts {
public:
    client_facts() = default;

    /// How the client authenticated.
    client_authentication authentication = client_authentication::none;
    /// Length of the client's id in bytes.
    std::size_t client_id_size = 0;
    /// Length of the secret in bytes, as the server counts it: encoded for Basic.
    std::size_t secret_size = 0;
    /// The secret or the id has characters that form encoding changes.
    bool needs_encoding = false;
    /// The secret begins as those of API profiles do, with `eyJ`.
    bool looks_like_profile_secret = false;
    /// `alg` of the assertion.
    std::string algorithm;
    /// `typ` of the assertion.
    std::string type;
    /// `aud` of the assertion.
    std::vector<std::string> audience;
    /// Lifetime of the assertion.
    std::chrono::seconds assertion_lifetime{};
    /// SHA-1 of the certificate in hex.
    std::string thumbprint;
    /// Beginning of the certificate's validity.
    std::chrono::sys_seconds not_before{};
    /// End of the certificate's validity.
    std::chrono::sys_seconds not_after{};
};

/** Lists possible reasons for the answer `invalid_client` of an identity service; a pure function.

    Identity services answer every failed client authentication alike, without a reason. This function compares the
    client's facts with those that the service advertises, and returns sentences for a person, the most likely first:
    certain faults (clock, certificate's validity, algorithm or method not advertised, lengths), then those that the
    client cannot see. Never empty. `server_time` is the reply's `Date`, `now` this machine's time.
*/
CLOUD_GOVERNANCE_DECL std::vector<std::string> diagnose_invalid_client(
    client_facts const& facts, discovery_document const& document, std::optional<std::chrono::sys_seconds> server_time,
    std::chrono::sys_seconds now);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/client_diagnosis.ipp>
#endif
