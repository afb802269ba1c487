#pragma once

#include <cloud_governance/core/detail/base64.hpp>
#include <cloud_governance/identity/client_assertion.hpp>
#include <cloud_governance/identity/client_diagnosis.hpp>
#include <cloud_governance/identity/detail/endpoint.hpp>
#include <cloud_governance/identity/detail/remembered_profiles.hpp>
#include <cloud_governance/identity/detail/retry.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

inline constexpr std::string_view jwt_bearer_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

inline void append_form_field(wiped_string& form, std::string_view name, std::string_view value)
{
    if (!form.empty())
        form += '&';
    http::append_percent_encoded(form, name);
    form += '=';
    http::append_percent_encoded(form, value);
}

inline void append_user_field(wiped_string& form, char const* name, std::string_view value)
{
    if (value.empty())
        return;
    if (has_control_character(value))
        refuse(name, "it has a control character");
    append_form_field(form, name, value);
}

/// Names of the form that extra parameters must not have: a server takes the first or the last, or refuses both.
inline bool is_reserved_parameter(std::string_view name)
{
    constexpr std::string_view reserved[] = {
        "grant_type",       "scope", "username", "client_id",     "client_secret", "client_assertion_type",
        "client_assertion", "code",  "password", "refresh_token", "code_verifier", "redirect_uri",
        "device_code",
    };
    return std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved);
}

/// One request for a token with everything that its attempts share, for `retry`.
class token_exchange {
public:
    using value_type = token_response;

    token_exchange(discovery_document const& document, client_credentials_request const& request)
        : document_(document), request_(request)
    {
        std::string const& url = request.use_mutual_tls_endpoint ? document.mtls_token_endpoint.value_or(std::string())
                                                                 : document.token_endpoint;
        if (request.use_mutual_tls_endpoint && url.empty())
            refuse("use_mutual_tls_endpoint", "the discovery document has no mtls_endpoint_aliases.token_endpoint");
        auto endpoint = parse_endpoint(url, "token_endpoint", document.allow_http_on_loopback);
        if (!endpoint)
            throw_failure(errc::invalid_argument, endpoint.error().diagnostics.detail);
        if (request.authentication() == client_authentication::none)
            refuse(
                "authentication", "the token request has neither certificate nor secret; call authenticate_with or "
                                  "authenticate_with_secret");
        if (request.fallback_lifetime <= std::chrono::seconds(0))
            refuse("fallback_lifetime", "it must be positive");
        endpoint_ = std::move(*endpoint);
        profile_ = request.audience;
        if (automatic())
            profile_ = request.remembered_->find(document.issuer).value_or(audience_profile::compatible);
    }

    request_limits const& limits() const { return request_.limits; }
    /// Each attempt has an assertion of its own, and a secret may be sent again.
    bool repeatable() const { return true; }

    /// Makes a new request, with a new assertion where the client authenticates by one.
    void prepare(http::request& out, unsigned /*attempt*/)
    {
        out = http::request();
        out.method = http::verb::post;
        out.origin = endpoint_.origin;
        out.target = endpoint_.target;
        out.fields.add("Accept", "application/json");
        out.fields.add("Content-Type", "application/x-www-form-urlencoded");
        out.limits.body_bytes = 1024 * 1024;
        out.sensitive = true;
        assertion_ = secret_string();
        if (request_.authentication() == client_authentication::private_key_jwt) {
            assertion_ = sign();
        }
        else {
            // the transport may send a secret again; an assertion is accepted only once
            out.repeatable = true;
        }
        if (request_.authentication() == client_authentication::client_secret_basic) {
            basic_ = make_basic_authorization(request_.client_id(), request_.secret());
            out.fields.add("Authorization", basic_);
        }
        out.body = make_token_form(request_, assertion_.expose());
        sent_not_before_ = std::chrono::steady_clock::now();
    }

