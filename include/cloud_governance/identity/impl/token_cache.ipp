#pragma once

#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/identity/detail/flight.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/token_cache.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace cloud_governance::identity {

class token_cache::state {
public:
    using flight = detail::flight<issued_token>;

    state(boost::asio::any_io_executor executor, fetch_function fetch, token_cache_options options)
        : executor_(std::move(executor)), fetch_(std::move(fetch)), options_(std::move(options)), life_(options_.life)
    {
        if (!options_.random)
            generator_.emplace(std::random_device{}());
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }
    fetch_function const& fetch() const { return fetch_; }

    class answer {
    public:
        std::shared_ptr<issued_token const> token;
        std::shared_ptr<flight> waiting_for;
        std::optional<error> reason;
        bool start_fetch = false;
    };

    /// Asks the state machine; with `may_wait` unset only for what is there already.
    answer ask(bool may_wait)
    {
        answer out;
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (!may_wait && !life_.usable(now))
            return out;
        switch (life_.next(now)) {
        case token_life::action::use_and_fetch:
            current_flight_ = std::make_shared<flight>();
            out.start_fetch = true;
            [[fallthrough]];
        case token_life::action::use:
            out.token = token_;
            break;
        case token_life::action::fetch_and_wait:
            current_flight_ = std::make_shared<flight>();
            out.start_fetch = true;
            [[fallthrough]];
        case token_life::action::wait:
            out.waiting_for = current_flight_;
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

    /// The error of a token that cannot be used.
    error_code finish(fetched_token fetched)
    {
        std::lock_guard const lock(mutex_);
        auto const now = this->now();
        if (fetched.access_token.empty() || !http::is_valid_field_value(fetched.access_token.expose())) {
            fail_locked(
                now, error(
                         errc::token_response_invalid,
                         fetched.access_token.empty() ? "the fetched access token is empty"
                                                      : "the fetched access token cannot be sent in a header field"));
            return make_error_code(errc::token_response_invalid);
        }
        bound_lifetime(fetched);
        if (fetched.requested_at + fetched.lifetime <= now) {
            fail_locked(now, error(errc::token_response_invalid, "the access token had expired when it arrived"));
            return make_error_code(errc::token_response_invalid);
        }
        // a token that arrives in its last moments still serves those who waited for it
        token_ = next_token_locked(fetched);
        life_.fetched(now, fetched.requested_at, fetched.lifetime, random());
        if (auto const landing = std::exchange(current_flight_, nullptr))
            landing->land(token_, nullptr);
        return {};
    }

    std::shared_ptr<observer> const& told() const { return options_.observer; }

    void fail(error reason)
    {
        std::lock_guard const lock(mutex_);
        fail_locked(now(), std::move(reason));
    }

    /// The fetch was destroyed before it ended: its executor is being torn down.
    void abandon()
    {
        std::lock_guard const lock(mutex_);
        life_.abandoned();
        if (auto const landing = std::exchange(current_flight_, nullptr))
            landing->land(
                nullptr, std::make_shared<error const>(errc::cancelled, "the executor of the token fetch was stopped"));
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
            detail::refuse("access token", "it must be text that a header field can carry");
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

    /// Sums with it must not overflow.
    static void bound_lifetime(fetched_token& fetched) { fetched.lifetime = detail::bounded(fetched.lifetime); }

    std::shared_ptr<issued_token const> next_token_locked(fetched_token const& fetched) const
    {
        return std::make_shared<issued_token const>(
            fetched.access_token.expose(), life_.generation() + 1, fetched.requested_at + fetched.lifetime);
    }

    void fail_locked(time_point now, error reason)
    {
        auto const retry_after = reason.diagnostics.retry_after.value_or(std::chrono::seconds(0));
        if (reason.code == errc::cancelled)
            life_.abandoned();
        else
            life_.failed(now, retry_after, random());
        auto const shared = std::make_shared<error const>(std::move(reason));
        last_error_ = shared;
        if (auto const landing = std::exchange(current_flight_, nullptr))
            landing->land(nullptr, shared);
    }

    boost::asio::any_io_executor executor_;
    fetch_function fetch_;
    token_cache_options options_;
    std::mutex mutex_;
    token_life life_;
    std::optional<std::minstd_rand> generator_;
    std::shared_ptr<issued_token const> token_;
    std::shared_ptr<error const> last_error_;
    std::shared_ptr<flight> current_flight_;
};

/// Lives in the frame of the fetch; makes sure that those who wait are told, whatever becomes of the frame.
class token_cache::fetch_guard {
public:
    explicit fetch_guard(std::shared_ptr<state> owner) : owner_(std::move(owner)) {}
    fetch_guard(fetch_guard&&) noexcept = default;
    fetch_guard& operator=(fetch_guard&&) = delete;
    ~fetch_guard()
    {
        try {
            if (owner_)
                owner_->abandon();
        }
        catch (...) { // out of memory: those who wait have their deadlines
        }
    }

    std::shared_ptr<state> const& owner() const { return owner_; }

    error_code finish(fetched_token token)
    {
        auto const code = owner_->finish(std::move(token));
        owner_.reset();
        return code;
    }

    void fail(error reason)
    {
        owner_->fail(std::move(reason));
        owner_.reset();
    }

private:
    std::shared_ptr<state> owner_;
};

CLOUD_GOVERNANCE_DECL issued_token::issued_token(
    std::string_view access_token, std::uint64_t generation, std::chrono::steady_clock::time_point expires_at)
    : generation_(generation), expires_at_(expires_at)
{
    // one allocation of the right size: growing would be fine too, but would wipe and copy
    authorization_.reserve(sizeof("Bearer ") - 1 + access_token.size());
    authorization_ += "Bearer ";
    authorization_ += access_token;
}

CLOUD_GOVERNANCE_DECL
token_cache::token_cache(boost::asio::any_io_executor executor, fetch_function fetch, token_cache_options options)
{
    if (!fetch)
        detail::refuse("token_cache", "the fetch function is empty");
    state_ = std::make_shared<state>(std::move(executor), std::move(fetch), std::move(options));
}

namespace detail {

inline void report_fetch(
    observer& told, error_code const& code, unsigned status, event::duration lifetime, event::duration duration)
{
    if (code) {
        event::token_renewal_failed failed;
        failed.code = code;
        failed.status = status;
        failed.duration = duration;
        cloud_governance::detail::tell(told, &observer::on_token_renewal_failed, failed);
        return;
    }
    event::token_renewed renewed;
    renewed.lifetime = lifetime;
    renewed.duration = duration;
    cloud_governance::detail::tell(told, &observer::on_token_renewed, renewed);
}

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> token_cache::fetch_on_executor(fetch_guard guard)
{
    // off the caller's stack: whoever starts the fetch may be about to send a request with the current token
    co_await boost::asio::post(boost::asio::use_awaitable);
    // the function object lives in the state, so the coroutine that it makes may refer to its captures
    auto const owner = guard.owner();
    auto const begin = std::chrono::steady_clock::now();
    std::optional<error> reason;
    error_code code;
    std::chrono::steady_clock::duration lifetime{};
    unsigned status = 0;
    try {
        auto token = co_await owner->fetch()();
        lifetime = token.lifetime;
        code = guard.finish(std::move(token));
    }
    catch (...) {
        reason = cloud_governance::detail::current_error(errc::token_request_failed, "fetching a token failed");
    }
    if (reason) {
        code = reason->code;
        status = reason->diagnostics.http_status;
        guard.fail(std::move(*reason));
    }
    if (owner->told())
        detail::report_fetch(*owner->told(), code, status, lifetime, std::chrono::steady_clock::now() - begin);
}

CLOUD_GOVERNANCE_DECL void token_cache::start_fetch(std::shared_ptr<state> owner)
{
    auto const executor = owner->executor();
    // when starting it throws, the guard's destructor tells those who wait
    boost::asio::co_spawn(executor, fetch_on_executor(fetch_guard(std::move(owner))), boost::asio::detached);
}

CLOUD_GOVERNANCE_DECL std::shared_ptr<issued_token const> token_cache::try_get()
{
    auto answer = state_->ask(false);
    if (answer.start_fetch)
        start_fetch(state_);
    return std::move(answer.token);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<issued_token const>> token_cache::get(time_point deadline)
{
    // not a coroutine itself: the handle may be gone before the awaitable is resumed
    return get_from(state_, deadline);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<issued_token const>>
token_cache::get_from(std::shared_ptr<state> owner, time_point deadline)
{
    auto answer = owner->ask(true);
    if (answer.start_fetch)
        start_fetch(owner);
    if (answer.token)
        co_return std::move(answer.token);
    if (answer.reason)
        throw failure(std::move(*answer.reason));

    co_return co_await detail::flight<issued_token>::wait(answer.waiting_for, deadline, "an access token");
}

CLOUD_GOVERNANCE_DECL bool token_cache::reject(std::uint64_t generation) { return state_->reject(generation); }

CLOUD_GOVERNANCE_DECL void token_cache::store(fetched_token token) { state_->store(std::move(token)); }

} // namespace cloud_governance::identity
