#pragma once

#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/http/impl/connect/connector.hpp>
#include <cloud_governance/http/impl/pool/check_request.hpp>
#include <cloud_governance/http/impl/pool/connection_queue.hpp>
#include <cloud_governance/http/impl/pool/exchange_steps.hpp>
#include <cloud_governance/http/origin_pauses.hpp>
#include <cloud_governance/http/retry_policy.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

namespace cloud_governance::http {
namespace detail {

/// Refuses settings that make no sense: zero limits, negative times. Throws `failure`.
inline void check_pool_options(pool_options const& options)
{
    using cloud_governance::detail::refuse;
    if (options.max_connections == 0)
        refuse("max_connections", "must be at least 1");
    std::pair<char const*, std::chrono::milliseconds> const waits[] = {
        {"pool_timeout", options.pool_timeout},
        {"resolve_timeout", options.resolve_timeout},
        {"connect_timeout", options.connect_timeout},
        {"connection_attempt_delay", options.connection_attempt_delay},
        {"handshake_timeout", options.handshake_timeout},
        {"first_byte_timeout", options.first_byte_timeout},
        {"idle_timeout", options.idle_timeout},
        {"exchange_timeout", options.exchange_timeout}};
    for (auto const& [field, value] : waits)
        if (value <= std::chrono::milliseconds(0) || value > std::chrono::hours(24))
            refuse(field, "must be more than zero and at most 24 hours");
    if (options.max_pause < std::chrono::milliseconds(0))
        refuse("max_pause", "must not be negative");
    if (options.pause_spread < std::chrono::milliseconds(0))
        refuse("pause_spread", "must not be negative");
    if (options.keep_alive_idle < std::chrono::milliseconds(0))
        refuse("keep_alive_idle", "must not be negative");
    if (options.keep_alive_age < std::chrono::milliseconds(0))
        refuse("keep_alive_age", "must not be negative");
    if (!is_valid_field_value(options.user_agent))
        refuse("user_agent", "must be printable ASCII without a blank at either end");
}

} // namespace detail

class connection_pool::implementation {
public:
    implementation(boost::asio::any_io_executor executor, pool_options options)
        : executor_(std::move(executor)), options_(std::move(options)), route_(options_.proxy),
          tls_context_(detail::make_tls_context(options_.tls)),
          watch_(std::make_shared<detail::deadline_watch>(executor_)), queue_(executor_, options_),
          pauses_(options_.max_pause, options_.pause_spread)
    {
        detail::check_pool_options(options_);
        // more than this cannot be counted in nanoseconds
        std::chrono::milliseconds const longest = std::chrono::hours(24 * 365);
        options_.keep_alive_idle = (std::min)(options_.keep_alive_idle, longest);
        options_.keep_alive_age = (std::min)(options_.keep_alive_age, longest);
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }

    /** Performs an exchange; shares the pool's state, so that the exchange may outlive the last handle.

        Every call has this coroutine's frame: what only some calls need is in coroutines of its own.
    */
    static boost::asio::awaitable<void> perform(std::shared_ptr<implementation> self, http::exchange& work)
    {
        try {
            work.reset();
            detail::check_request(work.request);
            for (bool again = true; again;) {
                connection_use use(*self, work);
                if (!use.acquire())
                    co_await use.wait();
                if (use.must_connect())
                    co_await use.connect();
                if (!use.is_connected()) {
                    again = use.must_start_again();
                    continue;
                }
                detail::exchange_steps steps(use.connection(), work, self->options_, *self->watch_, use.limit());
                steps.begin();
                while (steps.is_sending()) {
                    auto const outcome = co_await use.connection().socket.async_write_some(
                        steps.unsent(), boost::asio::as_tuple(boost::asio::deferred));
                    steps.wrote(outcome);
                }
                while (steps.is_receiving()) {
                    auto const outcome = co_await use.connection().socket.async_read_some(
                        steps.room(), boost::asio::as_tuple(boost::asio::deferred));
                    steps.received(outcome);
                }
                steps.end();
                again = use.release(steps);
            }
        }
        catch (failure const& thrown) { // the request was refused, or its host name cannot be verified
            work.fail(thrown.error());
        }
        catch (boost::system::system_error const& thrown) {
            // Asio throws this into a coroutine that was cancelled between two operations
            if (thrown.code() != boost::asio::error::operation_aborted)
                throw;
            work.fail(error(errc::cancelled));
        }
    }

    state current_state() const
    {
        auto out = queue_.current_state();
        out.waiting += paused_.load(std::memory_order_relaxed);
        return out;
    }

    void close_idle() { queue_.close_idle(); }

private:
    /// Counts an exchange while it waits for the end of a pause.
    class pause_place {
    public:
        explicit pause_place(std::atomic<std::size_t>& count) : count_(count), number_(++count) {}
        ~pause_place() { --count_; }
        pause_place(pause_place const&) = delete;
        pause_place& operator=(pause_place const&) = delete;
        std::size_t number() const { return number_; }

