#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/http/detail/redirect.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/token_response.hpp>
#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

inline boost::json::string const* string_member(boost::json::object const& object, char const* name)
{
    auto const* const member = object.if_contains(name);
    return member == nullptr ? nullptr : member->if_string();
}

/// Seconds from a number or a numeric string; nullopt when it cannot be a lifetime.
inline std::optional<std::chrono::seconds> read_lifetime(boost::json::value const* member)
{
    constexpr std::int64_t longest = std::int64_t(366) * 24 * 3600;
    double seconds = 0;
    if (member == nullptr)
        return std::nullopt;
    if (auto const* const text = member->if_string()) {
        std::int64_t value = 0;
        auto const [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
        if (ec != std::errc() || end != text->data() + text->size())
            return std::nullopt;
        seconds = static_cast<double>(value);
    }
    else if (auto const* const number = member->if_int64()) {
        seconds = static_cast<double>(*number);
    }
    else if (auto const* const fraction = member->if_double()) {
        seconds = *fraction;
    }
    if (!(seconds >= 1) || seconds > static_cast<double>(longest))
        return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

/// True for the characters of a bearer token, and a few more.
inline bool is_token_text(std::string_view text)
{
    return !text.empty() && cloud_governance::detail::is_visible_ascii(text);
}

inline result<token_response> read_granted_token(http::response const& reply, token_response_rules const& rules)
{
    auto const invalid = [&](std::string_view detail) {
        return error(errc::token_response_invalid, printable_masked(detail, rules.masked));
    };
    auto parsed = json::parse_strict_document(
        reply.body, json::document_limits(1024 * 1024, 64), json::wiping_storage(), rules.masked);
    if (!parsed) {
        auto reason = invalid("the token reply is not usable JSON: " + parsed.error().diagnostics.detail);
        reason.diagnostics.cause = parsed.error().diagnostics.cause;
        return reason;
    }
    auto* const members = parsed->if_object();
    if (members == nullptr)
        return invalid("(top level): the token reply is not a JSON object");

    token_response out;
    auto const* const access_token = members->if_contains("access_token");
    if (access_token == nullptr)
        return invalid("access_token: the token reply has none");
    if (!access_token->is_string())
        return invalid("access_token: it is not a string");
    if (access_token->get_string().empty())
        return invalid("access_token: it is empty");
    if (!is_token_text(text_of(access_token->get_string())))
        return invalid("access_token: it has characters that a header field cannot carry");
    out.access_token = secret_string(text_of(access_token->get_string()));

    auto const* const type = string_member(*members, "token_type");
    if (type == nullptr)
        return invalid("token_type: the token reply has none; Bearer was expected");
    if (!http::equals_ignoring_case(text_of(*type), "Bearer"))
        return invalid(
            "token_type: it is " + printable_masked(text_of(*type), rules.masked, 40) + "; only Bearer is supported");
    out.token_type = text_of(*type);

    auto const lifetime = read_lifetime(members->if_contains("expires_in"));
    out.lifetime_was_stated = lifetime.has_value();
    out.expires_in = lifetime.value_or(rules.fallback_lifetime);
    if (auto const* const scope = string_member(*members, "scope"))
        out.scope = text_of(*scope);

    // members that were used, and secrets that this grant does not have
    for (char const* name : {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"})
        members->erase(name);
    out.additional_members = std::move(*members);
    bool const knows_when = reply.sent_at != std::chrono::steady_clock::time_point();
    out.requested_at = knows_when ? reply.sent_at : rules.requested_at;
    return out;
}

/// Fills in `error` and `error_description` where the body has them.
inline void read_oauth_error(http::response const& reply, token_response_rules const& rules, diagnostics& out)
{
    auto const parsed =
        json::parse_strict_document(reply.body, json::document_limits(1024 * 1024, 64), json::wiping_storage());
    auto const* const members = parsed ? parsed->if_object() : nullptr;
    if (members == nullptr)
        return;
    if (auto const* const text = string_member(*members, "error"))
        out.oauth_error = printable_masked(text_of(*text), rules.masked, 200);
    if (auto const* const text = string_member(*members, "error_description"))
        out.oauth_error_description = printable_masked(text_of(*text), rules.masked);
}

inline void add_oauth_hint(diagnostics& out)
{
    auto const add = [&out](char const* hint) { out.hints.push_back(hint); };
    std::string const& oauth_error = out.oauth_error;
    if (oauth_error == "invalid_scope")
        add("the scope is unknown to the server or not allowed for this client");
    else if (oauth_error == "unauthorized_client")
        add("the client is not allowed to use the grant client_credentials");
    else if (oauth_error == "unsupported_grant_type")
        add("the server does not support the grant client_credentials: is this the right token endpoint?");
    else if (oauth_error == "invalid_request")
        add("the server found the request malformed: check extra parameters, and proxies that change requests");
    else if (oauth_error == "invalid_grant")
        add("the server refused the user or the grant: check the user name");
    else if (oauth_error == "invalid_target")
        add("the server does not know the resource that was asked for");
    else if (oauth_error == "use_dpop_nonce" || oauth_error == "invalid_dpop_proof")
        add("the server wants DPoP tokens for this client, which this library does not support");
}

} // namespace detail

CLOUD_GOVERNANCE_DECL result<token_response>
interpret_token_response(http::response const& reply, token_response_rules const& rules)
{
    auto const with_reply = [&reply](error reason) {
        reason.diagnostics.http_status = reply.status;
        reason.diagnostics.retry_after = http::detail::retry_after_of(reply);
        return reason;
    };
    if (reply.status == 200) {
        auto granted = detail::read_granted_token(reply, rules);
        if (granted)
            return granted;
        auto reason = granted.error();
        detail::read_oauth_error(reply, rules, reason.diagnostics);
        if (!reason.diagnostics.oauth_error.empty())
            reason.code = errc::token_request_rejected;
        return with_reply(std::move(reason));
    }
    if (reply.status >= 300 && reply.status < 400)
        return with_reply(error(
            errc::redirect_refused, "the token endpoint redirects to " + http::detail::redirect_target(reply) +
                                        "; redirects are not followed, since the credentials would go with them"));

    error reason(errc::token_request_failed);
    auto& known = reason.diagnostics;
    detail::read_oauth_error(reply, rules, known);
    bool const passing = reply.status == 408 || reply.status == 429 || reply.status >= 500;
    if (!passing && (!known.oauth_error.empty() || reply.status == 401)) {
        reason.code = errc::token_request_rejected;
        detail::add_oauth_hint(known);
    }
    else if (known.oauth_error.empty()) {
        auto const type = reply.fields.find("Content-Type");
        known.detail = "the reply is not an OAuth reply; its content type is " +
                       (type ? detail::printable_masked(*type, rules.masked, 100) : std::string("not stated"));
    }
    if (auto const challenge = reply.fields.find("WWW-Authenticate"); challenge && reply.status == 401)
        known.hints.push_back(
            "the server asks for authentication by " +
            detail::printable_masked(challenge->substr(0, challenge->find(' ')), rules.masked, 40));
    return with_reply(std::move(reason));
}

} // namespace cloud_governance::identity
