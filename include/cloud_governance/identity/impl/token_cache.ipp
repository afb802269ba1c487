#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/identity/detail/single_flight.hpp>
#include <cloud_governance/identity/token_cache.hpp>

#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace cloud_governance::identity {

class token_cache::state {
public:
    using flight = detail::single_flight<issued_token>;

    // for detail::start_fetch
    using fetched_event = event::token_renewed;
    static constexpr errc fetch_failed = errc::token_request_failed;
    static constexpr char const* fetch_failed_detail = "fetching a token failed";

    state(boost::asio::any_io_executor executor, fetch_function fetch, token_cache_options options)
        : executor_(std::move(executor)), fetch_(std::move(fetch)), options_(std::move(options)), life_(options_.life)
    {
        if (!options_.random)
            generator_.emplace(std::random_device{}());
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }
    fetch_function const& fetch() const { return fetch_; }

    /// What a caller gets: the token, the fetch to wait for, or the failure of the last fetch.
    class lookup {
    public:
        std::shared_ptr<issued_token const> token;
        std::shared_ptr<flight::fetch> pending;
        std::optional<error> reason;
        bool start_fetch = false; // the caller must start it
    };

    /// Asks the state machine. Without `may_wait` it gives the current token or nothing.
    lookup look_up(bool may_wait)
    {
        lookup out;
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (!may_wait && !life_.usable(now))
            return out;
        switch (life_.next(now)) {
        case token_life::action::use_and_fetch:
            flight_.begin();
            out.start_fetch = true;
            [[fallthrough]];
        case token_life::action::use:
            out.token = token_;
            break;
        case token_life::action::fetch_and_wait:
            flight_.begin();
            out.start_fetch = true;
            [[fallthrough]];
        case token_life::action::wait:
            out.pending = flight_.current();
            break;
        case token_life::action::fail:
            out.reason = *last_error_;
            auto const pause = std::chrono::ceil<std::chrono::seconds>(life_.cool_down_until() - now);
            out.reason->diagnostics.hints.push_back(
                "this is the outcome of the last token request; the next one is made in " +
                std::to_string(pause.count()) + " s");
            break;
        }
        return out;
    }

    event::token_renewed succeed(fetched_token fetched)
    {
        event::token_renewed renewed;
        renewed.lifetime = fetched.lifetime;
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (fetched.access_token.empty())
            throw_failure(errc::token_response_invalid, "the fetched access token is empty");
        if (!http::is_valid_field_value(fetched.access_token.expose()))
            throw_failure(errc::token_response_invalid, "the fetched access token cannot be sent in a header field");
        bound_lifetime(fetched);
        if (fetched.requested_at + fetched.lifetime <= now)
            throw_failure(errc::token_response_invalid, "the access token had expired when it arrived");
        // a token that arrives in its last moments is still of use to those who waited for it
        token_ = next_token_locked(fetched);
        life_.fetched(now, fetched.requested_at, fetched.lifetime, random());
        flight_.end(token_, nullptr);
        return renewed;
    }

    void fail(std::shared_ptr<error const> reason)
    {
        std::lock_guard const lock(mutex_);
        if (reason->code == errc::cancelled)
            life_.abandoned();
        else
            life_.failed(now(), reason->diagnostics.retry_after.value_or(std::chrono::seconds(0)), random());
        last_error_ = reason;
        flight_.end(nullptr, std::move(reason));
    }

    /// The fetch was destroyed before it ended: its executor is being destroyed.
    void abandon()
    {
        std::lock_guard const lock(mutex_);
        life_.abandoned();
        flight_.end(
            nullptr, std::make_shared<error const>(errc::cancelled, "the executor of the token fetch was stopped"));
    }

    void report(event::token_renewed renewed, event::duration duration) const
    {
        renewed.duration = duration;
        if (options_.observer)
            cloud_governance::detail::tell(*options_.observer, &observer::on_token_renewed, renewed);
    }

    void report(error const& reason, event::duration duration) const
    {
        event::token_renewal_failed failed;
        failed.code = reason.code;
        failed.status = reason.diagnostics.http_status;
        failed.duration = duration;
        if (options_.observer)
            cloud_governance::detail::tell(*options_.observer, &observer::on_token_renewal_failed, failed);
    }

