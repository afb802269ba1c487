#pragma once

#include <cloud_governance/core/error.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity {

/** The metadata of an identity service (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2).

    A document from `validate_discovery_document` or `fetch_discovery_document` has been checked against the URL
    that the caller trusts; `fixed_token_endpoint` makes one without asking the service.
*/
class discovery_document {
public:
    /// A list of the document; nullopt when the service leaves it out.
    using list = std::optional<std::vector<std::string>>;

    discovery_document() = default;

    /// The service's identifier, exactly as the service spells it. May be empty for a fixed endpoint.
    std::string issuer;
    /// Where tokens are requested, exactly as the service spells it (client assertions name it as their audience).
    std::string token_endpoint;
    /// The token endpoint for mutual TLS (RFC 8705 section 5), where there is a valid one.
    std::optional<std::string> mtls_token_endpoint;
    /// Absent where the service does not say.
    list grant_types_supported;
    /// Absent where the service does not say.
    list token_endpoint_auth_methods_supported;
    /// The algorithms that client assertions may be signed with; absent where the service does not say.
    list token_endpoint_auth_signing_alg_values_supported;
    /// Absent where the service does not say. Services may support more than they list.
    list scopes_supported;
    /// The whole document.
    boost::json::object members;
    /// `token_endpoint` may be plain http when its host is loopback: taken over from the policy.
    bool allow_http_on_loopback = false;
    /// Faults that did not lead to a refusal; sentences for a person.
    std::vector<std::string> warnings;
};

/// The rules for a discovery document.
class discovery_policy {
public:
    discovery_policy() = default;

    /// URLs under which endpoints may be, besides the identity URL itself: for a service whose token endpoint has
    /// another host. Credentials go there, so list only what belongs to the service.
    std::vector<std::string> additional_endpoint_bases;
    /// The `issuer` that the document must have, exactly. Empty: the identity URL, but for one trailing slash.
    std::string expected_issuer;
    /// The document's path under the identity URL. Default `/.well-known/openid-configuration`.
    std::string document_path = "/.well-known/openid-configuration";
    /// Plain http is accepted where the host is `localhost`, 127.0.0.0/8 or ::1. Default: https everywhere.
    bool allow_http_on_loopback = false;
    /// Tokens are requested over mutual TLS: `mtls_endpoint_aliases.token_endpoint`, where it is present, must be
    /// valid. When false, an invalid one is ignored with a warning. Default false.
    bool mutual_tls = false;
    /// Maximum size of the document in bytes. Default 256 KiB.
    std::size_t max_bytes = 256 * 1024;
};

/** Checks a discovery document and reads what this library needs; a pure function.

    `identity_url` is the URL that the caller trusts. Refused with `errc::discovery_document_invalid`, each with its own
    `diagnostics::detail` that names the member: what is not a JSON object (also duplicate names anywhere, nesting over
    64, invalid UTF-8, text after it, size over `policy.max_bytes`); an `issuer` other than `identity_url` (one trailing
    slash aside) or `policy.expected_issuer`; a `token_endpoint` that is missing, not an absolute https URL, has user
    information or a fragment, or is on another host or port, or outside the path, of `identity_url` and
    `policy.additional_endpoint_bases`. Paths are compared segment by segment: `/tenant` does not cover `/tenant2`.

    Faults that may matter only later become warnings: lists of the wrong type, a missing grant, an unusable mutual TLS
    alias. `errc::invalid_argument` when `identity_url` or the policy is unusable.
*/
CLOUD_GOVERNANCE_DECL result<discovery_document> validate_discovery_document(
    std::string_view body, std::string_view identity_url, discovery_policy const& policy = discovery_policy());

/** Makes a document without asking the service: its token endpoint, and its issuer where that is needed
    (`audience_profile::both` and `strict`).

    Throws `failure` with `errc::invalid_argument`, naming the field, when the endpoint is not an absolute https URL
   (http only on loopback, when `allow_http_on_loopback` is set) or has user information or a fragment.
*/
CLOUD_GOVERNANCE_DECL discovery_document
fixed_token_endpoint(std::string token_endpoint, std::string issuer = {}, bool allow_http_on_loopback = false);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/discovery_document.ipp>
#endif
