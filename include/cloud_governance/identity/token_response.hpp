#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::identity {

/// A token that the token endpoint issued (RFC 6749 section 5.1).
class token_response {
public:
    token_response() = default;

    /// The token; never empty, only characters that a header field can carry.
    secret_string access_token;
    /// `Bearer`, in the letter case of the server.
    std::string token_type;
    /// How long the token lives, from `requested_at`. Always positive.
    std::chrono::seconds expires_in{};
    /// The server stated a usable `expires_in`; otherwise it is `token_response_rules::fallback_lifetime`.
    bool lifetime_was_stated = false;
    /// The scope that was granted, where the server says so.
    std::optional<std::string> scope;
    /// Other members of the reply, in memory that is wiped. Without `refresh_token` and `id_token`, which this grant
    /// does not have.
    boost::json::object additional_members;
    /// When the request was sent, on the steady clock: a change of the wall clock neither shortens nor prolongs the
    /// token's life.
    std::chrono::steady_clock::time_point requested_at;
};

/// How `interpret_token_response` reads a reply.
class token_response_rules {
public:
    token_response_rules() = default;

    /// Lifetime of a token whose `expires_in` is absent, not a number, not positive or longer than a year. Default
    /// 300 s.
    std::chrono::seconds fallback_lifetime = std::chrono::seconds(300);
    /// When the request was sent; used when the reply does not have it (`response::sent_at`).
    std::chrono::steady_clock::time_point requested_at;
    /// Texts that must not appear in an error even when the server echoes them, in any ASCII case: credentials, user
    /// names. They must live as long as the rules.
    std::vector<std::string_view> masked;
};

/** Reads the reply of a token endpoint (RFC 6749 sections 5.1 and 5.2); a pure function.

    Errors, all with the status and `Retry-After`:
    - `errc::token_request_rejected`: an OAuth error (a 4xx other than 408 and 429 with a JSON member `error`), and 401
      in any form. `diagnostics::oauth_error` and `oauth_error_description` have the server's texts.
    - `errc::token_response_invalid`: 200 with a body that is not a JSON object, has a name twice, or whose
      `access_token` or `token_type` cannot be used; the detail names the member. Only `Bearer` is accepted, in any
   case.
    - `errc::redirect_refused`: 3xx.
    - `errc::token_request_failed`: every other status, and 4xx without an OAuth error (a gateway's page).
*/
CLOUD_GOVERNANCE_DECL result<token_response>
interpret_token_response(http::response const& reply, token_response_rules const& rules = token_response_rules());

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/token_response.ipp>
#endif