    private:
        std::atomic<std::size_t>& count_;
        std::size_t const number_;
    };

    /** One exchange's use of a connection: acquire or wait, connect where none is kept, transfer, release.

        A step that cannot be completed sets the failure of the exchange or asks to start again; `is_connected` is false
        then. Ends the lease of the connection, then tells the observer.
    */
    // NOLINTBEGIN(bugprone-unchecked-optional-access): `acquire` or `wait` has set the lease before a later step reads it
    class connection_use {
    public:
        connection_use(implementation& pool, http::exchange& work) : pool_(pool), work_(work) {}
        ~connection_use() // NOLINT(bugprone-exception-escape): neither the lease's end nor `report` throws
        {
            lease_.reset();
            if (taken_ && pool_.options_.observer)
                pool_.report(work_.request.origin, event::pool_change::released);
        }
        connection_use(connection_use const&) = delete;
        connection_use& operator=(connection_use const&) = delete;

        /// Takes a connection, or the right to open one. False when the exchange must `wait` for it.
        bool acquire()
        {
            auto const now = std::chrono::steady_clock::now();
            if (now >= work_.request.deadline) {
                work_.fail(error(errc::timed_out, "the call's deadline passed before the request was sent"));
                return true;
            }
            if (!pool_.pauses_.empty() || !take(now))
                return false;
            begin(now);
            return true;
        }

        /// Waits for the end of a pause and for a free connection.
        boost::asio::awaitable<void> wait()
        {
            if (!lease_) {
                co_await pool_.wait_for_pause(work_, probe_);
                if (work_.failure)
                    co_return;
                if (auto const now = std::chrono::steady_clock::now(); take(now)) {
                    begin(now);
                    co_return;
                }
            }
            if (pool_.options_.observer)
                pool_.report(work_.request.origin, event::pool_change::waiting);
            co_await pool_.queue_.wait_for_turn(*lease_, work_);
            if (work_.failure)
                co_return;
            // a pause that began while this exchange was queued applies to it as well
            auto const now = std::chrono::steady_clock::now();
            if (!probe_ && pool_.pauses_.holds(work_.request.origin, now))
                again_ = true;
            else
                begin(now);
        }

        /// The exchange has the right to a connection, and none is kept.
        bool must_connect() const { return taken_ && !again_ && !lease_->connection; }

        boost::asio::awaitable<void> connect()
        {
            auto const& origin = work_.request.origin;
            auto const& options = pool_.options_;
            auto const begin = std::chrono::steady_clock::now();
            detail::connector const connector(
                pool_.executor_, pool_.tls_context_.get(), *pool_.watch_, pool_.sessions_, pool_.route_, options);
            auto opened = co_await connector.open(origin, limit_);
            if (options.observer)
                pool_.report(
                    origin, opened ? event::pool_change::opened : event::pool_change::not_opened,
                    opened ? error_code() : opened.error().code, std::chrono::steady_clock::now() - begin);
            if (opened)
                lease_->connection = std::move(*opened);
            else
                work_.fail(std::move(opened).error());
        }

        bool is_connected() const { return !again_ && !work_.failure; }

        /// Another connection may serve the exchange.
        bool must_start_again() const { return again_; }

        detail::connection& connection() const { return *lease_->connection; }
        /// When the exchange must have ended.
        detail::steady_time limit() const { return limit_; }

        /// Takes the outcome of a transfer; true when the exchange must start again on another connection.
        bool release(detail::exchange_steps const& steps)
        {
            if (!work_.failure) {
                if (steps.leaves_usable_connection())
                    lease_->keep();
                pool_.look_for_pause(work_.request.origin, work_.reply, probe_);
                return false;
            }
            // closed while it was unused: no server has seen the request, or the request may be seen twice
            again_ = reused_ && steps.never_answered() && (work_.request.repeatable || !work_.sent);
            if (again_)
                work_.failure.reset();
            return again_;
        }

    private:
        bool take(detail::steady_time now)
        {
            lease_.emplace(pool_.queue_, work_.request.origin, now);
            return lease_->has_turn();
        }

        /// Begins to use what was acquired. A kept connection that the server has closed is dropped.
        void begin(detail::steady_time now)
        {
            taken_ = true;
            limit_ = (std::min)(work_.request.deadline, now + pool_.options_.exchange_timeout);
            reused_ = lease_->connection != nullptr;
            again_ = reused_ && !lease_->connection->is_usable();
            if (reused_ && !again_ && pool_.options_.observer)
                pool_.report(work_.request.origin, event::pool_change::reused);
        }

