#pragma once

#include <cloud_governance/detail/waiter.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/connector.hpp>
#include <cloud_governance/http/impl/reply_reader.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <mutex>
#include <vector>

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
        {"handshake_timeout", options.handshake_timeout},
        {"first_byte_timeout", options.first_byte_timeout},
        {"idle_timeout", options.idle_timeout},
        {"exchange_timeout", options.exchange_timeout}};
    for (auto const& [field, value] : waits)
        if (value <= std::chrono::milliseconds(0) || value > std::chrono::hours(24))
            refuse(field, "must be more than zero and at most 24 hours");
    if (options.keep_alive_idle < std::chrono::milliseconds(0))
        refuse("keep_alive_idle", "must not be negative");
    if (options.keep_alive_age < std::chrono::milliseconds(0))
        refuse("keep_alive_age", "must not be negative");
    if (!is_valid_field_value(options.user_agent))
        refuse("user_agent", "must be printable ASCII without a blank at either end");
}

/// The last gate before the wire: what a faulty caller or transport user could smuggle in.
inline std::optional<error> check_request(request const& request, bool allow_http_on_loopback)
{
    if (request.origin.host.empty())
        return error(errc::invalid_argument, "the request's origin has no host");
    if (!request.origin.secure && !(allow_http_on_loopback && request.origin.is_loopback()))
        return error(
            errc::invalid_argument,
            "plain http to " + printable(request.origin.host) +
                " is refused: use https (allow_http_on_loopback permits it to this machine only)");
    if (request.target.empty() || request.target.front() != '/')
        return error(errc::invalid_argument, "the request's target must start with '/'");
    for (char c : request.target)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F)
            return error(errc::invalid_argument, "the request's target has a character that must be percent-encoded");
    // a second framing would let a part of the body pass for another request (RFC 9112 section 11.2)
    for (char const* name : {"Content-Length", "Transfer-Encoding"})
        if (request.fields.contains(name))
            return error(errc::invalid_argument, std::string(name) + ": this header field is the transport's own");
    return std::nullopt;
}

} // namespace detail

class connection_pool::implementation : public std::enable_shared_from_this<implementation> {
public:
    implementation(boost::asio::any_io_executor executor, pool_options options)
        : executor_(std::move(executor)), options_(std::move(options)),
          tls_context_(detail::make_tls_context(options_.tls)),
          watch_(std::make_shared<detail::deadline_watch>(executor_))
    {
        detail::check_pool_options(options_);
        // more than this cannot be counted in nanoseconds
        std::chrono::milliseconds const longest = std::chrono::hours(24 * 365);
        options_.keep_alive_idle = (std::min)(options_.keep_alive_idle, longest);
        options_.keep_alive_age = (std::min)(options_.keep_alive_age, longest);
    }

    boost::asio::any_io_executor const& executor() const { return executor_; }

    /// Owns the pool's state, so that an exchange outlives the last handle.
    static boost::asio::awaitable<result<response>>
    exchange(std::shared_ptr<implementation> self, request const& request)
    {
        if (auto refused = detail::check_request(request, self->options_.allow_http_on_loopback))
            co_return *std::move(refused);
        bool sent = false;
        error reason;
        try {
            while (true) {
                if (std::chrono::steady_clock::now() >= request.deadline) {
                    reason = error(errc::timed_out, "the call's deadline passed before the request was sent");
                    break;
                }
                lease held(*self, request.origin);
                if (!held.try_take()) {
                    auto waited = co_await self->wait_for_turn(held, request);
                    if (!waited) {
                        reason = std::move(waited).error();
                        break;
                    }
                }
                bool const reused = held.link != nullptr;
                auto const begin = std::chrono::steady_clock::now();
                auto const limit = (std::min)(request.deadline, begin + self->options_.exchange_timeout);
                if (!reused) {
                    detail::connector const connector(
                        self->executor_, self->tls_context_.get(), self->watch_, self->options_);
                    auto opened = co_await connector.open(request.origin, limit);
                    if (!opened) {
                        reason = std::move(opened).error();
                        break;
                    }
                    held.link = std::move(*opened);
                }
                else if (!held.link->is_usable()) {
                    continue; // the lease drops it; the next turn takes another or opens one
                }

                detail::reply_reader reader(request, held.link->tls.get());
                transfer went(*self, *held.link, reader, limit);
                went.watch.start(held.link->socket, limit);
                co_await self->run(went, request, sent);
                went.watch.stop();
                if (request.sensitive)
                    forget(*held.link);
                if (reader.done()) {
                    if (reader.reusable() && !went.cut_short)
                        held.keep();
                    co_return std::move(reader.reply);
                }
                bool const never_answered = !reader.began() && went.failure.code == errc::connection_closed;
                if (reused && never_answered && (request.repeatable || !sent))
                    continue; // closed while it was unused: nobody has seen the request, or it may be seen twice
                reason = std::move(went.failure);
                break;
            }
        }
        catch (failure const& thrown) { // a host name that cannot be verified
            reason = thrown.error();
        }
        catch (boost::system::system_error const& thrown) {
            // the one other exception, which Asio throws into a coroutine that was cancelled between two operations
            if (thrown.code() != boost::asio::error::operation_aborted)
                throw;
            reason = error(errc::cancelled);
        }
        reason.diagnostics.request_may_have_been_sent = sent;
        co_return reason;
    }

