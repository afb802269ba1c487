#pragma once

#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/detail/check_setting.hpp>
#include <cloud_governance/identity/client_assertion.hpp>

namespace cloud_governance::auth {

CLOUD_GOVERNANCE_DECL client_certificate::client_certificate(client_certificate_settings settings)
{
    detail::check_text("client_id", settings.client_id);
    if (settings.certificate.empty())
        detail::refuse("certificate", "must not be empty: load one by certificate::from_pfx_file and the like");
    if (!settings.username.empty())
        detail::check_text("username", settings.username);
    detail::check_text("scope", settings.scope);
    if (settings.assertion.algorithm && !settings.certificate.supports(*settings.assertion.algorithm))
        detail::refuse("assertion.algorithm", "does not fit the certificate's key");
    // only the function that uses the assertion settings checks them; a key outside the process is not used for this
    if (settings.certificate.has_local_key()) {
        auto trial = identity::make_client_assertion(
            settings.certificate,
            identity::assertion_claims(
                settings.client_id, identity::form_of_assertion(settings.audience, "issuer", "endpoint"),
                settings.assertion));
        wipe(trial.data(), trial.size()); // no service takes it, but it carries a signature
    }
    identity::client_credentials_request request(std::move(settings.client_id));
    request.scope = std::move(settings.scope);
    request.username = std::move(settings.username);
    request.audience = settings.audience;
    request.assertion = std::move(settings.assertion);
    request.authenticate_with(std::move(settings.certificate));
    auto prepared = std::make_shared<detail::registered_app_settings>(std::move(request));
    prepared->discovery = std::move(settings.discovery);
    prepared->token_endpoint = std::move(settings.token_endpoint);
    settings_ = std::move(prepared);
}

CLOUD_GOVERNANCE_DECL void client_certificate::attach(attach_context const& where)
{
    use(detail::make_token_cache(settings_, where));
}

} // namespace cloud_governance::auth
