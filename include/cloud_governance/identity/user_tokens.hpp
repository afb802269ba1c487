#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/message.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity {

/// A user's tokens from the governance API.
class user_tokens {
public:
    user_tokens() = default;

    /// A copy.
    CLOUD_GOVERNANCE_DECL user_tokens clone() const;

    /// The bearer token; never empty when it was parsed.
    secret_string access_token;
    /// Renews the access token; empty when none was given.
    secret_string refresh_token;
    /// How long the access token lives from `requested_at`; zero: the service does not say.
    std::chrono::seconds duration{};
    /// When the request for them was sent; the moment of parsing for tokens that were not requested here.
    std::chrono::steady_clock::time_point requested_at;
    /// Login name of the user; empty when the service does not say.
    std::string user_principal_name;
    /// Display name of the user; empty when the service does not say.
    std::string display_name;
};

/** Reads the JSON that `{API URL}/auth/token/user` shows in the browser after the sign-in.

    `access_token`, `refresh_token`, `duration` (seconds) and `user`; also within the envelope that the API's refresh
    call answers with (`value`, `isSuccess`, `errorMsg`). Member names may be in any ASCII case. The errors are those of
    `interpret_user_token_reply` for a reply with status 200. Source: vendor guide, section on user access tokens.
*/
CLOUD_GOVERNANCE_DECL result<user_tokens> parse_user_tokens(std::string_view json);

/** Reads the reply to a refresh or delegate request; a pure function.

    Errors, with status, the service's messages and request id, and `Retry-After`; `masked` texts are hidden in them:
    - `errc::operation_failed`: 200 with `isSuccess: false`.
    - `errc::token_response_invalid`: 200 with a body that is not usable; the detail names the member.
    - `errc::token_request_rejected`: 400, 401, 403. The refresh token or the secret is not, or no longer, accepted.
    - `errc::redirect_refused`: 3xx.
    - `errc::token_request_failed`: everything else.
*/
CLOUD_GOVERNANCE_DECL result<user_tokens>
interpret_user_token_reply(http::response const& reply, std::vector<std::string_view> const& masked = {});

/** The request that renews a user's tokens: `POST {api}/auth/token/refresh` without a body, and the refresh token in a
    header field of that name; a pure function.

    It is not repeatable: the service may replace the refresh token with each use. Throws `failure` with
    `errc::invalid_argument` when the token is empty or cannot be sent. Source: the vendor's SDK.
*/
CLOUD_GOVERNANCE_DECL http::request make_refresh_request(http::base_url const& api, secret_string const& refresh_token);

/** The request for a token on behalf of a user by an API profile's secret: `POST {api}/auth/token/delegate` with both
   as JSON; a pure function.

    Throws `failure` with `errc::invalid_argument`, naming the field, when one is empty or has a control character.
    Source: the vendor's SDK.
*/
CLOUD_GOVERNANCE_DECL http::request make_delegate_request(
    http::base_url const& api, secret_string const& client_secret, std::string_view user_principal_name);

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/user_tokens.ipp>
#endif
