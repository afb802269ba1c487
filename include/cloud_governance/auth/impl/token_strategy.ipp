#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>

namespace cloud_governance::auth::detail {

CLOUD_GOVERNANCE_DECL identity::token_cache_options token_cache_options_of(attach_context const& where)
{
    identity::token_cache_options options;
    options.observer = where.observer;
    return options;
}

CLOUD_GOVERNANCE_DECL void token_strategy::use(identity::token_cache cache) { cache_ = std::move(cache); }

CLOUD_GOVERNANCE_DECL bool token_strategy::try_authorize(request_context& request)
{
    auto const token = cache_ ? cache_->try_get() : nullptr;
    if (!token)
        return false;
    set(request, *token);
    return true;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> token_strategy::authorize(request_context& request)
{
    if (!cache_)
        throw_failure(
            errc::invalid_argument, "the authentication strategy is not attached: it works inside a client only");
    auto const token = co_await cache_->get(request.deadline());
    set(request, *token);
}

CLOUD_GOVERNANCE_DECL bool token_strategy::rejected(request_context const& request)
{
    return cache_ && cache_->reject(request.credential_generation);
}

CLOUD_GOVERNANCE_DECL void token_strategy::set(request_context& request, identity::issued_token const& token)
{
    request.set_header("Authorization", token.authorization());
    request.credential_generation = token.generation();
}

} // namespace cloud_governance::auth::detail
