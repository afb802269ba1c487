#pragma once

#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/detail/check_setting.hpp>
#include <cloud_governance/identity/user_token_request.hpp>

namespace cloud_governance::auth {
namespace detail {

inline boost::asio::awaitable<identity::fetched_token>
fetch_delegated_token(std::shared_ptr<delegated_token_settings const> settings, attach_context where)
{
    identity::user_token_options options;
    options.allow_http_on_loopback = where.allow_http_on_loopback;
    auto tokens = co_await identity::request_delegated_token(
        *where.transport, where.environment.api_url(), settings->client_secret, settings->user_principal_name,
        std::move(options));
    co_return identity::fetched_token(std::move(tokens.access_token), tokens.duration, tokens.requested_at);
}

} // namespace detail

CLOUD_GOVERNANCE_DECL delegated_token::delegated_token(delegated_token_settings settings)
{
    detail::check_secret("client_secret", settings.client_secret);
    detail::check_text("user_principal_name", settings.user_principal_name);
    settings_ = std::make_shared<delegated_token_settings const>(std::move(settings));
}

CLOUD_GOVERNANCE_DECL void delegated_token::attach(attach_context const& where)
{
    use(identity::token_cache(
        where.executor, [settings = settings_, where] { return detail::fetch_delegated_token(settings, where); },
        detail::token_cache_options_of(where)));
}

} // namespace cloud_governance::auth