    result<token_response> interpret(http::response const& reply)
    {
        wiped_string encoded;
        http::append_percent_encoded(encoded, request_.secret().expose());
        token_response_rules rules;
        rules.fallback_lifetime = request_.fallback_lifetime;
        rules.requested_at = sent_not_before_;
        constexpr std::size_t scheme = sizeof("Basic ") - 1;
        rules.masked = {
            assertion_.expose(), basic_.empty() ? std::string_view() : std::string_view(basic_).substr(scheme),
            std::string_view(encoded), request_.secret().expose(), request_.username};
        auto out = interpret_token_response(reply, rules);
        if (out) {
            if (automatic())
                request_.remembered_->remember(document_.issuer, profile_);
            return out;
        }
        auto reason = std::move(out).error();
        if (is_invalid_client(reason)) {
            auto const date = reply.fields.find("Date");
            auto hints = diagnose_invalid_client(
                facts(), document_, date ? http::parse_http_date(*date) : std::nullopt,
                std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
            // after the hints that the reply gave for certain, such as an authentication challenge
            auto& all = reason.diagnostics.hints;
            all.insert(all.end(), hints.begin(), hints.end());
        }
        else if (!reason.diagnostics.oauth_error.empty()) {
            add_document_hint(reason.diagnostics);
        }
        return reason;
    }

    after_failure after(error const& reason, http::response const* reply)
    {
        if (change_profile(reason))
            return after_failure::retry_at_once;
        return reply == nullptr || reason.code == errc::token_request_failed ? after_failure::retry
                                                                             : after_failure::give_up;
    }

private:
    /// After a refusal: changes to the other profile; false when both have been tried or the profile is fixed.
    bool change_profile(error const& reason)
    {
        if (!automatic() || !is_invalid_client(reason))
            return false;
        request_.remembered_->forget(document_.issuer);
        if (profile_ != audience_profile::compatible || changed_)
            return false;
        changed_ = true;
        profile_ = audience_profile::strict;
        return true;
    }

    static bool is_invalid_client(error const& reason)
    {
        return reason.code == errc::token_request_rejected &&
               (reason.diagnostics.oauth_error == "invalid_client" ||
                (reason.diagnostics.oauth_error.empty() && reason.diagnostics.http_status == 401));
    }

    /// Adds what the discovery document lists about the scope or the grant that was refused.
    void add_document_hint(diagnostics& known) const
    {
        auto const& scopes = document_.scopes_supported;
        if (scopes && known.oauth_error == "invalid_scope" && !scope_is_listed())
            known.hints.push_back(
                "the service lists other scopes than " + printable(request_.scope, 100) + ": " + joined(*scopes));
        auto const& grants = document_.grant_types_supported;
        bool const about_grant =
            known.oauth_error == "unauthorized_client" || known.oauth_error == "unsupported_grant_type";
        if (grants && about_grant && !lists(grants, "client_credentials"))
            known.hints.push_back("the service lists other grants only: " + joined(*grants));
    }

    bool scope_is_listed() const
    {
        std::string_view rest = request_.scope;
        while (!rest.empty()) {
            auto const scope = rest.substr(0, rest.find(' '));
            if (!scope.empty() && !lists(document_.scopes_supported, scope))
                return false;
            rest.remove_prefix((std::min)(rest.size(), scope.size() + 1));
        }
        return true;
    }

    /// The profile is `automatic` and can change: `strict` needs a known issuer.
    bool automatic() const
    {
        return request_.authentication() == client_authentication::private_key_jwt && !request_.custom_form &&
               request_.audience == audience_profile::automatic && !document_.issuer.empty();
    }

    signature_algorithm algorithm() const
    {
        constexpr char const* member = "token_endpoint_auth_signing_alg_values_supported";
        auto const& listed = document_.token_endpoint_auth_signing_alg_values_supported;
        auto const advertised = listed.value_or(std::vector<std::string>());
        if (auto const wanted = request_.assertion.algorithm) {
            if (!lists(listed, to_string(*wanted)))
                refuse(
                    "assertion.algorithm", std::string(to_string(*wanted)) + " is not among the service's " + member +
                                               ": " + joined(advertised));
            return *wanted;
        }
        auto const chosen = choose_signature_algorithm(request_.certificate(), advertised);
        if (!chosen)
            refuse(
                "certificate", "its key can make none of the signatures that the service lists in " +
                                   std::string(member) + ": " + joined(advertised));
        return *chosen;
    }

    assertion_form form() const
    {
        if (request_.custom_form)
            return *request_.custom_form;
        bool const needs_issuer = profile_ == audience_profile::strict || profile_ == audience_profile::both;
        if (needs_issuer && document_.issuer.empty())
            refuse("audience", "this profile names the issuer, which is not known; give it with the token endpoint");
        return form_of_assertion(profile_, document_.issuer, document_.token_endpoint);
    }

    secret_string sign() const
    {
        assertion_claims claims(request_.client_id(), form(), request_.assertion);
        claims.algorithm = algorithm();
        if (request_.username_in_assertion)
            claims.username = request_.username;
        std::string text = make_client_assertion(request_.certificate(), claims);
        secret_string out(text);
        wipe(text.data(), text.size());
        return out;
    }

    client_facts facts() const
    {
        client_facts out;
        out.authentication = request_.authentication();
        out.client_id_size = request_.client_id().size();
        std::string_view const secret = request_.secret().expose();
        wiped_string encoded;
        http::append_percent_encoded(encoded, secret);
        bool const basic = out.authentication == client_authentication::client_secret_basic;
        out.secret_size = basic ? encoded.size() : secret.size();
        std::string encoded_id;
        http::append_percent_encoded(encoded_id, request_.client_id());
        out.needs_encoding = encoded.size() != secret.size() || encoded_id != request_.client_id();
        out.looks_like_profile_secret = secret.starts_with("eyJ");
        if (out.authentication != client_authentication::private_key_jwt)
            return out;
        auto const& certificate = request_.certificate();
        out.algorithm = to_string(algorithm());
        auto const used = form();
        out.type = used.type;
        out.audience = used.audience;
        out.assertion_lifetime = request_.assertion.lifetime;
        out.thumbprint = certificate.thumbprint_sha1();
        out.not_before = certificate.not_before();
        out.not_after = certificate.not_after();
        return out;
    }

    discovery_document const& document_;
    client_credentials_request const& request_;
    http::absolute_url endpoint_;
    audience_profile profile_ = audience_profile::compatible;
    bool changed_ = false;
    secret_string assertion_;
    wiped_string basic_;
    std::chrono::steady_clock::time_point sent_not_before_;
};

} // namespace detail