        implementation& pool_;
        http::exchange& work_;
        std::optional<detail::connection_queue::lease> lease_;
        detail::steady_time limit_{};
        bool probe_ = false;  // the reply decides whether the origin's pause has ended
        bool taken_ = false;  // a connection, or the right to open one
        bool reused_ = false; // a kept connection
        bool again_ = false;
    };
    // NOLINTEND(bugprone-unchecked-optional-access)

    /// Waits while the origin pauses. Sets `probe` when this exchange is to find out whether the pause has ended.
    boost::asio::awaitable<void> wait_for_pause(http::exchange& work, bool& probe)
    {
        using cloud_governance::detail::waiter;
        auto const& request = work.request;
        while (true) {
            auto const verdict = pauses_.admit(
                request.origin, std::chrono::steady_clock::now(), request.deadline,
                cloud_governance::detail::jitter::fraction());
            switch (verdict.action) {
            case origin_pauses::action::go:
                co_return;
            case origin_pauses::action::probe:
                probe = true;
                co_return;
            case origin_pauses::action::refuse:
                work.fail(error(
                    verdict.status == 429 ? errc::rate_limited : errc::server_error,
                    "not sent: " + request.origin.host + " has answered " + std::to_string(verdict.status) +
                        " and asked for a pause, which is too long for this request"));
                work.failure->diagnostics.retry_after = std::chrono::ceil<std::chrono::seconds>(verdict.left);
                co_return;
            case origin_pauses::action::wait:
                break;
            }
            pause_place const place(paused_);
            if (place.number() > options_.max_waiting) {
                work.fail(error(
                    errc::queue_full, std::to_string(options_.max_waiting) +
                                          " requests wait for the end of the pause that " + request.origin.host +
                                          " asked for (max_waiting): send less at once"));
                co_return;
            }
            waiter pause(executor_, verdict.until);
            if (co_await pause.wait() == waiter::outcome::cancelled) {
                work.fail(error(errc::cancelled, "while waiting for the end of a pause"));
                co_return;
            }
        }
    }

    /// Tells the observer, which must exist.
    void report(
        origin const& where, event::pool_change change, error_code const& code = error_code(),
        event::duration duration = {}) noexcept
    try {
        auto const host = where.host_field();
        auto const now = current_state();
        event::pool_changed changed;
        changed.change = change;
        changed.host = host;
        changed.idle = now.idle;
        changed.busy = now.busy;
        changed.waiting = now.waiting;
        changed.code = code;
        changed.duration = duration;
        cloud_governance::detail::tell(*options_.observer, &observer::on_pool_changed, changed);
    }
    catch (...) { // out of memory for a host's name: the exchange goes on
    }

    void report_pause(origin const& where, unsigned status, std::chrono::milliseconds delay)
    {
        auto const host = where.host_field();
        event::origin_paused paused;
        paused.host = host;
        paused.status = status;
        paused.delay = delay;
        cloud_governance::detail::tell(*options_.observer, &observer::on_origin_paused, paused);
    }

    /// The reply may ask for a pause, or end one.
    void look_for_pause(origin const& where, response const& reply, bool probe)
    {
        if (reply.status == 429 || reply.status == 503) {
            if (auto const asked = detail::retry_after_of(reply))
                if (pauses_.note(where, std::chrono::steady_clock::now(), reply.status, *asked) && options_.observer)
                    report_pause(where, reply.status, *asked);
        }
        else if (probe) {
            pauses_.resume(where);
        }
    }

    boost::asio::any_io_executor executor_;
    pool_options options_;
    detail::proxy_route const route_;
    detail::pool_sessions sessions_;
    detail::tls_context tls_context_;
    std::shared_ptr<detail::deadline_watch> watch_;
    detail::connection_queue queue_;
    origin_pauses pauses_;
    std::atomic<std::size_t> paused_{0};
};

CLOUD_GOVERNANCE_DECL connection_pool::connection_pool(boost::asio::any_io_executor executor, pool_options options)
    : implementation_(std::make_shared<implementation>(std::move(executor), std::move(options)))
{
}

CLOUD_GOVERNANCE_DECL connection_pool::~connection_pool() = default;
CLOUD_GOVERNANCE_DECL connection_pool::connection_pool(connection_pool const&) = default;
CLOUD_GOVERNANCE_DECL connection_pool& connection_pool::operator=(connection_pool const&) = default;

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> connection_pool::perform(http::exchange& work)
{
    return implementation::perform(implementation_, work);
}

CLOUD_GOVERNANCE_DECL boost::asio::any_io_executor connection_pool::get_executor() const
{
    return implementation_->executor();
}

CLOUD_GOVERNANCE_DECL connection_pool::state connection_pool::current_state() const
{
    return implementation_->current_state();
}

CLOUD_GOVERNANCE_DECL void connection_pool::close_idle() { implementation_->close_idle(); }

} // namespace cloud_governance::http
