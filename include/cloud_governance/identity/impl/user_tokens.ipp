#pragma once

#include <cloud_governance/http/detail/redirect.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/user_tokens.hpp>
#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

/// The member with this name, or else one that differs in the case of its letters.
inline boost::json::value const* find_member(boost::json::object const& object, std::string_view name)
{
    if (auto const* const exact = object.if_contains(name))
        return exact;
    for (auto const& member : object) {
        std::string_view const key(member.key().data(), member.key().size());
        if (http::equals_ignoring_case(key, name))
            return &member.value();
    }
    return nullptr;
}

inline std::string_view find_text(boost::json::object const& object, std::string_view name)
{
    auto const* const member = find_member(object, name);
    auto const* const text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string_view() : text_of(*text);
}

inline bool is_sendable_token(std::string_view text)
{
    return !text.empty() && http::is_valid_field_value(text) && text.find(' ') == std::string_view::npos;
}

inline result<user_tokens> read_user_tokens(boost::json::object const& object, std::string const& where)
{
    auto const invalid = [&where](std::string const& detail) {
        return error(errc::token_response_invalid, where + detail);
    };
    user_tokens out;
    auto const access_token = find_text(object, "access_token");
    if (access_token.empty())
        return invalid("access_token: there is none, or it is not a string");
    if (!is_sendable_token(access_token))
        return invalid("access_token: it has characters that a header field cannot carry");
    auto const refresh_token = find_text(object, "refresh_token");
    if (!refresh_token.empty() && !is_sendable_token(refresh_token))
        return invalid("refresh_token: it has characters that a header field cannot carry");
    out.access_token = secret_string(access_token);
    out.refresh_token = secret_string(refresh_token);

    constexpr std::int64_t longest = std::int64_t(366) * 24 * 3600;
    auto const* const duration = find_member(object, "duration");
    if (duration != nullptr && duration->is_int64() && duration->get_int64() > 0 && duration->get_int64() <= longest)
        out.duration = std::chrono::seconds(duration->get_int64());
    auto const* const member = find_member(object, "user");
    if (auto const* const user = member == nullptr ? nullptr : member->if_object()) {
        out.user_principal_name = find_text(*user, "userPrincipalName");
        out.display_name = find_text(*user, "displayName");
    }
    out.requested_at = std::chrono::steady_clock::now();
    return out;
}

inline result<user_tokens> read_user_token_document(std::string_view text, std::vector<std::string_view> const& masked)
{
    auto const parsed =
        json::parse_strict_document(text, json::document_limits(1024 * 1024, 64), json::wiping_storage(), masked);
    if (!parsed) {
        error reason(
            errc::token_response_invalid,
            "the token reply is not usable JSON: " + printable_masked(parsed.error().diagnostics.detail, masked));
        reason.diagnostics.cause = parsed.error().diagnostics.cause;
        return reason;
    }
    auto const* const object = parsed->if_object();
    if (object == nullptr)
        return error(errc::token_response_invalid, "(top level): the token reply is not a JSON object");
    auto const* const success = find_member(*object, "isSuccess");
    if (success != nullptr && !success->is_bool())
        return error(errc::token_response_invalid, "isSuccess: it is neither true nor false");
    if (success != nullptr && !success->get_bool()) {
        error reason(errc::operation_failed);
        if (auto const message = find_text(*object, "errorMsg"); !message.empty())
            reason.diagnostics.server_messages.push_back(printable_masked(message, masked));
        return reason;
    }
    auto const* const value = find_member(*object, "value");
    if (value == nullptr && success == nullptr)
        return read_user_tokens(*object, "");
    if (value == nullptr || !value->is_object())
        return error(errc::token_response_invalid, "value: there is none, or it is not an object");
    return read_user_tokens(value->get_object(), "value.");
}

