#pragma once

#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/detail/check_setting.hpp>

namespace cloud_governance::auth {

CLOUD_GOVERNANCE_DECL client_secret::client_secret(client_secret_settings settings)
{
    detail::check_text("client_id", settings.client_id);
    detail::check_secret("client_secret", settings.client_secret);
    if (!settings.username.empty())
        detail::check_text("username", settings.username);
    detail::check_text("scope", settings.scope);
    identity::client_credentials_request request(std::move(settings.client_id));
    request.scope = std::move(settings.scope);
    request.username = std::move(settings.username);
    request.authenticate_with_secret(std::move(settings.client_secret), settings.method);
    auto prepared = std::make_shared<detail::registered_app_settings>(std::move(request));
    prepared->discovery = std::move(settings.discovery);
    prepared->token_endpoint = std::move(settings.token_endpoint);
    settings_ = std::move(prepared);
}

CLOUD_GOVERNANCE_DECL void client_secret::attach(attach_context const& where)
{
    use(detail::make_token_cache(settings_, where));
}

} // namespace cloud_governance::auth
