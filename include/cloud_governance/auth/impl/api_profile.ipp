#pragma once

#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/detail/check_setting.hpp>

namespace cloud_governance::auth {

CLOUD_GOVERNANCE_DECL api_profile::api_profile(api_profile_settings settings)
{
    if (!settings.client_id.empty())
        detail::check_header_value("client_id", settings.client_id);
    detail::check_header_value("client_secret", settings.client_secret.expose());
    detail::check_header_value("user_principal_name", settings.user_principal_name);
    settings_ = std::make_shared<api_profile_settings const>(std::move(settings));
}

CLOUD_GOVERNANCE_DECL void api_profile::authorize(request_context& request)
{
    if (!settings_->client_id.empty())
        request.set_header("clientId", settings_->client_id);
    request.set_header("clientSecret", settings_->client_secret.expose());
    request.set_header("userPrincipalName", settings_->user_principal_name);
}

} // namespace cloud_governance::auth
