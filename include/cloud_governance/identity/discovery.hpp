#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/identity/request_limits.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cloud_governance::identity {

/** Fetches the discovery document of an identity service and checks it.

    Sends `GET {identity_url}/.well-known/openid-configuration` without any credential, and nothing else: the key set
    is not needed. Blanks around `identity_url` and trailing slashes are dropped.

    Throws `failure`: `errc::invalid_argument` for an unusable URL (plain http outside loopback is refused before any
    connection); the transport's errors; `errc::redirect_refused`; `errc::discovery_failed` with the status for any
    status but 200; `errc::discovery_document_invalid` as `validate_discovery_document`; `errc::cancelled`.
    Lost connections, timeouts, 408, 429 and 5xx are retried within `limits`.
    `transport` must live until the awaitable has ended. Cancellation: terminal, partial and total.

    Source: OpenID Connect Discovery 1.0 section 4, vendor guide.
*/
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document>
fetch_discovery_document(http::transport& transport, std::string identity_url);

/// As above, with a policy.
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document>
fetch_discovery_document(http::transport& transport, std::string identity_url, discovery_policy policy);

/// As above, with a policy and limits.
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document> fetch_discovery_document(
    http::transport& transport, std::string identity_url, discovery_policy policy, request_limits limits);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/discovery.ipp>
#endif
