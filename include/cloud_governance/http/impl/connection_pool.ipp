#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/connect/connector.hpp>
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

/// Refuses what cannot be meant: zero limits, negative times.
inline void check_pool_options(pool_options const& options)
{
    auto const refuse = [](char const* field, char const* why) {
        throw_failure(errc::invalid_argument, std::string(field) + ": " + why);
    };
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

/// The last gate before the wire: what a faulty caller or transport user could smuggle in. Throws `failure`. The origin
/// is looked at when a slot is made for it.
inline void check_request(request const& request)
{
    auto const refuse = [](std::string why) { throw_failure(errc::invalid_argument, std::move(why)); };
    if (request.target.empty() || request.target.front() != '/')
        refuse("the request's target must start with '/'");
    if (!cloud_governance::detail::is_visible_ascii(request.target))
        refuse("the request's target has a character that must be percent-encoded");
    // a second framing would let a part of the body pass for another request (RFC 9112 section 11.2)
    for (char const* name : {"Content-Length", "Transfer-Encoding"})
        if (request.fields.contains(name))
            refuse(std::string(name) + ": this header field is the transport's own");
    // what is in the request goes to the origin, also through a proxy
    if (request.fields.contains("Proxy-Authorization"))
        refuse("Proxy-Authorization: give the credentials as pool_options::proxy");
    if (request.method == verb::connect)
        refuse("CONNECT: tunnels are opened as pool_options::proxy says");
}

} // namespace detail

class connection_pool::implementation {
public:
    implementation(boost::asio::any_io_executor executor, pool_options options)
        : executor_(std::move(executor)), options_(std::move(options)), route_(options_.proxy),
          tls_context_(detail::make_tls_context(options_.tls)),
          watch_(std::make_shared<detail::deadline_watch>(executor_)), slots_(executor_, options_),
          pauses_(options_.max_pause, options_.pause_spread)
    {
        detail::check_pool_options(options_);
        // more than this cannot be counted in nanoseconds
        std::chrono::milliseconds const longest = std::chrono::hours(24 * 365);
        options_.keep_alive_idle = (std::min)(options_.keep_alive_idle, longest);
        options_.keep_alive_age = (std::min)(options_.keep_alive_age, longest);
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }

    /** Owns the pool's state, so that an exchange outlives the last handle.

        Each call has this coroutine's frame: what few calls need is in coroutines of its own, and an error, which is
        large, has memory of its own.
    */
    static boost::asio::awaitable<void> exchange_into(
        std::shared_ptr<implementation> self, request const& request, response& reply, std::unique_ptr<error>& reason)
    {
        bool sent = false;
        reason.reset();
        try {
            detail::check_request(request);
            while (true) {
                auto now = std::chrono::steady_clock::now();
                if (now >= request.deadline) {
                    reason = problem(errc::timed_out, "the call's deadline passed before the request was sent");
                    break;
                }
                bool probe = false;
                if (!self->pauses_.empty()) {
                    co_await self->wait_for_pause(request, probe, reason);
                    if (reason)
                        break;
                    now = std::chrono::steady_clock::now();
                }
                release_report released(*self, request.origin); // after the lease has ended
                detail::connection_queue::lease held(self->slots_, request.origin, now);
                if (!held.has_turn()) {
                    if (self->options_.observer)
                        self->report(request.origin, event::pool_change::waiting);
                    co_await self->slots_.wait_for_turn(held, request, reason);
                    if (reason)
                        break;
                    now = std::chrono::steady_clock::now();
                    // what was asked for while this exchange stood in the queue holds for it as well
                    if (!probe && self->pauses_.holds(request.origin, now))
                        continue;
                }
                released.expect();
                bool const reused = held.link != nullptr;
                auto const limit = (std::min)(request.deadline, now + self->options_.exchange_timeout);
                if (!reused) {
                    co_await self->open(held, request.origin, limit, reason);
                    if (reason)
                        break;
                }
                else if (!held.link->is_usable()) {
                    continue; // the lease drops it; the next turn takes another or opens one
                }
                else if (self->options_.observer) {
                    self->report(request.origin, event::pool_change::reused);
                }

                detail::exchange_steps went(*held.link, request, reply, self->options_, *self->watch_, limit);
                went.begin(sent);
                while (went.is_sending()) {
                    auto const outcome = co_await held.link->socket.async_write_some(
                        went.unsent(), boost::asio::as_tuple(boost::asio::deferred));
                    went.wrote(outcome, sent);
                }
                while (went.is_receiving()) {
                    auto const outcome = co_await held.link->socket.async_read_some(
                        went.room(), boost::asio::as_tuple(boost::asio::deferred));
                    went.received(outcome);
                }
                went.end();
                if (!went.failure) {
                    if (went.leaves_usable_connection())
                        held.keep();
                    self->look_for_pause(request.origin, reply, probe);
                    co_return;
                }
                if (reused && went.never_answered() && (request.repeatable || !sent))
                    continue; // closed while it was unused: nobody has seen the request, or it may be seen twice
                reason = std::move(went.failure);
                break;
            }
        }
        catch (failure const& thrown) { // the request was refused, or its host name cannot be verified
            reason = std::make_unique<error>(thrown.error());
        }
        catch (boost::system::system_error const& thrown) {
            // the one other exception, which Asio throws into a coroutine that was cancelled between two operations
            if (thrown.code() != boost::asio::error::operation_aborted)
                throw;
            reason = problem(errc::cancelled);
        }
        reason->diagnostics.request_may_have_been_sent = sent;
    }