    state current_state() const
    {
        std::lock_guard const lock(mutex_);
        state out;
        for (auto const& slot : slots_) {
            out.idle += slot->idle.size();
            out.busy += slot->open - slot->idle.size();
            out.waiting += slot->waiting.size();
        }
        return out;
    }

    void close_idle()
    {
        std::vector<std::unique_ptr<detail::connection>> closing; // closed outside the lock
        std::lock_guard const lock(mutex_);
        for (auto const& slot : slots_) {
            slot->open -= slot->idle.size();
            for (auto& link : slot->idle)
                closing.push_back(std::move(link));
            slot->idle.clear();
        }
    }

private:
    class turn;

    /// What the pool has for one origin. Guarded by the pool's mutex.
    class slot {
    public:
        http::origin origin;
        std::vector<std::unique_ptr<detail::connection>> idle; // the last one used is the first one taken
        std::size_t open = 0;                                  // idle, in use, and being opened
        std::deque<turn*> waiting;
    };

    /// An exchange's right to one connection; gives it back when the exchange ends, however it ends.
    class lease {
    public:
        lease(implementation& pool, http::origin const& origin) : pool_(pool), slot_(pool.find_slot(origin)) {}
        ~lease()
        {
            if (granted_)
                pool_.give_back(slot_, nullptr);
        }
        lease(lease const&) = delete;
        lease& operator=(lease const&) = delete;

        /// Takes a kept connection, or the right to open one. False: all are busy.
        bool try_take()
        {
            std::vector<std::unique_ptr<detail::connection>> too_old;
            std::lock_guard const lock(pool_.mutex_);
            return take(too_old);
        }

        /// The connection goes back to the pool for another exchange.
        void keep()
        {
            link->idle_since = std::chrono::steady_clock::now();
            pool_.give_back(slot_, std::move(link));
            granted_ = false;
        }

        std::unique_ptr<detail::connection> link;

    private:
        friend implementation;

        // with the pool's lock held
        bool take(std::vector<std::unique_ptr<detail::connection>>& too_old)
        {
            auto const now = std::chrono::steady_clock::now();
            while (!slot_.idle.empty()) {
                auto candidate = std::move(slot_.idle.back());
                slot_.idle.pop_back();
                if (pool_.is_fresh(*candidate, now)) {
                    link = std::move(candidate);
                    granted_ = true;
                    return true;
                }
                --slot_.open;
                too_old.push_back(std::move(candidate));
            }
            if (slot_.open >= pool_.options_.max_connections)
                return false;
            ++slot_.open;
            granted_ = true;
            return true;
        }

        implementation& pool_;
        slot& slot_;
        bool granted_ = false;
    };

