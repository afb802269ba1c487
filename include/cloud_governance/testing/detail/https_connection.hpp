#pragma once

// One connection of the fake service's server; included by .ipp files only.

#include <cloud_governance/testing/detail/https_server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cloud_governance::testing::detail {

/// The TLS context of a server.
class server_context {
public:
    explicit server_context(https_server_settings const& settings) : context(boost::asio::ssl::context::tls_server)
    {
        namespace ssl = boost::asio::ssl;
        auto options = ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                       ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1;
        if (!settings.allow_tls_1_2)
            options |= ssl::context::no_tlsv1_2;
        if (!settings.allow_tls_1_3)
            options |= ssl::context::no_tlsv1_3;
        context.set_options(options);
        context.use_certificate_chain(boost::asio::buffer(settings.certificate_pem));
        context.use_private_key(boost::asio::buffer(settings.private_key_pem), ssl::context::pem);
        if (!settings.client_authority_pem.empty()) {
            context.add_certificate_authority(boost::asio::buffer(settings.client_authority_pem));
            context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
            // without an identifier OpenSSL refuses to resume sessions of verified clients
            static constexpr unsigned char identifier[] = "cloud_governance";
            SSL_CTX_set_session_id_context(context.native_handle(), identifier, sizeof identifier - 1);
        }
    }

    boost::asio::ssl::context context;
};

/// What the connections of a server share.
class connection_state {
public:
    explicit connection_state(https_server::handler handler) : handle(std::move(handler)) {}

    https_server::handler handle;
    std::atomic<bool> stopped = false;
    std::atomic<std::size_t> failed_handshakes = 0;
    std::atomic<std::size_t> open = 0;
};

/// Handshake, then read, answer and write in turn until one side closes. Everything runs on the socket's strand.
class https_connection : public std::enable_shared_from_this<https_connection> {
public:
    https_connection(
        boost::asio::ip::tcp::socket socket, std::shared_ptr<server_context> context,
        std::shared_ptr<connection_state> state, std::size_t number)
        : context_(std::move(context)), state_(std::move(state)), number_(number),
          stream_(std::move(socket), context_->context), timer_(stream_.get_executor())
    {
        ++state_->open;
    }
    https_connection(https_connection const&) = delete;
    https_connection& operator=(https_connection const&) = delete;
    ~https_connection() { --state_->open; }

    void start()
    {
        boost::asio::post(stream_.get_executor(), [self = shared_from_this()] { self->handshake(); });
    }

    void stop() noexcept
    {
        try {
            boost::asio::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
        }
        catch (std::exception const&) {
            // no memory for the handler: the connection ends with its peer
        }
    }

private:
    using error_code = boost::system::error_code;
    static constexpr std::size_t header_limit = 64 * 1024;
    static constexpr std::size_t body_limit = std::size_t(64) * 1024 * 1024;

    void handshake()
    {
        error_code ignored;
        stream_.next_layer().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        stream_.async_handshake(boost::asio::ssl::stream_base::server, [self = shared_from_this()](error_code error) {
            if (error) {
                if (!self->state_->stopped)
                    ++self->state_->failed_handshakes;
                return self->close();
            }
            self->read();
        });
    }

    void read()
    {
        if (state_->stopped)
            return close();
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(body_limit);
        boost::beast::http::async_read(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->request_read(error); });
    }

    void request_read(error_code error)
    {
        if (error && error.category() == make_error_code(boost::beast::http::error::bad_method).category() &&
            error != boost::beast::http::error::end_of_stream && error != boost::beast::http::error::partial_message)
            return write_bad_request();
        if (error)
            return close();
        recorded_request request;
        auto& message = parser_->get(); // NOLINT(bugprone-unchecked-optional-access): read() made it
        request.method = std::string(message.method_string());
        request.target = std::string(message.target());
        for (auto const& field : message)
            request.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
        request.body = std::move(message.body());
        request.connection = number_;
        keep_alive_ = message.keep_alive();

        server_reply reply;
        try {
            reply = state_->handle(request);
        }
        catch (std::exception const& failure) {
            reply = server_reply();
            reply.status = 500;
            reply.content_type = "text/plain";
            reply.body = failure.what();
        }
        compose(reply, request.method == "HEAD");
        if (reply.delay.count() <= 0)
            return write();
        timer_.expires_after(reply.delay);
        timer_.async_wait([self = shared_from_this()](error_code waited) {
            if (waited || self->state_->stopped)
                return self->close();
            self->write();
        });
    }

    void compose(server_reply const& reply, bool head)
    {
        abort_after_write_ = false;
        out_.clear();
        if (reply.close_without_reply || !reply.raw.empty()) {
            abort_after_write_ = true;
            out_ = reply.raw;
            return;
        }
        namespace http = boost::beast::http;
        out_ += "HTTP/1.1 " + std::to_string(reply.status) + ' ';
        out_ += std::string(http::obsolete_reason(http::int_to_status(reply.status)));
        out_ += "\r\n";
        for (auto const& [name, value] : reply.fields) {
            out_.append(name).append(": ").append(value).append("\r\n");
            recorded_request field;
            field.fields = {{name, value}};
            if (field.find("Connection") == std::string_view("close"))
                keep_alive_ = false;
        }
        if (!reply.content_type.empty())
            out_.append("Content-Type: ").append(reply.content_type).append("\r\n");
        bool const may_have_body = reply.status != 204 && reply.status != 304;
        if (may_have_body)
            out_.append("Content-Length: ").append(std::to_string(reply.body.size())).append("\r\n");
        if (!keep_alive_)
            out_ += "Connection: close\r\n";
        out_ += "\r\n";
        if (head || !may_have_body)
            return;
        if (reply.close_after_body_bytes && *reply.close_after_body_bytes < reply.body.size()) {
            abort_after_write_ = true;
            out_.append(reply.body, 0, *reply.close_after_body_bytes);
        }
        else
            out_ += reply.body;
    }

    void write_bad_request()
    {
        keep_alive_ = false;
        server_reply reply;
        reply.status = 400;
        compose(reply, false);
        write();
    }

    void write()
    {
        if (out_.empty())
            return close();
        boost::asio::async_write(
            stream_, boost::asio::buffer(out_), [self = shared_from_this()](error_code error, std::size_t) {
                if (error || self->abort_after_write_)
                    return self->close();
                if (self->keep_alive_)
                    return self->read();
                self->shut_down();
            });
    }

    void shut_down()
    {
        if (state_->stopped)
            return close();
        stream_.async_shutdown([self = shared_from_this()](error_code) { self->close(); });
    }

    void close()
    {
        timer_.cancel();
        error_code ignored;
        stream_.next_layer().close(ignored);
    }

    std::shared_ptr<server_context> context_;
    std::shared_ptr<connection_state> state_;
    std::size_t number_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
    boost::asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    std::string out_;
    bool keep_alive_ = true;
    bool abort_after_write_ = false;
};

} // namespace cloud_governance::testing::detail
