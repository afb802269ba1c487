#pragma once

#include <cloud_governance/identity/client_credentials_request.hpp>
#include <cloud_governance/identity/detail/remembered_profiles.hpp>
#include <cloud_governance/identity/detail/text.hpp>

namespace cloud_governance::identity {
CLOUD_GOVERNANCE_DECL std::string_view to_string(client_authentication value) noexcept
{
    switch (value) {
    case client_authentication::none:
        break;
    case client_authentication::client_secret_post:
        return "client_secret_post";
    case client_authentication::client_secret_basic:
        return "client_secret_basic";
    case client_authentication::private_key_jwt:
        return "private_key_jwt";
    }
    return "none";
}

CLOUD_GOVERNANCE_DECL client_credentials_request::client_credentials_request(std::string client_id)
    : client_id_(std::move(client_id)), remembered_(std::make_shared<detail::remembered_profiles>())
{
    if (client_id_.empty())
        detail::refuse("client_id", "it is empty; give the id of the registered app");
    if (detail::has_control_character(client_id_))
        detail::refuse("client_id", "it has a control character");
}

CLOUD_GOVERNANCE_DECL client_credentials_request client_credentials_request::clone() const
{
    client_credentials_request out(client_id_);
    out.scope = scope;
    out.username = username;
    out.username_in_form = username_in_form;
    out.username_in_assertion = username_in_assertion;
    out.client_id_in_form = client_id_in_form;
    out.extra_parameters = extra_parameters;
    out.audience = audience;
    out.custom_form = custom_form;
    out.assertion = assertion;
    out.use_mutual_tls_endpoint = use_mutual_tls_endpoint;
    out.fallback_lifetime = fallback_lifetime;
    out.limits = limits;
    out.authentication_ = authentication_;
    out.certificate_ = certificate_;
    out.secret_ = secret_.clone();
    out.remembered_ = remembered_;
    return out;
}

CLOUD_GOVERNANCE_DECL client_credentials_request&
client_credentials_request::authenticate_with(cloud_governance::certificate certificate)
{
    if (certificate.empty())
        detail::refuse("certificate", "it is empty; load one first", errc::invalid_certificate);
    certificate_ = std::move(certificate);
    secret_ = secret_string();
    authentication_ = client_authentication::private_key_jwt;
    return *this;
}

CLOUD_GOVERNANCE_DECL client_credentials_request&
client_credentials_request::authenticate_with_secret(secret_string secret, secret_method method)
{
    std::string_view const text = secret.expose();
    if (text.empty())
        detail::refuse("client_secret", "it is empty");
    if (detail::has_control_character(text))
        detail::refuse("client_secret", "it has a control character (a line break?)");
    if (text.front() == ' ' || text.back() == ' ')
        detail::refuse("client_secret", "it begins or ends with a blank");
    secret_ = std::move(secret);
    certificate_ = cloud_governance::certificate();
    authentication_ = method == secret_method::basic ? client_authentication::client_secret_basic
                                                     : client_authentication::client_secret_post;
    return *this;
}

} // namespace cloud_governance::identity
