#pragma once

#include <cloud_governance/http/impl/message/reply_reader.hpp>
#include <cloud_governance/http/impl/pool/deadline_watch.hpp>
#include <cloud_governance/http/impl/pool/thread_buffers.hpp>
#include <cloud_governance/http/impl/tls/tls_session.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/// One connection to an origin, with TLS where the origin has it. Used by one exchange at a time.
class connection {
public:
    explicit connection(boost::asio::any_io_executor const& executor) : socket(executor) {}

    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    ~connection()
    {
        if (!tls || !socket.is_open())
            return;
        // close_notify is a courtesy: what does not go out at once is dropped
        tls->output().clear();
        tls->close();
        boost::system::error_code ignored;
        socket.write_some(boost::asio::buffer(tls->output()), ignored);
    }

    /** Looks at a connection that has been unused: true while the server has not closed it.

        Session tickets may have arrived; anything else that was not asked for makes the connection unusable.
    */
    bool is_usable()
    {
        auto& buffers = thread_buffers::get();
        while (true) {
            boost::system::error_code ec;
            std::size_t const size = socket.read_some(boost::asio::buffer(buffers.network), ec);
            if (ec)
                return ec == boost::asio::error::would_block;
            if (!tls)
                return false;
            tls->feed(buffers.network.data(), size);
            if (!tls->only_handshake_data())
                return false;
        }
    }

    boost::asio::ip::tcp::socket socket;
    std::unique_ptr<tls_session> tls;
    /// The `Host` field's value for its origin.
    std::string host;
    /// The request's text; kept, so that the next one needs no memory.
    wiped_string text;
    /// What a pending read fills; small, because there is one for every connection that waits.
    std::array<char, 4096> input;
    /// Reads the reply of the exchange that uses the connection: it is large, and an exchange that waits has none.
    std::optional<reply_reader> reader;
    steady_time opened_at = {};
    steady_time idle_since = {};
};

/// Header fields that the transport adds to a request; empty where the request has its own, or needs none.
class added_fields {
public:
    added_fields(request const& request, std::string_view host_value, std::string_view user_agent_value)
    {
        auto const& own = request.fields;
        if (!own.contains("Host"))
            host = host_value;
        if (!own.contains("User-Agent"))
            user_agent = user_agent_value;
        if (request.accept_gzip && !request.sensitive && !own.contains("Accept-Encoding"))
            accept_encoding = "gzip";
        if (!request.body.empty() || request.method == verb::post || request.method == verb::put ||
            request.method == verb::patch)
            content_length = std::to_string(request.body.size());
    }

    std::string_view host;
    std::string_view user_agent;
    std::string_view accept_encoding;
    std::string content_length;
};

/// Gives the pieces of a request's text to `put` in their order, head and body (RFC 9112 section 3).
template <class Put>
void for_each_piece(request const& request, added_fields const& added, Put const& put)
{
    auto const method = boost::beast::http::to_string(request.method);
    put(std::string_view(method.data(), method.size()));
    put(" ");
    put(request.target);
    put(" HTTP/1.1\r\n");
    auto const add = [&put](std::string_view name, std::string_view value) {
        if (value.empty())
            return;
        put(name);
        put(value);
        put("\r\n");
    };
    add("Host: ", added.host);
    add("User-Agent: ", added.user_agent);
    add("Accept-Encoding: ", added.accept_encoding);
    for (std::size_t i = 0; i < request.fields.size(); ++i) {
        put(request.fields[i].name);
        put(": ");
        put(request.fields[i].value);
        put("\r\n");
    }
    add("Content-Length: ", added.content_length);
    put("\r\n");
    put(request.body);
}

/// Writes the request as it goes over the wire, in one piece. `host` is the `Host` field's value.
inline void
write_request_text(wiped_string& out, request const& request, std::string_view host, std::string_view user_agent)
{
    added_fields const added(request, host, user_agent);
    std::size_t size = 0;
    for_each_piece(request, added, [&size](std::string_view piece) { size += piece.size(); });
    out.resize(size);
    char* end = out.data();
    for_each_piece(
        request, added, [&end](std::string_view piece) { end = std::copy(piece.begin(), piece.end(), end); });
}

} // namespace cloud_governance::http::detail
