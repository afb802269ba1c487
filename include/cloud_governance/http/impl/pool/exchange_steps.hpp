#pragma once

#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/detail/request_id.hpp>
#include <cloud_governance/http/impl/message/reply_reader.hpp>
#include <cloud_governance/http/impl/pool/connection.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

namespace cloud_governance::http::detail {

/** One exchange on one connection, and how it ended. Lives in the coroutine of the exchange, which awaits what has to
   be awaited, so that no coroutine of its own stands between:

        exchange_steps went(…);
        went.begin(sent);
        while (went.is_sending())
            went.wrote(co_await link.socket.async_write_some(went.unsent(), as_tuple(deferred)), sent);
        while (went.is_receiving())
            went.received(co_await link.socket.async_read_some(went.room(), as_tuple(deferred)));
        went.end();

    Every call has one: what only a failure needs has memory of its own, or is in a function of its own.
*/
class exchange_steps {
public:
    using outcome = std::tuple<boost::system::error_code, std::size_t>;

    exchange_steps(
        connection& link, request const& request, response& reply, pool_options const& options, deadline_watch& watch,
        steady_time limit)
        : reader(link.reader.emplace(request, link.tls.get(), reply)), link_(link), request_(request),
          options_(options), limit_(limit), watch_(watch)
    {
    }
    ~exchange_steps() { link_.reader.reset(); }
    exchange_steps(exchange_steps const&) = delete;
    exchange_steps& operator=(exchange_steps const&) = delete;

    /// Sends what leaves at once: most requests. `sent` becomes true as soon as bytes have left.
    void begin(bool& sent)
    {
        reader.reply.sent_at = now();
        write_request_text(link_.text, request_, link_.host, options_.user_agent);
        left_ = link_.text;
        if (link_.tls) {
            // what TLS itself had to say since the last request, goes out before this one
            if (link_.tls->write(left_) != tls_session::status::done) {
                fail(tls_failure("TLS record"));
                return;
            }
            left_ = link_.tls->output();
        }
        write_some(sent);
        bool const ended = left_.empty() || ec_;
        auto const timeout = ended ? options_.first_byte_timeout : options_.idle_timeout;
        watch_.start(link_.socket, sooner(reader.reply.sent_at, timeout));
        if (ended)
            end_request();
    }

    /// There is more of the request to be sent.
    bool is_sending() const { return sending_ && !failure; }
    boost::asio::const_buffer unsent() const { return boost::asio::const_buffer(left_.data(), left_.size()); }

    /// What writing `unsent` brought.
    void wrote(outcome const& written, bool& sent)
    {
        auto const& [ec, size] = written;
        ec_ = ec;
        account(size, sent);
        if (!left_.empty() && !ec_) {
            write_some(sent);
            move_watch(options_.idle_timeout);
        }
        if (!left_.empty() && !ec_)
            return;
        if (ec_ == boost::asio::error::operation_aborted) {
            fail(interrupted("sending the request", options_.idle_timeout));
            return;
        }
        end_request();
        move_watch(options_.first_byte_timeout);
    }

    /// There is more of the reply to come.
    bool is_receiving() const { return receiving_; }
    boost::asio::mutable_buffer room() const { return boost::asio::buffer(link_.input); }

    /// What reading into `room` brought; takes what more is there.
    void received(outcome const& read)
    {
        auto const& [ec, size] = read;
        ec_ = ec;
        receiving_ = take(size);
    }

    /// Ends the watch and says in `failure` what is known of the reply.
    void end()
    {
        watch_.stop();
        if (failure) {
            failure->diagnostics.http_status = reader.reply.status;
            failure->diagnostics.server_request_id = request_id_of(reader.reply);
        }
        if (request_.sensitive)
            forget();
    }

    /// The connection can serve another exchange.
    bool leaves_usable_connection() const { return reader.reusable() && !write_error_; }

    /// The connection was closed before anything of a reply arrived.
    bool never_answered() const { return failure && !reader.began() && failure->code == errc::connection_closed; }

    /// The connection's.
    reply_reader& reader;
    /// Why the reply did not come; null when it did.
    std::unique_ptr<error> failure;

private:
    /// Writes what the network takes without waiting.
    void write_some(bool& sent)
    {
        while (!left_.empty() && !ec_)
            account(link_.socket.write_some(unsent(), ec_), sent);
        if (ec_ == boost::asio::error::would_block)
            ec_.clear();
    }

    void end_request()
    {
        if (link_.tls)
            link_.tls->output().clear();
        // a server that refuses a request early answers and closes while it is still being written: read on
        write_error_ = ec_;
        sending_ = false;
        receiving_ = true;
    }

    void account(std::size_t written, bool& sent)
    {
        sent = sent || written > 0;
        left_.remove_prefix(written);
    }

    /// Takes what was read, and what more is there; false when nothing more is to be read.
    bool take(std::size_t size)
    {
        auto taken = reader.take(link_.input.data(), size);
        // a full buffer means that more is there: read it at once and in large pieces, but not so much that other
        // exchanges of this thread wait for the whole of a large reply
        auto& network = thread_buffers::get().network;
        std::size_t turn = 2 * network.size();
        for (bool more = size == link_.input.size(); taken && !ec_ && more && turn > 0 && !reader.done();) {
            turn -= network.size();
            size = link_.socket.read_some(boost::asio::buffer(network), ec_);
            if (ec_ == boost::asio::error::would_block) {
                ec_.clear();
                break;
            }
            taken = reader.take(network.data(), size);
            more = size == network.size();
        }
        if (!taken) {
            fail(std::move(taken).error());
            return false;
        }
        if (ec_ || reader.closed()) {
            if (!reader.take_end() && !reader.done())
                fail(cut_short());
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

    void fail(error reason) { failure = std::make_unique<error>(std::move(reason)); }

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
        bool const whole = now() >= limit_;
        return error(
            errc::timed_out, whole
                                 ? std::string("the call's deadline passed while ") + phase
                                 : std::string(phase) + " stood still for " + std::to_string(timeout.count()) + " ms");
    }

    /// Wipes what the connection still holds of a credential.
    void forget()
    {
        wipe(link_.text.data(), link_.text.size());
        link_.text.clear();
        wipe(link_.input.data(), link_.input.size());
    }

    connection& link_;
    request const& request_;
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