    /// An exchange's place in the queue; lives in its coroutine.
    class turn {
    public:
        turn(implementation& pool, slot& slot, detail::steady_time deadline)
            : pool_(pool), slot_(slot), signal(pool.executor_, deadline)
        {
        }
        ~turn()
        {
            std::unique_lock lock(pool_.mutex_);
            if (!granted) {
                auto& queue = slot_.waiting;
                queue.erase(std::remove(queue.begin(), queue.end(), this), queue.end());
                return;
            }
            lock.unlock();
            if (!taken)
                pool_.give_back(slot_, std::move(link));
        }
        turn(turn const&) = delete;
        turn& operator=(turn const&) = delete;

    private:
        implementation& pool_;
        slot& slot_;

    public:
        cloud_governance::detail::waiter signal;
        bool granted = false; // written under the lock
        bool taken = false;
        std::unique_ptr<detail::connection> link; // absent: the right to open one
    };

    /// One exchange on one connection, and how it ended.
    class transfer {
    public:
        transfer(implementation& pool, detail::connection& used, detail::reply_reader& reads, detail::steady_time until)
            : link(used), reader(reads), limit(until), watch(pool.watch_)
        {
        }

        detail::connection& link;
        detail::reply_reader& reader;
        detail::steady_time limit;
        detail::deadline_watch::entry watch;
        bool cut_short = false; // not all of the request could be written
        error failure;
    };

    slot& find_slot(http::origin const& origin)
    {
        std::lock_guard const lock(mutex_);
        for (auto const& known : slots_)
            if (known->origin == origin)
                return *known;
        slots_.push_back(std::make_unique<slot>());
        slots_.back()->origin = origin;
        return *slots_.back();
    }

    bool is_fresh(detail::connection const& link, detail::steady_time now) const
    {
        return now - link.idle_since < options_.keep_alive_idle && now - link.opened_at < options_.keep_alive_age;
    }

    /// Takes back a lease's right, with its connection or without, and passes both on.
    void give_back(slot& slot, std::unique_ptr<detail::connection> link)
    {
        std::unique_ptr<detail::connection> closing; // closed outside the lock
        std::lock_guard const lock(mutex_);
        if (link && !is_fresh(*link, std::chrono::steady_clock::now()))
            closing = std::move(link);
        if (!slot.waiting.empty()) {
            turn* const next = slot.waiting.front();
            slot.waiting.pop_front();
            next->granted = true;
            next->link = std::move(link);
            next->signal.notify();
            return;
        }
        if (link)
            slot.idle.push_back(std::move(link));
        else
            --slot.open;
    }

    boost::asio::awaitable<result<void>> wait_for_turn(lease& held, request const& request)
    {
        auto const own = std::chrono::steady_clock::now() + options_.pool_timeout;
        turn mine(*this, held.slot_, (std::min)(own, request.deadline));
        {
            std::vector<std::unique_ptr<detail::connection>> too_old;
            std::lock_guard const lock(mutex_);
            if (held.take(too_old))
                co_return result<void>();
            held.slot_.waiting.push_back(&mine);
        }
        auto const outcome = co_await mine.signal.wait();
        {
            std::lock_guard const lock(mutex_);
            if (mine.granted) {
                mine.taken = true;
                held.granted_ = true;
                held.link = std::move(mine.link);
                co_return result<void>();
            }
        }
        if (outcome == cloud_governance::detail::waiter::outcome::cancelled)
            co_return error(errc::cancelled);
        if (request.deadline < own)
            co_return error(errc::timed_out, "the call's deadline passed while it waited for a free connection");
        co_return error(
            errc::pool_timed_out, "all " + std::to_string(options_.max_connections) + " connections to " +
                                      request.origin.host + " stayed busy for pool_timeout (" +
                                      std::to_string(options_.pool_timeout.count()) +
                                      " ms): raise max_connections, or send less at once");
    }

