#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/identity/client_credentials_request.hpp>
#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/identity/token_response.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace cloud_governance::identity {

/** Requests an access token.

    Sends `POST {token_endpoint}` with a form (RFC 6749 section 4.4.2): `grant_type=client_credentials`, `scope`, the
    vendor's `username`, and, depending on the authentication, `client_id` and `client_secret`, or an `Authorization`
    field (RFC 6749 section 2.3.1), or `client_assertion_type` and `client_assertion` (RFC 7523 section 2.2). Each
    attempt has an assertion of its own, also when the one before was lost on the way.

    `document` must be a validated one: it has the endpoint and the audience of the assertion. An algorithm or
    profile that cannot work with it is an error before anything is signed or sent.

    Throws `failure`: `errc::invalid_argument` naming the field; `errc::invalid_certificate` and `errc::signing_failed`;
    the transport's errors; the errors of `interpret_token_response`; `errc::cancelled`. After `invalid_client`
    `diagnostics::hints` says what may be the reason (see `diagnose_invalid_client`). No credential and no user name
    appears in an error, also when the server echoes them.
    Lost connections, timeouts, 408, 429 and 5xx are retried within `request.limits`. A refusal is not, except with
    `audience_profile::automatic`, which tries `strict` once after `compatible` was refused and remembers, per issuer,
    what was accepted.

    All three arguments must live until the awaitable has ended. Several requests may run at once with the same
    arguments. Cancellation: terminal, partial and total; a token that the server has issued by then is lost.

    Source: RFC 6749, RFC 7523, vendor guide (GetTokenByClientSecret, GetTokenByClientCertificate).
*/
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<token_response> request_token(
    http::transport& transport, discovery_document const& document, client_credentials_request const& request);

/// Requests an access token from an endpoint that is known, without discovery. The URL must be https; see
/// `fixed_token_endpoint` for http on loopback and for profiles that need the issuer.
CLOUD_GOVERNANCE_DECL boost::asio::awaitable<token_response>
request_token(http::transport& transport, std::string token_endpoint, client_credentials_request const& request);

/** The form of a token request; a pure function.

    Each field once, percent-encoded (all but `A-Z a-z 0-9 - . _ ~`). `client_assertion` is sent, with its type, when
   the request authenticates by an assertion. Throws `failure` with `errc::invalid_argument`, naming the field, for a
    control character or a reserved name among the extra parameters.
*/
CLOUD_GOVERNANCE_DECL wiped_string
make_token_form(client_credentials_request const& request, std::string_view client_assertion = {});

/** The value of the `Authorization` field for HTTP Basic; a pure function.

    Id and secret are form-encoded before they are joined and put into base64 (RFC 6749 section 2.3.1).
*/
CLOUD_GOVERNANCE_DECL wiped_string make_basic_authorization(std::string_view client_id, secret_string const& secret);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/token_request.ipp>
#endif