    static boost::asio::awaitable<result<response>>
    exchange(std::shared_ptr<implementation> self, request const& request)
    {
        response reply;
        std::unique_ptr<error> reason;
        co_await exchange_into(std::move(self), request, reply, reason);
        if (reason)
            co_return std::move(*reason);
        co_return std::move(reply);
    }

    state current_state() const
    {
        auto out = slots_.current_state();
        out.waiting += paused_.load(std::memory_order_relaxed);
        return out;
    }

    void close_idle() { slots_.close_idle(); }

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

    /// Tells the observer that an exchange has given its connection back; declared before the lease, it does so after.
    class release_report {
    public:
        release_report(implementation& pool, origin const& where) : pool_(pool), where_(where) {}
        ~release_report()
        {
            if (expected_ && pool_.options_.observer)
                pool_.report(where_, event::pool_change::released);
        }
        release_report(release_report const&) = delete;
        release_report& operator=(release_report const&) = delete;
        void expect() { expected_ = true; }

    private:
        implementation& pool_;
        origin const& where_;
        bool expected_ = false;
    };

    /// An error with memory of its own.
    template <class... Arguments>
    static std::unique_ptr<error> problem(Arguments&&... arguments)
    {
        return std::make_unique<error>(std::forward<Arguments>(arguments)...);
    }

    boost::asio::awaitable<void> open(
        detail::connection_queue::lease& held, origin const& where, detail::steady_time limit,
        std::unique_ptr<error>& reason)
    {
        auto const begin = std::chrono::steady_clock::now();
        detail::connector const connector(executor_, tls_context_.get(), *watch_, sessions_, route_, options_);
        auto opened = co_await connector.open(where, limit);
        if (options_.observer)
            report(
                where, opened ? event::pool_change::opened : event::pool_change::not_opened,
                opened ? error_code() : opened.error().code, std::chrono::steady_clock::now() - begin);
        if (opened)
            held.link = std::move(*opened);
        else
            reason = problem(std::move(opened).error());
    }

    /// Waits while the request's origin pauses. `probe`: the reply decides whether it still does.
    boost::asio::awaitable<void> wait_for_pause(request const& request, bool& probe, std::unique_ptr<error>& reason)
    {
        using cloud_governance::detail::waiter;
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
                reason = problem(
                    verdict.status == 429 ? errc::rate_limited : errc::server_error,
                    "not sent: " + request.origin.host + " has answered " + std::to_string(verdict.status) +
                        " and asked for a pause, which is too long for this request");
                reason->diagnostics.retry_after = std::chrono::ceil<std::chrono::seconds>(verdict.left);
                co_return;
            case origin_pauses::action::wait:
                break;
            }
            pause_place const place(paused_);
            if (place.number() > options_.max_waiting) {
                reason = problem(
                    errc::queue_full, std::to_string(options_.max_waiting) +
                                          " requests wait for the end of the pause that " + request.origin.host +
                                          " asked for (max_waiting): send less at once");
                co_return;
            }
            waiter pause(executor_, verdict.until);
            if (co_await pause.wait() == waiter::outcome::cancelled) {
                reason = problem(errc::cancelled, "while waiting for the end of a pause");
                co_return;
            }
        }
    }

    /// Only where there is an observer.
    void report(
        origin const& where, event::pool_change change, error_code const& code = error_code(),
        event::duration duration = {}) noexcept
    try {
        auto const host = where.host_field();
        auto const now = current_state();
        event::pool_changed told;
        told.change = change;
        told.host = host;
        told.idle = now.idle;
        told.busy = now.busy;
        told.waiting = now.waiting;
        told.code = code;
        told.duration = duration;
        cloud_governance::detail::tell(*options_.observer, &observer::on_pool_changed, told);
    }
    catch (...) { // out of memory for a host's name: the exchange goes on
    }

    void report_pause(origin const& where, unsigned status, std::chrono::milliseconds delay)
    {
        auto const host = where.host_field();
        event::origin_paused told;
        told.host = host;
        told.status = status;
        told.delay = delay;
        cloud_governance::detail::tell(*options_.observer, &observer::on_origin_paused, told);
    }

    /// The reply may ask for a pause, or end one.
    void look_for_pause(origin const& where, response const& reply, bool probe)
    {
        if (reply.status == 429 || reply.status == 503) {
            auto const field = reply.fields.find("Retry-After");
            if (auto const asked = field ? parse_retry_after(*field, std::chrono::system_clock::now()) : std::nullopt)
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
    detail::connection_queue slots_;
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

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<response>> connection_pool::exchange(request const& request)
{
    return implementation::exchange(implementation_, request);
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void>
connection_pool::exchange_into(request const& request, response& reply, std::unique_ptr<error>& failure)
{
    return implementation::exchange_into(implementation_, request, reply, failure);
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
