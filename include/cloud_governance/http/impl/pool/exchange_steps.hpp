#pragma once

#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/detail/request_id.hpp>
#include <cloud_governance/http/exchange.hpp>
#include <cloud_governance/http/impl/message/reply_reader.hpp>
#include <cloud_governance/http/impl/message/request_text.hpp>
#include <cloud_governance/http/impl/pool/connection.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

namespace cloud_governance::http::detail {

/** The steps of one exchange on one connection. The coroutine of the exchange awaits between them, so that they need no
    coroutine of their own:

        exchange_steps steps(connection, work, options, watch, limit);
        steps.begin();
        while (steps.is_sending())
            steps.wrote(co_await connection.socket.async_write_some(steps.unsent(), as_tuple(deferred)));
        while (steps.is_receiving())
            steps.received(co_await connection.socket.async_read_some(steps.room(), as_tuple(deferred)));
        steps.end();

    The outcome is in `work`. Every call has such an object in its frame: what only a failure needs is on the heap or in
    a function of its own.
*/
class exchange_steps {
public:
    using outcome = std::tuple<boost::system::error_code, std::size_t>;

    exchange_steps(
        connection& connection, http::exchange& work, pool_options const& options, deadline_watch& watch,
        steady_time limit)
        : reader(connection.reader.emplace(work.request, connection.tls.get(), work.reply)), connection_(connection),
          work_(work), options_(options), limit_(limit), watch_(watch)
    {
    }
    ~exchange_steps() { connection_.reader.reset(); }
    exchange_steps(exchange_steps const&) = delete;
    exchange_steps& operator=(exchange_steps const&) = delete;

    /// Sends as much of the request as the network takes at once, which is usually all of it.
    void begin()
    {
        work_.reply.sent_at = now();
        write_request_text(connection_.text, work_.request, connection_.host, options_.user_agent);
        left_ = connection_.text;
        if (connection_.tls) {
            // TLS records that have been pending since the last request go out before this one
            if (connection_.tls->write(left_) != tls_session::status::done) {
                work_.fail(tls_failure("TLS record"));
                return;
            }
            left_ = connection_.tls->output();
        }
        write_some();
        bool const ended = left_.empty() || ec_;
        auto const timeout = ended ? options_.first_byte_timeout : options_.idle_timeout;
        watch_.start(connection_.socket, sooner(work_.reply.sent_at, timeout));
        if (ended)
            end_request();
    }

    /// There is more of the request to send.
    bool is_sending() const { return sending_ && !work_.failure; }
    boost::asio::const_buffer unsent() const { return boost::asio::const_buffer(left_.data(), left_.size()); }

    /// Takes the result of writing `unsent`.
    void wrote(outcome const& written)
    {
        auto const& [ec, size] = written;
        ec_ = ec;
        account(size);
        if (!left_.empty() && !ec_) {
            write_some();
            move_watch(options_.idle_timeout);
        }
        if (!left_.empty() && !ec_)
            return;
        if (ec_ == boost::asio::error::operation_aborted) {
            work_.fail(interrupted("sending the request", options_.idle_timeout));
            return;
        }
        end_request();
        move_watch(options_.first_byte_timeout);
    }

    /// There is more of the reply to come.
    bool is_receiving() const { return receiving_; }
    boost::asio::mutable_buffer room() const { return boost::asio::buffer(connection_.input); }

    /// Takes the result of reading into `room`, and reads what else has arrived.
    void received(outcome const& read)
    {
        auto const& [ec, size] = read;
        ec_ = ec;
        receiving_ = take(size);
    }

    /// Stops the deadline and adds what is known of the reply to a failure.
    void end()
    {
        watch_.stop();
        if (work_.failure) {
            auto& known = work_.failure->diagnostics;
            known.http_status = work_.reply.status;
            known.server_request_id = request_id_of(work_.reply);
            known.request_may_have_been_sent = work_.sent;
        }
        if (work_.request.sensitive)
            forget();
    }

    /// The connection can serve another exchange.
    bool leaves_usable_connection() const { return reader.reusable() && !write_error_; }

