#pragma once

#include <cloud_governance/auth/detail/cached_token.hpp>

namespace cloud_governance::auth::detail {

CLOUD_GOVERNANCE_DECL identity::token_cache_options token_cache_options_of(surroundings const& where)
{
    identity::token_cache_options options;
    options.observer = where.observer;
    return options;
}

CLOUD_GOVERNANCE_DECL void cached_token::use(identity::token_cache cache) { cache_ = std::move(cache); }

CLOUD_GOVERNANCE_DECL bool cached_token::try_authorize(request_context& request)
{
    auto const token = cache_ ? cache_->try_get() : nullptr;
    if (!token)
        return false;
    set(request, *token);
    return true;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> cached_token::authorize(request_context& request)
{
    if (!cache_)
        throw_failure(
            errc::invalid_argument, "the authentication strategy is not attached: it works inside a client only");
    auto const token = co_await cache_->get(request.deadline());
    set(request, *token);
}

CLOUD_GOVERNANCE_DECL bool cached_token::rejected(request_context const& request)
{
    return cache_ && cache_->reject(request.credential_generation);
}

CLOUD_GOVERNANCE_DECL void cached_token::set(request_context& request, identity::issued_token const& token)
{
    request.set_header("Authorization", token.authorization());
    request.credential_generation = token.generation();
}

} // namespace cloud_governance::auth::detail