/// Reads the API's error body, if the reply has one.
inline void
read_service_error(http::response const& reply, std::vector<std::string_view> const& masked, diagnostics& out)
{
    auto const parsed =
        json::parse_strict_document(reply.body, json::document_limits(1024 * 1024, 64), json::wiping_storage());
    auto const* const object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr)
        return;
    out.server_code = printable_masked(find_text(*object, "code"), masked, 200);
    out.server_request_id = printable_masked(find_text(*object, "requestId"), masked, 200);
    auto const* const message = find_member(*object, "message");
    if (message == nullptr)
        return;
    auto const add = [&](boost::json::value const& value) {
        if (auto const* const text = value.if_string(); text != nullptr && out.server_messages.size() < 10)
            out.server_messages.push_back(printable_masked(text_of(*text), masked));
    };
    add(*message);
    if (auto const* const list = message->if_array())
        for (auto const& each : *list)
            add(each);
}

inline http::request make_user_token_request(http::base_url const& api, char const* path)
{
    http::request out;
    out.method = http::verb::post;
    out.origin = api.origin;
    out.target = api.path + path;
    out.fields.add("Accept", "application/json");
    out.limits.body_bytes = 1024 * 1024;
    out.sensitive = true;
    return out;
}

/// Appends a JSON string (RFC 8259 section 7).
inline void append_json_string(wiped_string& out, std::string_view text)
{
    out += '"';
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

} // namespace detail

CLOUD_GOVERNANCE_DECL user_tokens user_tokens::clone() const
{
    user_tokens out;
    out.access_token = access_token.clone();
    out.refresh_token = refresh_token.clone();
    out.duration = duration;
    out.requested_at = requested_at;
    out.user_principal_name = user_principal_name;
    out.display_name = display_name;
    return out;
}

CLOUD_GOVERNANCE_DECL result<user_tokens> parse_user_tokens(std::string_view json)
{
    return detail::read_user_token_document(json, {});
}

CLOUD_GOVERNANCE_DECL result<user_tokens>
interpret_user_token_reply(http::response const& reply, std::vector<std::string_view> const& masked)
{
    error reason;
    if (reply.status == 200) {
        auto out = detail::read_user_token_document(reply.body, masked);
        if (out) {
            if (reply.sent_at != std::chrono::steady_clock::time_point())
                out->requested_at = reply.sent_at;
            return out;
        }
        reason = out.error();
    }
    else if (reply.status >= 300 && reply.status < 400) {
        reason = error(
            errc::redirect_refused, "the service redirects to " + http::detail::redirect_target(reply) +
                                        "; redirects are not followed, since the credentials would go with them");
    }
    else {
        bool const refused = reply.status == 400 || reply.status == 401 || reply.status == 403;
        reason = error(refused ? errc::token_request_rejected : errc::token_request_failed);
        detail::read_service_error(reply, masked, reason.diagnostics);
    }
    reason.diagnostics.http_status = reply.status;
    reason.diagnostics.retry_after = http::detail::retry_after_of(reply);
    return reason;
}

CLOUD_GOVERNANCE_DECL http::request make_refresh_request(http::base_url const& api, secret_string const& refresh_token)
{
    if (!detail::is_sendable_token(refresh_token.expose()))
        detail::refuse("refresh_token", "it is empty, or has characters that a header field cannot carry");
    auto out = detail::make_user_token_request(api, "/auth/token/refresh");
    out.fields.add("refresh_token", refresh_token.expose());
    return out;
}

CLOUD_GOVERNANCE_DECL http::request make_delegate_request(
    http::base_url const& api, secret_string const& client_secret, std::string_view user_principal_name)
{
    auto const check = [](char const* field, std::string_view value) {
        if (value.empty() || detail::has_control_character(value))
            detail::refuse(field, "it is empty or has a control character");
    };
    check("client_secret", client_secret.expose());
    check("user_principal_name", user_principal_name);
    auto out = detail::make_user_token_request(api, "/auth/token/delegate");
    out.fields.add("Content-Type", "application/json");
    out.body.reserve(64 + 2 * (client_secret.size() + user_principal_name.size()));
    out.body += "{\"clientSecret\":";
    detail::append_json_string(out.body, client_secret.expose());
    out.body += ",\"userPrincipalName\":";
    detail::append_json_string(out.body, user_principal_name);
    out.body += '}';
    out.repeatable = true;
    return out;
}

} // namespace cloud_governance::identity
