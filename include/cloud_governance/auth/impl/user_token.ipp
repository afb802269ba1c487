#pragma once

#include <cloud_governance/auth/detail/check_setting.hpp>
#include <cloud_governance/auth/user_token.hpp>

namespace cloud_governance::auth {

CLOUD_GOVERNANCE_DECL user_token user_token::from_json(std::string_view json, rotation_function on_rotation)
{
    return user_token(identity::parse_user_tokens(json).value(), std::move(on_rotation));
}

CLOUD_GOVERNANCE_DECL user_token::user_token(identity::user_tokens tokens, rotation_function on_rotation)
    : session_(std::move(tokens), std::move(on_rotation))
{
}

CLOUD_GOVERNANCE_DECL void user_token::attach(attach_context const& where)
{
    identity::user_token_options options;
    options.allow_http_on_loopback = where.allow_http_on_loopback;
    // without a refresh token the token is used until the service refuses it
    auto const lifetime = session_.refresh_token().empty() ? detail::unknown_lifetime : options.fallback_lifetime;
    identity::token_cache cache(
        where.executor,
        [session = session_, transport = where.transport, url = where.environment.api_url(), options]() mutable {
            return session.renew(*transport, url, options);
        },
        detail::token_cache_options_of(where));
    session_.store_access_token(cache, lifetime);
    use(std::move(cache));
}

} // namespace cloud_governance::auth
