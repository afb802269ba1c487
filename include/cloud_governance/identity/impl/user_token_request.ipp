#pragma once

#include <cloud_governance/identity/detail/attempts.hpp>
#include <cloud_governance/identity/detail/endpoint.hpp>
#include <cloud_governance/identity/user_token_request.hpp>

#include <mutex>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

inline http::base_url usable_api_url(std::string_view api_url, user_token_options const& options)
{
    auto base = http::parse_base_url(api_url, "api_url").value();
    if (!is_allowed_scheme(base.origin, options.allow_http_on_loopback))
        refuse("api_url", "the URL's scheme must be https (http only on loopback, and only when allowed)");
    if (options.fallback_lifetime <= std::chrono::seconds(0))
        refuse("fallback_lifetime", "it must be positive");
    return base;
}

/// Sends `request` within the limits; `masked` texts must live as long.
inline boost::asio::awaitable<user_tokens> exchange_user_tokens(
    http::transport& transport, http::request request, std::vector<std::string_view> masked,
    user_token_options const& options, char const* hint)
{
    for (std::size_t i = 0; i < options.additional_fields.size(); ++i)
        request.fields.set(options.additional_fields[i].name, options.additional_fields[i].value);
    attempts attempts(options.limits);
    request.deadline = attempts.deadline();
    for (;;) {
        attempts.begin();
        auto const begun = std::chrono::steady_clock::now();
        auto reply = co_await transport.exchange(request);
        auto tokens = reply ? interpret_user_token_reply(*reply, masked) : result<user_tokens>(reply.error());
        if (tokens) {
            if (reply->sent_at == std::chrono::steady_clock::time_point())
                tokens->requested_at = begun;
            if (tokens->duration == std::chrono::seconds(0))
                tokens->duration = options.fallback_lifetime;
            co_return std::move(*tokens);
        }
        auto const outcome = attempts::outcome_of(reply, request.repeatable);
        auto const delay = reply && reply->status == 200 ? std::nullopt : attempts.next(outcome);
        if (!delay) {
            auto reason = tokens.error();
            reason.diagnostics.operation = "POST " + request.target;
            reason.diagnostics.attempts = attempts.made();
            if (reason.code == errc::token_request_rejected || reason.code == errc::operation_failed)
                reason.diagnostics.hints.push_back(hint);
            throw failure(std::move(reason));
        }
        co_await attempts::pause(*delay);
    }
}

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> refresh_user_tokens(
    http::transport& transport, std::string api_url, secret_string const& refresh_token, user_token_options options)
{
    auto const base = detail::usable_api_url(api_url, options);
    std::vector<std::string_view> masked;
    masked.push_back(refresh_token.expose());
    auto request = make_refresh_request(base, refresh_token);
    co_return co_await detail::exchange_user_tokens(
        transport, std::move(request), std::move(masked), options,
        "the refresh token is perhaps used up or expired: sign in again; or a proxy drops header fields with an "
        "underscore in their name, such as refresh_token");
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens>
refresh_user_tokens(http::transport& transport, std::string api_url, secret_string const& refresh_token)
{
    return refresh_user_tokens(transport, std::move(api_url), refresh_token, user_token_options());
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> request_delegated_token(
    http::transport& transport, std::string api_url, secret_string const& client_secret,
    std::string user_principal_name, user_token_options options)
{
    auto const base = detail::usable_api_url(api_url, options);
    std::vector<std::string_view> masked;
    masked.push_back(client_secret.expose());
    masked.push_back(user_principal_name);
    auto request = make_delegate_request(base, client_secret, user_principal_name);
    co_return co_await detail::exchange_user_tokens(
        transport, std::move(request), std::move(masked), options,
        "the API profile's secret is perhaps wrong or expired, or the user is not one that the profile may act for");
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> request_delegated_token(
    http::transport& transport, std::string api_url, secret_string const& client_secret,
    std::string user_principal_name)
{
    return request_delegated_token(
        transport, std::move(api_url), client_secret, std::move(user_principal_name), user_token_options());
}

class user_session::state {
public:
    state(user_tokens tokens, rotation_function on_rotation)
        : sign_in(std::move(tokens)), refresh_token_(sign_in.refresh_token.clone()),
          on_rotation_(std::move(on_rotation))
    {
        sign_in.refresh_token = secret_string();
    }

    /// As they came; constant, so they need no lock.
    user_tokens sign_in;

    secret_string refresh_token() const
    {
        std::lock_guard const lock(mutex_);
        return refresh_token_.clone();
    }

    void rotate(secret_string fresh)
    {
        if (fresh.empty())
            return;
        {
            std::lock_guard const lock(mutex_);
            refresh_token_ = fresh.clone();
        }
        if (on_rotation_)
            on_rotation_(fresh);
    }

private:
    mutable std::mutex mutex_;
    secret_string refresh_token_;
    rotation_function on_rotation_;
};

CLOUD_GOVERNANCE_DECL user_session::user_session(user_tokens tokens, rotation_function on_rotation)
{
    if (tokens.access_token.empty() && tokens.refresh_token.empty())
        detail::refuse("user tokens", "there is neither an access token nor a refresh token");
    state_ = std::make_shared<state>(std::move(tokens), std::move(on_rotation));
}

CLOUD_GOVERNANCE_DECL void
user_session::store_access_token(token_cache& cache, std::chrono::seconds fallback_lifetime) const
{
    auto const& sign_in = state_->sign_in;
    if (sign_in.access_token.empty())
        return;
    auto const lifetime = sign_in.duration > std::chrono::seconds(0) ? sign_in.duration : fallback_lifetime;
    cache.store(fetched_token(sign_in.access_token.clone(), lifetime, sign_in.requested_at));
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<fetched_token>
user_session::renew(http::transport& transport, std::string api_url, user_token_options options)
{
    // not a coroutine itself: the handle may be gone before the awaitable is resumed
    return renew_shared(state_, transport, std::move(api_url), std::move(options));
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<fetched_token> user_session::renew_shared(
    std::shared_ptr<state> shared, http::transport& transport, std::string api_url, user_token_options options)
{
    auto const refresh_token = shared->refresh_token();
    if (refresh_token.empty()) {
        error reason(errc::token_request_rejected, "the access token has ended, and there is no refresh token");
        reason.diagnostics.hints.push_back("sign in again, and give the refresh token too");
        throw failure(std::move(reason));
    }
    auto tokens = co_await refresh_user_tokens(transport, std::move(api_url), refresh_token, std::move(options));
    // first the new refresh token is safe, then the access token is used: the old one may be worthless already
    shared->rotate(std::move(tokens.refresh_token));
    co_return fetched_token(std::move(tokens.access_token), tokens.duration, tokens.requested_at);
}

CLOUD_GOVERNANCE_DECL secret_string user_session::refresh_token() const { return state_->refresh_token(); }

} // namespace cloud_governance::identity
