#pragma once

// An HTTPS client for the tests of the fake service that shares nothing with the library's own.

#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json.hpp>

#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace raw {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using cloud_governance::testing::fake_service;
using cloud_governance::testing::fake_service_settings;

class reply {
public:
    unsigned status = 0;
    http::response<http::string_body> whole;
    std::string body;

    boost::json::value json() const { return boost::json::parse(body); }
    std::string field(std::string_view name) const { return std::string(whole[name]); }
};

using fields = std::vector<std::pair<std::string, std::string>>;

class request {
public:
    std::string method = "GET";
    std::string target = "/";
    raw::fields fields = {};
    std::string body = {};
};

/// What a client trusts and shows.
inline asio::ssl::context trusting(std::string const& pem)
{
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_verify_mode(asio::ssl::verify_peer);
    context.add_certificate_authority(asio::buffer(pem));
    return context;
}

/// One connection, kept alive.
class connection {
public:
    /// `url` is `https://host:port`.
    connection(std::string_view url, asio::ssl::context& context) : stream_(io_, context)
    {
        auto const colon = url.rfind(':');
        auto const end = std::min(url.find('/', colon), url.size());
        host_ = url.substr(8, colon - 8);
        std::uint16_t port = 0;
        std::from_chars(url.data() + colon + 1, url.data() + end, port);
        stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
        stream_.set_verify_callback(asio::ssl::host_name_verification(host_));
        stream_.handshake(asio::ssl::stream_base::client);
    }

    void send(raw::request const& wanted)
    {
        std::string text = wanted.method + ' ' + wanted.target + " HTTP/1.1\r\nHost: " + host_ + "\r\n";
        for (auto const& [name, value] : wanted.fields)
            text += name + ": " + value + "\r\n";
        text += "Content-Length: " + std::to_string(wanted.body.size()) + "\r\n\r\n" + wanted.body;
        send_text(text);
    }
    void send_text(std::string const& text) { asio::write(stream_, asio::buffer(text)); }

    reply receive(boost::system::error_code& error)
    {
        reply out;
        http::response_parser<http::string_body> parser; // keeps what came before an error
        http::read(stream_, buffer_, parser, error);
        out.whole = parser.release();
        out.status = out.whole.result_int();
        out.body = out.whole.body();
        return out;
    }

    reply exchange(raw::request const& wanted)
    {
        send(wanted);
        boost::system::error_code error;
        auto out = receive(error);
        if (error)
            throw boost::system::system_error(error);
        return out;
    }

    std::string version() { return SSL_get_version(stream_.native_handle()); }

private:
    asio::io_context io_;
    asio::ssl::stream<asio::ip::tcp::socket> stream_;
    boost::beast::flat_buffer buffer_;
    std::string host_;
};

/// A fake service that runs in a thread of its own.
class running_service {
public:
    explicit running_service(fake_service_settings const& settings = {})
        : service(io, settings), context(trusting(service.tls().trust_pem)), thread_([this] { io.run(); })
    {
    }
    ~running_service()
    {
        service.stop();
        thread_.join(); // does not return unless stop() lets run() return
    }

    reply api(raw::request const& wanted)
    {
        return connection(service.environment().api_url(), context).exchange(wanted);
    }
    reply identity(raw::request const& wanted)
    {
        return connection(service.environment().identity_url(), context).exchange(wanted);
    }

private:
    asio::io_context io;

public:
    fake_service service;
    asio::ssl::context context;

private:
    std::thread thread_;
};

} // namespace raw
