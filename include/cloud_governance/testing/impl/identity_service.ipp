#pragma once

#include <cloud_governance/testing/impl/identity_service.hpp>

namespace cloud_governance::testing::detail {

// lengths that servers of this family accept by default
inline constexpr std::size_t short_text_limit = 100;
inline constexpr std::size_t scope_limit = 300;
inline constexpr std::size_t assertion_limit = 51'200;
inline constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

inline server_reply identity_service::token(recorded_request const& request, service_statistics& counts, time_point now)
{
    auto const type = request.find("Content-Type").value_or("");
    auto const media_type = type.substr(0, type.find_first_of("; \t"));
    if (request.method != "POST" || !same_text(media_type, "application/x-www-form-urlencoded"))
        return refuse("invalid_request", "the request is not a POST of application/x-www-form-urlencoded");
    auto const form = parse_form(request.body);
    if (!form)
        return refuse("invalid_request", "the form has a malformed escape");

    auto const given = read_credentials(request, *form);
    if (!given)
        return refuse("invalid_client", "no credentials of a client that can be read: " + last_rejection_);
    if (auto const reason = authenticate(*given, counts, now))
        return refuse("invalid_client", *reason);

    auto const grant = find_parameter(*form, "grant_type").value_or("");
    if (grant.size() > short_text_limit || grant != "client_credentials")
        return refuse("unsupported_grant_type", "grant_type is not client_credentials");
    auto wanted = find_parameter(*form, "scope").value_or("");
    if (wanted.size() > scope_limit)
        return refuse("invalid_scope", "scope is longer than 300 characters");
    if (wanted.empty())
        wanted = scope; // a client that asks for no scope gets all that it may have
    for (std::size_t at = 0; at < wanted.size();) {
        auto const end = (std::min)(wanted.find(' ', at), wanted.size());
        if (end != at && std::string_view(wanted).substr(at, end - at) != scope)
            return refuse("invalid_scope", "scope is not " + std::string(scope));
        at = end + 1;
    }

    auto user = find_parameter(*form, "username").value_or("");
    if (auto const claim = string_member(given->assertion.payload, "username"); !claim.empty()) {
        if (!user.empty() && user != claim)
            return refuse("invalid_request", "username differs between the form and the assertion");
        user = claim;
    }
    boost::json::object const answer = {
        {"access_token", tokens_.issue(given->client_id, user, wanted, now)},
        {"expires_in", tokens_.lifetime().count()},
        {"token_type", "Bearer"},
        {"scope", wanted}};
    return json_reply(200, answer);
}

inline std::optional<identity_service::credentials> identity_service::read_basic(std::string_view field)
{
    auto const decoded = base64_decode(field).value_or("");
    auto const colon = decoded.find(':');
    if (colon == std::string::npos || colon == 0) {
        last_rejection_ = "Authorization: Basic is malformed";
        return std::nullopt;
    }
    // the lengths are those of the encoded texts
    if (colon > short_text_limit || decoded.size() - colon - 1 > short_text_limit) {
        last_rejection_ = "Authorization: Basic has an id or secret of more than 100 characters";
        return std::nullopt;
    }
    auto const id = percent_decode(std::string_view(decoded).substr(0, colon), true);
    auto const secret = percent_decode(std::string_view(decoded).substr(colon + 1), true);
    if (!id || !secret) {
        last_rejection_ = "Authorization: Basic is not form-encoded (RFC 6749 section 2.3.1)";
        return std::nullopt;
    }
    credentials out;
    out.form = credentials::kind::secret;
    out.client_id = *id;
    out.secret = *secret;
    return out;
}

inline std::optional<identity_service::credentials>
identity_service::read_credentials(recorded_request const& request, parameters const& form)
{
    last_rejection_ = "none were sent";
    // Basic, then the form, then the assertion: the first that has a secret counts
    if (auto const field = request.find("Authorization"))
        if (field->size() > 6 && same_text(field->substr(0, 6), "Basic "))
            if (auto found = read_basic(field->substr(6)))
                return found;

    std::optional<credentials> out;
    auto const client_id = find_parameter(form, "client_id").value_or("");
    auto const secret = find_parameter(form, "client_secret").value_or("");
    if (client_id.size() > short_text_limit || secret.size() > short_text_limit) {
        last_rejection_ = "client_id or client_secret has more than 100 characters";
    }
    else if (!client_id.empty()) {
        out.emplace();
        out->client_id = client_id;
        out->secret = secret;
        out->form = secret.empty() ? credentials::kind::none : credentials::kind::secret;
        if (out->form == credentials::kind::secret)
            return out;
    }

    auto const assertion = find_parameter(form, "client_assertion").value_or("");
    if (assertion.empty() || find_parameter(form, "client_assertion_type") != assertion_type) {
        if (!assertion.empty())
            last_rejection_ = "client_assertion_type is not " + std::string(assertion_type);
        return out;
    }
    if (assertion.size() > assertion_limit) {
        last_rejection_ = "client_assertion has more than 51200 characters";
        return out;
    }
    auto token = parse_jws(assertion);
    auto const subject = token ? string_member(token->payload, "sub") : std::string();
    if (!token || subject.empty() || subject.size() > short_text_limit) {
        last_rejection_ = "client_assertion is not a compact JWT with a sub of at most 100 characters";
        return out;
    }
    if (!client_id.empty() && client_id != subject) {
        last_rejection_ = "client_id differs from the assertion's sub";
        return std::nullopt;
    }
    out.emplace();
    out->form = credentials::kind::assertion;
    out->client_id = subject;
    out->assertion = std::move(*token);
    return out;
}

inline std::optional<std::string>
identity_service::authenticate(credentials const& given, service_statistics& counts, time_point now)
{
    auto const found = clients_.find(given.client_id);
    if (found == clients_.end())
        return "no client has this id";
    auto const& known = found->second;
    switch (given.form) {
    case credentials::kind::none:
        return "the client sent its id but neither a secret nor an assertion that can be read: " + last_rejection_;
    case credentials::kind::secret:
        if (std::find(known.secrets.begin(), known.secrets.end(), given.secret) == known.secrets.end())
            return "the secret is not the client's";
        return std::nullopt;
    case credentials::kind::assertion:
        break;
    }
    if (known.keys.empty())
        return "the client has no certificate";
    bool replayed = false;
    auto reason = check_assertion(rules_, given.assertion, given.client_id, known.keys, seen_, now, replayed);
    if (replayed)
        ++counts.replayed_assertions;
    return reason;
}

} // namespace cloud_governance::testing::detail