CLOUD_GOVERNANCE_DECL wiped_string
make_token_form(client_credentials_request const& request, std::string_view client_assertion)
{
    wiped_string form;
    form.reserve(512 + client_assertion.size());
    detail::append_form_field(form, "grant_type", "client_credentials");
    detail::append_user_field(form, "scope", request.scope);
    if (request.username_in_form)
        detail::append_user_field(form, "username", request.username);
    switch (request.authentication()) {
    case client_authentication::none:
    case client_authentication::client_secret_basic:
        break;
    case client_authentication::client_secret_post:
        detail::append_form_field(form, "client_id", request.client_id());
        detail::append_form_field(form, "client_secret", request.secret().expose());
        break;
    case client_authentication::private_key_jwt:
        if (request.client_id_in_form)
            detail::append_form_field(form, "client_id", request.client_id());
        detail::append_form_field(form, "client_assertion_type", detail::jwt_bearer_type);
        detail::append_form_field(form, "client_assertion", client_assertion);
        break;
    }
    for (std::size_t i = 0; i < request.extra_parameters.size(); ++i) {
        auto const& [name, value] = request.extra_parameters[i];
        auto const refuse = [&name = name](char const* why) {
            detail::refuse("extra_parameters", printable(name, 60) + why);
        };
        if (name.empty() || detail::has_control_character(name) || detail::has_control_character(value))
            refuse(": the name is empty, or name or value has a control character");
        if (detail::is_reserved_parameter(name))
            refuse(" is reserved; use the member for it");
        for (std::size_t j = 0; j < i; ++j)
            if (request.extra_parameters[j].first == name)
                refuse(" is given twice");
        detail::append_form_field(form, name, value);
    }
    return form;
}

CLOUD_GOVERNANCE_DECL wiped_string make_basic_authorization(std::string_view client_id, secret_string const& secret)
{
    wiped_string pair;
    http::append_percent_encoded(pair, client_id);
    pair += ':';
    http::append_percent_encoded(pair, secret.expose());
    wiped_string out("Basic ");
    out += cloud_governance::detail::base64_encode_wiped(pair);
    return out;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<token_response>
request_token(http::transport& transport, discovery_document const& document, client_credentials_request const& request)
{
    return detail::retry<detail::token_exchange>(transport, std::cref(document), std::cref(request));
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<token_response>
request_token(http::transport& transport, std::string token_endpoint, client_credentials_request const& request)
{
    auto const document = fixed_token_endpoint(std::move(token_endpoint));
    co_return co_await request_token(transport, document, request);
}

} // namespace cloud_governance::identity