    /// Sends the request and reads the reply; `went` says how it ended, `sent` whether bytes have left.
    boost::asio::awaitable<void> run(transfer& went, request const& request, bool& sent)
    {
        namespace asio = boost::asio;
        auto& link = went.link;
        boost::system::error_code ec;
        detail::write_request_text(link.text, request, options_.user_agent);
        std::string_view left = link.text;
        if (link.tls) {
            // what TLS itself had to say since the last request, goes out before this one
            if (link.tls->write(left) != detail::tls_session::status::done) {
                went.failure =
                    error(errc::tls_failed, "TLS record: " + cloud_governance::detail::drain_openssl_errors());
                co_return;
            }
            left = link.tls->output();
        }
        went.reader.reply.sent_at = std::chrono::steady_clock::now();
        while (!left.empty() && !ec) {
            std::size_t written = link.socket.write_some(asio::buffer(left.data(), left.size()), ec);
            if (ec == asio::error::would_block) {
                went.watch.move_to(sooner(went, options_.idle_timeout));
                written = co_await link.socket.async_write_some(
                    asio::buffer(left.data(), left.size()), asio::redirect_error(asio::use_awaitable, ec));
            }
            sent = sent || written > 0;
            left.remove_prefix(written);
        }
        if (link.tls)
            link.tls->output().clear();
        if (ec == asio::error::operation_aborted) {
            went.failure = interrupted(went, "sending the request", options_.idle_timeout);
            co_return;
        }
        // a server that refuses a request early answers and closes while it is still being written: read on
        boost::system::error_code const write_error = ec;
        went.cut_short = write_error.failed();
        went.watch.move_to(sooner(went, options_.first_byte_timeout));
        while (!went.reader.done()) {
            std::size_t size = co_await link.socket.async_read_some(
                asio::buffer(link.input), asio::redirect_error(asio::use_awaitable, ec));
            auto taken = went.reader.take(link.input.data(), size);
            // a full buffer means that more is there: read it at once and in large pieces
            auto& network = detail::thread_buffers::get().network;
            for (bool more = size == link.input.size(); taken && !ec && more && !went.reader.done();) {
                size = link.socket.read_some(asio::buffer(network), ec);
                if (ec == asio::error::would_block) {
                    ec.clear();
                    break;
                }
                taken = went.reader.take(network.data(), size);
                more = size == network.size();
            }
            if (!taken) {
                went.failure = std::move(taken).error();
                co_return;
            }
            if (ec || went.reader.closed()) {
                if (went.reader.take_end() || went.reader.done())
                    co_return;
                went.failure = ec == asio::error::operation_aborted
                                   ? interrupted(
                                         went, went.reader.began() ? "receiving the reply" : "waiting for the reply",
                                         went.reader.began() ? options_.idle_timeout : options_.first_byte_timeout)
                                   : cut_off(went, write_error ? write_error : ec);
                co_return;
            }
            // session tickets come before the first byte and are not part of the reply
            if (!went.reader.done() && went.reader.began())
                went.watch.move_to(sooner(went, options_.idle_timeout));
        }
    }

    static detail::steady_time sooner(transfer const& went, std::chrono::milliseconds timeout)
    {
        return (std::min)(went.limit, std::chrono::steady_clock::now() + timeout);
    }

    /// An operation was cancelled: by the deadline or by the caller.
    static error interrupted(transfer const& went, char const* phase, std::chrono::milliseconds timeout)
    {
        if (!went.watch.expired())
            return error(errc::cancelled);
        bool const whole = std::chrono::steady_clock::now() >= went.limit;
        return error(
            errc::timed_out, whole
                                 ? std::string("the call's deadline passed while ") + phase
                                 : std::string(phase) + " stood still for " + std::to_string(timeout.count()) + " ms");
    }

    static error cut_off(transfer const& went, boost::system::error_code cause)
    {
        error out(
            errc::connection_closed,
            went.reader.began() ? "the reply was cut off" : "the connection was closed without a reply");
        out.diagnostics.cause = cause;
        out.diagnostics.http_status = went.reader.reply.status;
        return out;
    }

    static void forget(detail::connection& link)
    {
        wipe(link.text.data(), link.text.size());
        link.text.clear();
        wipe(link.input.data(), link.input.size());
    }

    boost::asio::any_io_executor executor_;
    pool_options options_;
    std::unique_ptr<SSL_CTX, detail::openssl_deleter> tls_context_;
    std::shared_ptr<detail::deadline_watch> watch_;
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<slot>> slots_;
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