    bool reject(std::uint64_t generation)
    {
        std::lock_guard const lock(mutex_);
        return life_.reject(generation, now());
    }

    void store(fetched_token fetched)
    {
        std::lock_guard const lock(mutex_);
        if (fetched.access_token.empty() || !http::is_valid_field_value(fetched.access_token.expose()))
            cloud_governance::detail::refuse("access token", "it must be text that a header field can carry");
        bound_lifetime(fetched);
        token_ = next_token_locked(fetched);
        life_.stored(now(), fetched.requested_at, fetched.lifetime, random());
    }

private:
    time_point now() const { return options_.now ? options_.now() : std::chrono::steady_clock::now(); }

    double random()
    {
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access): the constructor makes generator_ where options_ have none
        return options_.random ? options_.random() : std::uniform_real_distribution<double>(0, 1)(*generator_);
    }

    /// So that sums with the lifetime do not overflow.
    static void bound_lifetime(fetched_token& fetched)
    {
        fetched.lifetime = cloud_governance::detail::bounded(fetched.lifetime);
    }

    std::shared_ptr<issued_token const> next_token_locked(fetched_token const& fetched) const
    {
        return std::make_shared<issued_token const>(
            fetched.access_token.expose(), life_.generation() + 1, fetched.requested_at + fetched.lifetime);
    }

    boost::asio::any_io_executor executor_;
    fetch_function fetch_;
    token_cache_options options_;
    std::mutex mutex_;
    token_life life_;
    std::optional<std::minstd_rand> generator_;
    std::shared_ptr<issued_token const> token_;
    std::shared_ptr<error const> last_error_;
    flight flight_;
};

CLOUD_GOVERNANCE_DECL issued_token::issued_token(
    std::string_view access_token, std::uint64_t generation, std::chrono::steady_clock::time_point expires_at)
    : generation_(generation), expires_at_(expires_at)
{
    // one allocation of the right size: growing would wipe and copy
    authorization_.reserve(sizeof("Bearer ") - 1 + access_token.size());
    authorization_ += "Bearer ";
    authorization_ += access_token;
}

CLOUD_GOVERNANCE_DECL
token_cache::token_cache(boost::asio::any_io_executor executor, fetch_function fetch, token_cache_options options)
{
    if (!fetch)
        cloud_governance::detail::refuse("token_cache", "the fetch function is empty");
    state_ = std::make_shared<state>(std::move(executor), std::move(fetch), std::move(options));
}

CLOUD_GOVERNANCE_DECL std::shared_ptr<issued_token const> token_cache::try_get()
{
    auto found = state_->look_up(false);
    if (found.start_fetch)
        detail::start_fetch(state_);
    return std::move(found.token);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<issued_token const>> token_cache::get(time_point deadline)
{
    // not a coroutine itself: the handle may be gone before the awaitable is resumed
    return get_from(state_, deadline);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<issued_token const>>
token_cache::get_from(std::shared_ptr<state> owner, time_point deadline)
{
    auto found = start_get_from(owner, deadline);
    if (found.token)
        co_return std::move(found.token);
    co_return co_await std::move(found.pending);
}

CLOUD_GOVERNANCE_DECL token_cache::lookup token_cache::start_get(time_point deadline)
{
    return start_get_from(state_, deadline);
}

CLOUD_GOVERNANCE_DECL token_cache::lookup
token_cache::start_get_from(std::shared_ptr<state> const& owner, time_point deadline)
{
    auto found = owner->look_up(true);
    if (found.start_fetch)
        detail::start_fetch(owner);
    if (found.reason)
        throw failure(std::move(*found.reason));
    lookup out;
    out.token = std::move(found.token);
    if (!out.token)
        out.pending = state::flight::wait(std::move(found.pending), deadline, "an access token");
    return out;
}

CLOUD_GOVERNANCE_DECL bool token_cache::reject(std::uint64_t generation) { return state_->reject(generation); }

CLOUD_GOVERNANCE_DECL void token_cache::store(fetched_token token) { state_->store(std::move(token)); }

} // namespace cloud_governance::identity