    /// The connection was closed before anything of a reply arrived.
    bool never_answered() const
    {
        return work_.failure && !reader.began() && work_.failure->code == errc::connection_closed;
    }

    /// The connection's reader, which writes into the reply of the exchange.
    reply_reader& reader;

private:
    /// Writes what the network takes without waiting.
    void write_some()
    {
        while (!left_.empty() && !ec_)
            account(connection_.socket.write_some(unsent(), ec_));
        if (ec_ == boost::asio::error::would_block)
            ec_.clear();
    }

    void end_request()
    {
        if (connection_.tls)
            connection_.tls->output().clear();
        // a server that refuses a request early answers and closes while it is still being written: read on
        write_error_ = ec_;
        sending_ = false;
        receiving_ = true;
    }

    void account(std::size_t written)
    {
        work_.sent = work_.sent || written > 0;
        left_.remove_prefix(written);
    }

    /// Takes what was read, and what more is there; false when nothing more is to be read.
    bool take(std::size_t size)
    {
        auto progress = reader.take(connection_.input.data(), size);
        // a full buffer means that more is there: read it at once and in large pieces, but not so much that other
        // exchanges of this thread wait for the whole of a large reply
        auto& network = thread_buffers::get().network;
        std::size_t turn = 2 * network.size();
        for (bool more = size == connection_.input.size(); progress && !ec_ && more && turn > 0 && !reader.done();) {
            turn -= network.size();
            size = connection_.socket.read_some(boost::asio::buffer(network), ec_);
            if (ec_ == boost::asio::error::would_block) {
                ec_.clear();
                break;
            }
            progress = reader.take(network.data(), size);
            more = size == network.size();
        }
        if (!progress) {
            work_.fail(std::move(progress).error());
            return false;
        }
        if (ec_ || reader.closed()) {
            if (!reader.take_end() && !reader.done())
                work_.fail(cut_short());
            return false;
        }
        if (reader.done())
            return false;
        // session tickets come before the first byte and are not part of the reply
        if (reader.began())
            move_watch(options_.idle_timeout);
        return true;
    }

    static steady_time now() { return std::chrono::steady_clock::now(); }

    steady_time sooner(steady_time now, std::chrono::milliseconds timeout) const
    {
        return (std::min)(limit_, now + timeout);
    }

    void move_watch(std::chrono::milliseconds timeout) { watch_.move_to(sooner(now(), timeout)); }

    /// Why the reply did not come whole.
    error cut_short() const
    {
        if (ec_ == boost::asio::error::operation_aborted)
            return reader.began() ? interrupted("receiving the reply", options_.idle_timeout)
                                  : interrupted("waiting for the reply", options_.first_byte_timeout);
        error out(
            errc::connection_closed,
            reader.began() ? "the reply was cut off" : "the connection was closed without a reply");
        out.diagnostics.cause = write_error_ ? write_error_ : ec_;
        return out;
    }

    /// An operation was cancelled: by the deadline or by the caller.
    error interrupted(char const* phase, std::chrono::milliseconds timeout) const
    {
        if (!watch_.expired())
            return error(errc::cancelled);
        if (now() >= limit_)
            return error(errc::timed_out, std::string("the call's deadline passed while ") + phase);
        return error(
            errc::timed_out, std::string(phase) + " made no progress for " + std::to_string(timeout.count()) + " ms");
    }

    /// Wipes what the connection still holds of a credential.
    void forget()
    {
        wipe(connection_.text.data(), connection_.text.size());
        connection_.text.clear();
        wipe(connection_.input.data(), connection_.input.size());
    }

    connection& connection_;
    http::exchange& work_;
    pool_options const& options_;
    steady_time limit_;
    deadline_watch::entry watch_;
    std::string_view left_;        // of the request, to be sent
    boost::system::error_code ec_; // of the last operation
    bool sending_ = true;
    bool receiving_ = false;
    boost::system::error_code write_error_;
};

} // namespace cloud_governance::http::detail
