#pragma once

#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/detail/check_setting.hpp>

#include <utility>

namespace cloud_governance::auth {
namespace detail {

inline boost::asio::awaitable<identity::fetched_token> ask_token_source(bearer::token_source source)
{
    auto token = co_await source();
    check_header_value("bearer token source", token.expose());
    co_return identity::fetched_token(std::move(token), unknown_lifetime, std::chrono::steady_clock::now());
}

} // namespace detail

CLOUD_GOVERNANCE_DECL bearer::bearer(secret_string token)
{
    detail::check_header_value("token", token.expose());
    if (token.expose().find(' ') != std::string_view::npos)
        detail::refuse("token", "must not contain blanks (give it without the word Bearer)");
    wiped_string value("Bearer ");
    value += token.expose();
    authorization_ = std::make_shared<secret_string const>(std::string_view(value));
}

CLOUD_GOVERNANCE_DECL bearer::bearer(token_source source)
{
    if (!source)
        detail::refuse("source", "must not be empty");
    source_ = [source = std::move(source)] { return detail::ask_token_source(source); };
}

CLOUD_GOVERNANCE_DECL bearer::bearer(expiring_token_source source) : source_(std::move(source))
{
    if (!source_)
        detail::refuse("source", "must not be empty");
}

CLOUD_GOVERNANCE_DECL bool bearer::try_authorize(request_context& request)
{
    if (!authorization_)
        return token_strategy::try_authorize(request);
    request.set_header("Authorization", authorization_->expose());
    return true;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> bearer::authorize(request_context& request)
{
    auto waiting = start_authorize(request);
    if (waiting.valid())
        co_await std::move(waiting);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> bearer::start_authorize(request_context& request)
{
    if (!authorization_)
        return token_strategy::start_authorize(request);
    request.set_header("Authorization", authorization_->expose());
    return {};
}

CLOUD_GOVERNANCE_DECL bool bearer::rejected(request_context const& request)
{
    return !authorization_ && token_strategy::rejected(request);
}

CLOUD_GOVERNANCE_DECL void bearer::attach(attach_context const& where)
{
    if (source_)
        use(identity::token_cache(where.executor, source_, detail::token_cache_options_of(where)));
}

} // namespace cloud_governance::auth
