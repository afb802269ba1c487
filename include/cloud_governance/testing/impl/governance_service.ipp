#pragma once

// Credentials, dispatch and token exchange of the governance API.

#include <cloud_governance/testing/impl/governance_service.hpp>

namespace cloud_governance::testing::detail {

inline server_reply
governance_service::fail(unsigned status, std::string_view code, std::string_view message, time_point now)
{
    boost::json::object const body = {
        {"code", code},
        {"message", boost::json::array{boost::json::value(message)}},
        {"requestId", random_uuid()},
        {"date", iso_time(now)}};
    auto reply = json_reply(status, body);
    reply.fields.emplace_back("request-id", std::string(body.at("requestId").get_string()));
    return reply;
}

inline bool governance_service::has_profile(
    std::optional<std::string_view> client_id, std::string_view secret, std::string_view user) const
{
    return std::any_of(profiles_.begin(), profiles_.end(), [&](profile const& known) {
        return known.secret == secret && same_text(known.user, user) && (!client_id || *client_id == known.client_id);
    });
}

inline bool governance_service::authenticate(call& current) const
{
    auto const& request = current.request;
    if (auto const field = request.find("Authorization")) {
        if (field->size() < 7 || !same_text(field->substr(0, 7), "Bearer "))
            return false;
        auto const* const grant = tokens_.find(std::string(field->substr(7)), current.now);
        if (!grant)
            return false;
        current.user = grant->user;
        return true;
    }
    auto const secret = request.find("clientSecret");
    auto const user = request.find("userPrincipalName");
    if (!secret || !user || !has_profile(request.find("clientId"), *secret, *user))
        return false;
    current.user = *user;
    return true;
}

inline server_reply governance_service::handle(
    recorded_request const& request, std::string_view path, std::string_view query, service_statistics& counts,
    time_point now)
{
    call current{request, {}, {}, now, {}};
    bool readable = path.starts_with('/');
    for (std::size_t at = 1; readable && at <= path.size();) {
        auto const end = (std::min)(path.find('/', at), path.size());
        auto segment = percent_decode(path.substr(at, end - at), false);
        readable = segment.has_value();
        if (readable)
            current.path.push_back(std::move(*segment));
        at = end + 1;
    }
    auto parsed_query = parse_form(query);
    if (!readable || !parsed_query)
        return fail(400, "BadRequest", "The request target has a malformed escape.", now);
    current.query = std::move(*parsed_query);

    server_reply reply;
    if (auto exchanged = exchange_token(current))
        reply = std::move(*exchanged);
    else if (!authenticate(current)) {
        ++counts.rejected_api_requests;
        reply = fail(401, "Unauthorized", "The credentials are missing, wrong or have expired.", now);
        reply.fields.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
    else {
        last_user_ = current.user;
        bool const admin = !current.path.empty() && same_text(current.path[0], "admin");
        if (admin && !administrators_.contains(ascii_lower(current.user)))
            reply = fail(403, "Forbidden", "The user is not a Service Administrator.", now);
        else
            reply = dispatch(current);
    }
    return reply;
}

inline server_reply governance_service::dispatch(call const& current)
{
    using handler = maybe_reply (governance_service::*)(call const&);
    for (handler const one :
         {&governance_service::handle_tasks, &governance_service::handle_requests, &governance_service::handle_services,
          &governance_service::handle_workspaces, &governance_service::clear_token_cache})
        if (auto reply = (this->*one)(current))
            return std::move(*reply);
    return fail(404, "NotFound", "This service has no operation of this path.", current.now);
}

inline boost::json::object governance_service::token_pair(std::string const& user, time_point now)
{
    return {
        {"access_token", tokens_.issue("delegated", user, "cloudgovernance.fullcontrol.all", now)},
        {"refresh_token", tokens_.issue_refresh_token(user)},
        {"duration", tokens_.lifetime().count()}};
}

inline boost::json::object governance_service::sign_in(std::string const& user, time_point now)
{
    auto out = token_pair(user, now);
    out["user"] = boost::json::object{
        {"userPrincipalName", user}, {"displayName", user.substr(0, user.find('@'))}, {"aadObjectId", random_uuid()}};
    return out;
}

inline governance_service::maybe_reply governance_service::exchange_token(call const& current)
{
    auto const result = [](boost::json::value value, boost::json::value error) {
        bool const ok = error.is_null();
        boost::json::object body = {{"isSuccess", ok}};
        body["value"] = std::move(value);
        body["errorMsg"] = std::move(error);
        return json_reply(200, body);
    };
    bool const refresh = current.is({"auth", "token", "refresh"});
    if (!refresh && !current.is({"auth", "token", "delegate"}))
        return std::nullopt;
    if (current.request.method != "POST")
        return method_not_allowed("POST");

    if (refresh) {
        auto const given = current.request.find("refresh_token");
        if (!given)
            return fail(400, "BadRequest", "The header field refresh_token is missing.", current.now);
        std::string const old(*given);
        auto const user = tokens_.find_refresh_token(old);
        if (!user)
            return result(nullptr, "The refresh token is not valid.");
        auto pair = token_pair(*user, current.now);
        if (rotate_refresh_tokens_)
            tokens_.forget_refresh_token(old);
        else {
            tokens_.forget_refresh_token(std::string(pair.at("refresh_token").get_string()));
            pair["refresh_token"] = old;
        }
        return result(std::move(pair), nullptr);
    }

    boost::system::error_code error;
    auto const body = boost::json::parse(current.request.body, error);
    if (error || !body.is_object())
        return fail(400, "BadRequest", "The body is not a JSON object.", current.now);
    auto const text = [&](char const* name) {
        auto const* const value = find_member(body.get_object(), name);
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    auto const user = text("userPrincipalName");
    if (!has_profile(std::nullopt, text("clientSecret"), user))
        return result(nullptr, "The client secret or the user is not valid.");
    return result(token_pair(user, current.now), nullptr);
}

inline governance_service::maybe_reply governance_service::clear_token_cache(call const& current)
{
    if (!current.is({"admin", "auth", "token", "cache"}))
        return std::nullopt;
    if (current.request.method != "DELETE")
        return method_not_allowed("DELETE");
    boost::system::error_code error;
    auto const body = boost::json::parse(current.request.body, error);
    auto const* const user = !error && body.is_object() ? find_member(body.get_object(), "userPrincipalName") : nullptr;
    if (!user || !user->is_string())
        return fail(400, "BadRequest", "The body must name userPrincipalName.", current.now);
    tokens_.forget_user(std::string_view(user->get_string()));
    return status_reply(200);
}

inline server_reply governance_service::list_reply(call const& current, page_of_rows const& page) const
{
    boost::json::object body = {{"nextLink", nullptr}, {"nextToken", nullptr}};
    if (!page.next_token.empty()) {
        auto const target = std::string_view(current.request.target);
        std::string link = base_url_;
        for (auto const& segment : current.path)
            link += '/' + segment; // list paths hold nothing that needs escapes
        link += "?nexttoken=" + page.next_token;
        auto const question = (std::min)(target.find('?'), target.size());
        for (auto rest = target.substr((std::min)(question + 1, target.size())); !rest.empty();) {
            auto const end = (std::min)(rest.find('&'), rest.size());
            auto const part = rest.substr(0, end);
            auto const name = part.substr(0, part.find('='));
            if (!same_text(name, "nexttoken") && !same_text(name, "skip"))
                link.append("&").append(part);
            rest.remove_prefix((std::min)(end + 1, rest.size()));
        }
        body["nextLink"] = link;
        body["nextToken"] = page.next_token;
    }
    auto reply = json_reply(200, body);
    // the rows go straight into the text: a copy of each would cost more than all the rest
    reply.body.back() = ',';
    reply.body += "\"value\":[";
    for (std::size_t i = 0; i < page.value.size(); ++i) {
        if (i != 0)
            reply.body += ',';
        reply.body += boost::json::serialize(page.value[i]->shown);
    }
    reply.body += "]}";
    return reply;
}

} // namespace cloud_governance::testing::detail
