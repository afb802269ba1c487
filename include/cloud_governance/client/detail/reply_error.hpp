#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/detail/redirect.hpp>
#include <cloud_governance/http/detail/request_id.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/http/retry_policy.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

inline errc errc_of_status(unsigned status)
{
    switch (status) {
    case 400:
        return errc::bad_request;
    case 401:
        return errc::unauthorized;
    case 403:
        return errc::forbidden;
    case 404:
        return errc::not_found;
    case 409:
        return errc::conflict;
    case 429:
        return errc::rate_limited;
    default:
        if (status >= 500)
            return errc::server_error;
        return status >= 300 && status < 400 ? errc::redirect_refused : errc::unexpected_status;
    }
}

/// Looks a member up without regard to ASCII case.
inline boost::json::value const* find_member(boost::json::object const& object, std::string_view name)
{
    for (auto const& member : object)
        if (http::equals_ignoring_case(std::string_view(member.key().data(), member.key().size()), name))
            return &member.value();
    return nullptr;
}

inline std::string text_of(boost::json::value const& value)
{
    if (auto const* const text = value.if_string())
        return printable(std::string_view(text->data(), text->size()));
    if (value.is_int64())
        return std::to_string(value.get_int64());
    return {};
}

/// A body as an object, when it is one; whatever the `Content-Type` says, since the service labels JSON as text too.
inline std::optional<boost::json::object> object_of(std::string const& body)
{
    constexpr std::size_t most = 1024 * 1024; // an error body beyond this is not one
    auto const first = body.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || body[first] != '{' || body.size() > most)
        return std::nullopt;
    boost::system::error_code ec;
    boost::json::value parsed = boost::json::parse(body, ec);
    if (ec || !parsed.is_object())
        return std::nullopt;
    // cppcheck-suppress returnStdMoveLocal ; what is moved is a part of the local variable
    return std::move(parsed.get_object());
}

inline void add_messages(diagnostics& known, boost::json::value const& value)
{
    constexpr std::size_t most = 20;
    if (auto const* const list = value.if_array()) {
        for (auto const& entry : *list)
            if (known.server_messages.size() < most)
                add_messages(known, entry);
        return;
    }
    if (auto text = text_of(value); !text.empty())
        known.server_messages.push_back(std::move(text));
}

/// The service's error body: `ApiError` (code, message, requestId), else what ASP.NET sends (title, detail, traceId).
inline void read_error_body(diagnostics& known, http::response const& reply)
{
    auto const body = object_of(reply.body);
    if (!body) {
        if (auto const type = reply.fields.find("Content-Type"); !reply.body.empty() && type)
            known.hints.push_back(
                "the reply is " + printable(*type, 80) +
                ", not the service's JSON: a proxy or gateway may have sent it");
        return;
    }
    for (char const* name : {"code", "errorCode"})
        if (auto const* const code = find_member(*body, name); code != nullptr && known.server_code.empty())
            known.server_code = text_of(*code);
    for (char const* name : {"message", "errorMsg", "title", "detail"})
        if (auto const* const message = find_member(*body, name))
            add_messages(known, *message);
    for (char const* name : {"requestId", "traceId"})
        if (auto const* const id = find_member(*body, name); id != nullptr && known.server_request_id.empty())
            known.server_request_id = text_of(*id);
}

/// What a reply with a status other than 2xx means.
inline error error_of_reply(http::response const& reply, std::chrono::system_clock::time_point now)
{
    error out(errc_of_status(reply.status));
    auto& known = out.diagnostics;
    known.http_status = reply.status;
    known.request_may_have_been_sent = true;
    known.retry_after = http::detail::retry_after_of(reply, now);
    if (out.code == errc::redirect_refused) {
        // host only: path and query of a redirect can hold a token
        auto const target = http::detail::redirect_origin(reply);
        known.detail = target ? "to host " + target->host_field() : std::string("its Location is not an absolute URL");
        return out;
    }
    read_error_body(known, reply);
    if (reply.status == 401)
        known.hints.push_back("check user name and credentials, and that they belong to this environment");
    if (reply.status == 403)
        known.hints.push_back(
            "administrators' operations need a Service Administrator; API profiles name their services");
    return out;
}

/// The body may have a member `isSuccess`; rows that merely say "Success" are not parsed a second time.
inline bool names_success(std::string_view body)
{
    for (auto at = body.find("uccess\""); at != std::string_view::npos; at = body.find("uccess\"", at + 1))
        if (at >= 4 && http::equals_ignoring_case(body.substr(at - 4, 4), "\"isS"))
            return true;
    return false;
}

/// A reply with status 200 whose body says `isSuccess: false`.
inline std::optional<error> reported_failure(http::response const& reply)
{
    if (!names_success(reply.body))
        return std::nullopt;
    auto const body = object_of(reply.body);
    auto const* const success = body ? find_member(*body, "isSuccess") : nullptr;
    if (success == nullptr || !success->is_bool() || success->get_bool())
        return std::nullopt;
    error out(errc::operation_failed);
    read_error_body(out.diagnostics, reply);
    return out;
}

} // namespace cloud_governance::detail
