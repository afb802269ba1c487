#pragma once

#include <cloud_governance/identity/detail/endpoint.hpp>
#include <cloud_governance/identity/detail/retry.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/user_token_request.hpp>

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

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

/// A request for a user's tokens, for `retry`; the base of the two that there are.
class user_token_exchange {
public:
    using value_type = user_tokens;

    request_limits const& limits() const { return options_.limits; }
    bool repeatable() const { return repeatable_; }

    void prepare(http::request& request, unsigned attempt)
    {
        if (attempt == 1)
            request = std::move(request_);
        sent_not_before_ = std::chrono::steady_clock::now();
    }

    result<user_tokens> interpret(http::response const& reply) const
    {
        auto tokens = interpret_user_token_reply(reply, masked_);
        if (!tokens) {
            auto reason = std::move(tokens).error();
            if (reason.code == errc::token_request_rejected || reason.code == errc::operation_failed)
                reason.diagnostics.hints.push_back(hint_);
            return reason;
        }
        if (reply.sent_at == std::chrono::steady_clock::time_point())
            tokens->requested_at = sent_not_before_;
        if (tokens->duration == std::chrono::seconds(0))
            tokens->duration = options_.fallback_lifetime;
        return tokens;
    }

    after_failure after(error const& /*reason*/, http::response const* reply) const
    {
        return reply != nullptr && reply->status == 200 ? after_failure::give_up : after_failure::retry;
    }

protected:
    /// `hint` is added to a refusal.
    user_token_exchange(http::request request, user_token_options options, char const* hint)
        : request_(std::move(request)), options_(std::move(options)), hint_(hint), repeatable_(request_.repeatable)
    {
        for (std::size_t i = 0; i < options_.additional_fields.size(); ++i)
            request_.fields.set(options_.additional_fields[i].name, options_.additional_fields[i].value);
    }

    /// Masks `secret` in errors; it must live as long as the exchange.
    void mask(std::string_view secret) { masked_.push_back(secret); }

private:
    http::request request_;
    std::vector<std::string_view> masked_;
    user_token_options options_;
    char const* hint_;
    bool repeatable_;
    std::chrono::steady_clock::time_point sent_not_before_;
};

/// The renewal of a user's tokens. `refresh_token` must live as long as the exchange.
class refresh_exchange : public user_token_exchange {
public:
    refresh_exchange(std::string const& api_url, secret_string const& refresh_token, user_token_options const& options)
        : user_token_exchange(
              make_refresh_request(usable_api_url(api_url, options), refresh_token), options,
              "the refresh token is perhaps used up or expired: sign in again; or a proxy drops header fields with an "
              "underscore in their name, such as refresh_token")
    {
        mask(refresh_token.expose());
    }
};

/// The request for a token on behalf of a user. `client_secret` must live as long as the exchange.
class delegate_exchange : public user_token_exchange {
public:
    delegate_exchange(
        std::string const& api_url, secret_string const& client_secret, std::string user_principal_name,
        user_token_options const& options)
        : user_token_exchange(
              make_delegate_request(usable_api_url(api_url, options), client_secret, user_principal_name), options,
              "the API profile's secret is perhaps wrong or expired, or the user is not one that the profile may act "
              "for"),
          user_principal_name_(std::move(user_principal_name))
    {
        mask(client_secret.expose());
        mask(user_principal_name_);
    }
    delegate_exchange(delegate_exchange const&) = delete;
    delegate_exchange& operator=(delegate_exchange const&) = delete;

private:
    std::string user_principal_name_;
};

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<user_tokens> refresh_user_tokens(
    http::transport& transport, std::string api_url, secret_string const& refresh_token, user_token_options options)
{
    return detail::retry<detail::refresh_exchange>(
        transport, std::move(api_url), std::cref(refresh_token), std::move(options));
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
    return detail::retry<detail::delegate_exchange>(
        transport, std::move(api_url), std::cref(client_secret), std::move(user_principal_name), std::move(options));
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

    /// The tokens of the sign-in; constant, so they need no lock.
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
