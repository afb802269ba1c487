#pragma once

#include <cloud_governance/http/impl/message/response_parser.hpp>
#include <cloud_governance/http/impl/pool/thread_buffers.hpp>
#include <cloud_governance/http/impl/tls/tls_session.hpp>

#include <boost/beast/http/error.hpp>

#include <optional>
#include <string>

namespace cloud_governance::http::detail {

// NOLINTBEGIN(bugprone-unchecked-optional-access): the constructor makes parser_, which is optional only to be made
// anew
/** Turns the bytes of one connection into one reply: decrypts, parses, skips informational replies. No I/O. */
class reply_reader {
public:
    /// Reads the reply into `into`, which must outlive the reader; its old content is dropped.
    reply_reader(request const& request, tls_session* tls, response& into)
        : reply(into), limits_(request.limits),
          head_request_(request.method == verb::head || request.method == verb::connect),
          accept_gzip_(request.accept_gzip && !request.sensitive), tls_(tls)
    {
        reply = response();
        reply.sensitive = request.sensitive;
        parser_.emplace(reply, limits_, head_request_, accept_gzip_);
    }

    /// Reads bytes from the network. An error ends the exchange.
    result<void> take(char const* data, std::size_t size)
    {
        auto taken = tls_ ? decrypt(data, size) : parse(data, size);
        failed_ = !taken;
        if (tls_ && reply.sensitive)
            wipe(thread_buffers::get().plain.data(), thread_buffers::get().plain.size());
        return taken;
    }

    /// The connection has ended: completes a reply whose body has no length. With TLS that takes a close_notify.
    bool take_end()
    {
        boost::system::error_code ec;
        if (done() || failed_ || !parser_->got_some() || (tls_ && !closed_))
            return done();
        parser_->put_eof(ec);
        return !ec && done();
    }

    /// True when the reply is complete.
    bool done() const { return !failed_ && parser_->is_done(); }

    /// True when bytes of a reply have arrived.
    bool began() const { return began_; }

    /// True when the peer has ended its side of the connection.
    bool closed() const { return closed_; }

    /// True when the connection can serve another exchange.
    bool reusable() const { return done() && parser_->keep_alive() && !surplus_ && !closed_; }

    /// True when more bytes than those of the reply have come.
    bool has_surplus() const { return surplus_; }

    response& reply;

private:
    result<void> decrypt(char const* data, std::size_t size)
    {
        tls_->feed(data, size);
        auto& plain = thread_buffers::get().plain;
        while (true) {
            std::size_t got = 0;
            switch (tls_->read(plain.data(), plain.size(), got)) {
            case tls_session::status::done:
                if (auto parsed = parse(plain.data(), got); !parsed)
                    return parsed;
                if (!tls_->has_input())
                    return {};
                break;
            case tls_session::status::want_input:
                return {};
            case tls_session::status::closed:
                closed_ = true;
                return {};
            case tls_session::status::failed:
                if (done()) { // the reply came whole; what follows it concerns the connection only
                    closed_ = true;
                    ERR_clear_error();
                    return {};
                }
                return tls_failure("TLS record");
            }
        }
    }

    result<void> parse(char const* data, std::size_t size)
    {
        began_ = began_ || size > 0;
        // the parser wants an incomplete head in one piece with the rest, so it was kept
        if (!kept_.empty()) {
            kept_.append(data, size);
            data = kept_.data();
            size = kept_.size();
            // Beast asserts that a last chunk ("0", CRLF, CRLF) which it began to read comes back whole
            if (size < 5 && parser_->is_header_done())
                return {};
        }
        while (size > 0 && !done()) {
            boost::system::error_code ec;
            std::size_t const used = parser_->put(boost::asio::const_buffer(data, size), ec);
            data += used;
            size -= used;
            if (ec == boost::beast::http::error::need_more)
                break;
            if (ec)
                return describe(ec);
            if (done() && reply.status < 200) {
                if (auto skipped = skip_informational_reply(); !skipped)
                    return skipped;
            }
        }
        if (done()) {
            surplus_ = size > 0;
            size = 0;
        }
        // Beast limits the head, but neither a chunk's extension nor the trailer
        if (size > limits_.header_bytes)
            return describe(boost::beast::http::error::header_limit);
        wiped_string rest(data, size);
        kept_.swap(rest);
        return {};
    }

    result<void> skip_informational_reply()
    {
        constexpr unsigned most = 10;
        if (reply.status == 101)
            return error(errc::invalid_http_response, "the server switched protocols, which was not asked for");
        if (++informational_ > most)
            return error(errc::invalid_http_response, "the server sent more than 10 informational replies");
        reply.fields.clear();
        parser_.emplace(reply, limits_, head_request_, accept_gzip_);
        return {};
    }

    error describe(boost::system::error_code ec) const
    {
        if (auto const* const refusal = parser_->refusal()) {
            auto out = *refusal;
            out.diagnostics.http_status = reply.status;
            return out;
        }
        using boost::beast::http::error;
        bool const too_large = ec == error::body_limit || ec == error::header_limit || ec == error::buffer_overflow;
        cloud_governance::error out(too_large ? errc::response_too_large : errc::invalid_http_response);
        if (ec == error::body_limit)
            out.diagnostics.detail = "body over " + std::to_string(limits_.body_bytes) + " bytes";
        else if (too_large)
            out.diagnostics.detail = "header over " + std::to_string(limits_.header_bytes) + " bytes or " +
                                     std::to_string(limits_.header_fields) + " fields";
        out.diagnostics.cause = ec;
        out.diagnostics.http_status = reply.status;
        return out;
    }

    response_limits limits_;
    bool head_request_; // the reply has no body (RFC 9110 section 9.3.2), or none that counts (section 9.3.6)
    bool accept_gzip_;
    tls_session* tls_;
    std::optional<response_parser> parser_;
    wiped_string kept_;
    unsigned informational_ = 0;
    bool began_ = false;
    bool failed_ = false;
    bool closed_ = false;
    bool surplus_ = false;
};
// NOLINTEND(bugprone-unchecked-optional-access)

} // namespace cloud_governance::http::detail
