#pragma once

#include <cloud_governance/auth/detail/token_strategy.hpp>

#include <utility>

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
    auto const token = co_await attached().get(request.deadline());
    set(request, *token);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> token_strategy::start_authorize(request_context& request)
{
    auto lookup = attached().start_get(request.deadline());
    if (!lookup.token)
        return set_when_fetched(request, std::move(lookup.pending));
    set(request, *lookup.token);
    return {};
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void>
token_strategy::set_when_fetched(request_context& request, identity::token_cache::fetched_later token)
{
    auto const fetched = co_await std::move(token);
    set(request, *fetched);
}

CLOUD_GOVERNANCE_DECL identity::token_cache& token_strategy::attached()
{
    if (!cache_)
        throw_failure(
            errc::invalid_argument, "the authentication strategy is not attached: it works inside a client only");
    return *cache_;
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
