#pragma once

#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/connection.hpp>
#include <cloud_governance/http/impl/reply_reader.hpp>
#include <cloud_governance/http/impl/request_id.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/** One exchange on one connection, and how it ended. Lives in the coroutine of the exchange.

    Every call has one, and its own coroutine beside it: what only a failure needs has memory of its own, or is in a
    function of its own.
*/
class transfer {
public:
    transfer(
        connection& link, request const& request, pool_options const& options, deadline_watch& watch, steady_time limit)
        : reader(request, link.tls.get()), link_(link), request_(request), options_(options), limit_(limit),
          watch_(watch)
    {
    }

    /// Sends the request and reads the reply; `end` must follow. `sent` becomes true as soon as bytes have left.
    boost::asio::awaitable<void> run(bool& sent)
    {
        namespace asio = boost::asio;
        boost::system::error_code ec;
        begin(sent, ec);
        if (failure)
            co_return;
        bool const at_once = left_.empty();
        while (!left_.empty() && !ec) {
            std::size_t const written = co_await link_.socket.async_write_some(
                asio::buffer(left_.data(), left_.size()), asio::redirect_error(asio::use_awaitable, ec));
            account(written, sent);
            if (!left_.empty() && !ec) {
                write_some(sent, ec);
                move_watch(options_.idle_timeout);
            }
        }
        if (link_.tls)
            link_.tls->output().clear();
        if (ec == asio::error::operation_aborted) {
            fail(interrupted("sending the request", options_.idle_timeout));
            co_return;
        }
        // a server that refuses a request early answers and closes while it is still being written: read on
        write_error_ = ec;
        if (!at_once)
            move_watch(options_.first_byte_timeout);
        while (true) {
            std::size_t const size = co_await link_.socket.async_read_some(
                asio::buffer(link_.input), asio::redirect_error(asio::use_awaitable, ec));
            if (!take(size, ec))
                co_return;
        }
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

    /// Holds the reply, unless there is a `failure`.
    reply_reader reader;
    std::unique_ptr<error> failure;

private:
    /// Most requests leave at once.
    void begin(bool& sent, boost::system::error_code& ec)
    {
        reader.reply.sent_at = now();
        write_request_text(link_.text, request_, options_.user_agent);
        left_ = link_.text;
        if (link_.tls) {
            // what TLS itself had to say since the last request, goes out before this one
            if (link_.tls->write(left_) != tls_session::status::done)
                return fail(tls_failure("TLS record"));
            left_ = link_.tls->output();
        }
        write_some(sent, ec);
        auto const timeout = left_.empty() ? options_.first_byte_timeout : options_.idle_timeout;
        watch_.start(link_.socket, sooner(reader.reply.sent_at, timeout));
    }

    /// Writes what the network takes without waiting.
    void write_some(bool& sent, boost::system::error_code& ec)
    {
        while (!left_.empty() && !ec)
            account(link_.socket.write_some(boost::asio::buffer(left_.data(), left_.size()), ec), sent);
        if (ec == boost::asio::error::would_block)
            ec.clear();
    }

    void account(std::size_t written, bool& sent)
    {
        sent = sent || written > 0;
        left_.remove_prefix(written);
    }

    /// Takes what was read, and what more is there; false when nothing more is to be read.
    bool take(std::size_t size, boost::system::error_code& ec)
    {
        auto taken = reader.take(link_.input.data(), size);
        // a full buffer means that more is there: read it at once and in large pieces, but not so much that other
        // exchanges of this thread wait for the whole of a large reply
        auto& network = thread_buffers::get().network;
        std::size_t turn = 2 * network.size();
        for (bool more = size == link_.input.size(); taken && !ec && more && turn > 0 && !reader.done();) {
            turn -= network.size();
            size = link_.socket.read_some(boost::asio::buffer(network), ec);
            if (ec == boost::asio::error::would_block) {
                ec.clear();
                break;
            }
            taken = reader.take(network.data(), size);
            more = size == network.size();
        }
        if (!taken) {
            fail(std::move(taken).error());
            return false;
        }
        if (ec || reader.closed()) {
            if (!reader.take_end() && !reader.done())
                fail(cut_short(ec));
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
    error cut_short(boost::system::error_code ec) const
    {
        if (ec == boost::asio::error::operation_aborted)
            return reader.began() ? interrupted("receiving the reply", options_.idle_timeout)
                                  : interrupted("waiting for the reply", options_.first_byte_timeout);
        error out(
            errc::connection_closed,
            reader.began() ? "the reply was cut off" : "the connection was closed without a reply");
        out.diagnostics.cause = write_error_ ? write_error_ : ec;
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
    std::string_view left_; // of the request, to be sent
    boost::system::error_code write_error_;
};

} // namespace cloud_governance::http::detail
