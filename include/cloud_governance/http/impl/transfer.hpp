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

/// One exchange on one connection, and how it ended. Lives in the coroutine of the exchange.
class transfer {
public:
    transfer(
        connection& link, request const& request, pool_options const& options, std::shared_ptr<deadline_watch> watch,
        steady_time limit)
        : reader(request, link.tls.get()), link_(link), request_(request), options_(options), limit_(limit),
          watch_(std::move(watch))
    {
    }

    /// Sends the request and reads the reply; `end` must follow. `sent` becomes true as soon as bytes have left.
    boost::asio::awaitable<void> run(bool& sent)
    {
        // not a coroutine itself, which would cost a frame
        watch_.start(link_.socket, limit_);
        return send_and_receive(sent);
    }

    /// Ends the watch and says in `failure` what is known of the reply.
    void end()
    {
        watch_.stop();
        if (!reader.done()) {
            failure.diagnostics.http_status = reader.reply.status;
            failure.diagnostics.server_request_id = request_id_of(reader.reply);
        }
        if (request_.sensitive)
            forget();
    }

    /// The connection can serve another exchange.
    bool leaves_usable_connection() const { return reader.reusable() && !cut_short_; }

    /// The connection was closed before anything of a reply arrived.
    bool never_answered() const { return !reader.began() && failure.code == errc::connection_closed; }

    /// Holds the reply when it is `done`.
    reply_reader reader;
    /// What went wrong otherwise.
    error failure;

private:
    boost::asio::awaitable<void> send_and_receive(bool& sent)
    {
        namespace asio = boost::asio;
        boost::system::error_code ec;
        write_request_text(link_.text, request_, options_.user_agent);
        std::string_view left = link_.text;
        if (link_.tls) {
            // what TLS itself had to say since the last request, goes out before this one
            if (link_.tls->write(left) != tls_session::status::done) {
                failure = tls_failure("TLS record");
                co_return;
            }
            left = link_.tls->output();
        }
        reader.reply.sent_at = std::chrono::steady_clock::now();
        while (!left.empty() && !ec) {
            std::size_t written = link_.socket.write_some(asio::buffer(left.data(), left.size()), ec);
            if (ec == asio::error::would_block) {
                watch_.move_to(sooner(options_.idle_timeout));
                written = co_await link_.socket.async_write_some(
                    asio::buffer(left.data(), left.size()), asio::redirect_error(asio::use_awaitable, ec));
            }
            sent = sent || written > 0;
            left.remove_prefix(written);
        }
        if (link_.tls)
            link_.tls->output().clear();
        if (ec == asio::error::operation_aborted) {
            failure = interrupted("sending the request", options_.idle_timeout);
            co_return;
        }
        // a server that refuses a request early answers and closes while it is still being written: read on
        boost::system::error_code const write_error = ec;
        cut_short_ = write_error.failed();
        watch_.move_to(sooner(options_.first_byte_timeout));
        while (!reader.done()) {
            std::size_t size = co_await link_.socket.async_read_some(
                asio::buffer(link_.input), asio::redirect_error(asio::use_awaitable, ec));
            auto taken = reader.take(link_.input.data(), size);
            // a full buffer means that more is there: read it at once and in large pieces, but not so much that other
            // exchanges of this thread wait for the whole of a large reply
            auto& network = thread_buffers::get().network;
            std::size_t turn = 2 * network.size();
            for (bool more = size == link_.input.size(); taken && !ec && more && turn > 0 && !reader.done();) {
                turn -= network.size();
                size = link_.socket.read_some(asio::buffer(network), ec);
                if (ec == asio::error::would_block) {
                    ec.clear();
                    break;
                }
                taken = reader.take(network.data(), size);
                more = size == network.size();
            }
            if (!taken) {
                failure = std::move(taken).error();
                co_return;
            }
            if (ec || reader.closed()) {
                if (reader.take_end() || reader.done())
                    co_return;
                failure = ec == asio::error::operation_aborted
                              ? interrupted(
                                    reader.began() ? "receiving the reply" : "waiting for the reply",
                                    reader.began() ? options_.idle_timeout : options_.first_byte_timeout)
                              : cut_off(write_error ? write_error : ec);
                co_return;
            }
            // session tickets come before the first byte and are not part of the reply
            if (!reader.done() && reader.began())
                watch_.move_to(sooner(options_.idle_timeout));
        }
    }

    steady_time sooner(std::chrono::milliseconds timeout) const
    {
        return (std::min)(limit_, std::chrono::steady_clock::now() + timeout);
    }

    /// An operation was cancelled: by the deadline or by the caller.
    error interrupted(char const* phase, std::chrono::milliseconds timeout) const
    {
        if (!watch_.expired())
            return error(errc::cancelled);
        bool const whole = std::chrono::steady_clock::now() >= limit_;
        return error(
            errc::timed_out, whole
                                 ? std::string("the call's deadline passed while ") + phase
                                 : std::string(phase) + " stood still for " + std::to_string(timeout.count()) + " ms");
    }

    error cut_off(boost::system::error_code cause) const
    {
        error out(
            errc::connection_closed,
            reader.began() ? "the reply was cut off" : "the connection was closed without a reply");
        out.diagnostics.cause = cause;
        return out;
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
    bool cut_short_ = false; // not all of the request could be written
};

} // namespace cloud_governance::http::detail
