// A token endpoint's reply: whatever it says, a token is fit for a header field and no secret gets into an error.

#include "fuzz.hpp"

#include <cloud_governance/identity/token_response.hpp>
#include <cloud_governance/identity/user_tokens.hpp>

#include <array>
#include <string>
#include <vector>

namespace {

namespace cg = cloud_governance;
using fuzz::require;

// as a service might echo it: it stands in the dictionary and in seeds
constexpr std::string_view client_secret = "p4ss~w/rd+K=";
constexpr std::string_view user_name = "user@example.com";

using masked_texts = std::vector<std::string_view>;

bool mentions(std::string_view text, std::string_view secret)
{
    for (std::size_t at = 0; at + secret.size() <= text.size(); ++at)
        if (cg::http::equals_ignoring_case(text.substr(at, secret.size()), secret))
            return true;
    return false;
}

/// The error of a reply is fit for a log and holds none of the secrets.
void require_discreet(cg::error const& reason, masked_texts const& masked)
{
    fuzz::require_message(reason);
    auto const message = to_string(reason);
    for (auto const secret : masked)
        require(!mentions(message, secret), "a secret is not echoed");
}

void require_sendable(std::string_view token)
{
    require(!token.empty() && cg::http::is_valid_field_value(token), "the token is fit for a header field");
    require(token.find(' ') == std::string_view::npos, "the token is one word");
}

void check_client_credentials(cg::http::response const& reply, masked_texts const& masked)
{
    cg::identity::token_response_rules rules;
    rules.masked = masked;
    auto const granted = cg::identity::interpret_token_response(reply, rules);
    if (!granted)
        return require_discreet(granted.error(), masked);
    require(reply.status == 200, "only a reply with status 200 grants a token");
    require_sendable(granted->access_token.expose());
    require(cg::http::equals_ignoring_case(granted->token_type, "Bearer"), "the token is a bearer token");
    require(
        granted->expires_in.count() > 0 && granted->expires_in <= std::chrono::hours(24 * 366),
        "the lifetime is positive and at most a year");
    for (char const* name : {"access_token", "refresh_token", "id_token"})
        require(!granted->additional_members.contains(name), "secrets are not among the additional members");
}

void check_user_tokens(cg::http::response const& reply, masked_texts const& masked)
{
    auto const tokens = cg::identity::interpret_user_token_reply(reply, masked);
    if (!tokens)
        return require_discreet(tokens.error(), masked);
    require(reply.status == 200, "only a reply with status 200 grants a token");
    require_sendable(tokens->access_token.expose());
    if (!tokens->refresh_token.empty())
        require_sendable(tokens->refresh_token.expose());
    require(
        tokens->duration.count() >= 0 && tokens->duration <= std::chrono::hours(24 * 366),
        "the lifetime is at most a year");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    constexpr std::array<unsigned, 12> statuses = {200, 400, 401, 403, 404, 302, 408, 429, 500, 503, 201, 304};
    fuzz::input input(data, size);
    cg::http::response reply;
    reply.status = statuses[input.choose(statuses.size())];
    reply.sensitive = true;
    // one line of a field's name and value, then the body
    for (char const* name : {"Content-Type", "WWW-Authenticate", "Location", "Retry-After"})
        if (auto const value = input.take_until('\n'); !value.empty())
            reply.fields.add_received(name, value);
    reply.body = input.rest();

    masked_texts const masked = {client_secret, user_name};
    check_client_credentials(reply, masked);
    check_user_tokens(reply, masked);
    return 0;
}
