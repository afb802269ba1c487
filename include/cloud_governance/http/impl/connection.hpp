#pragma once

#include <cloud_governance/http/impl/deadline_watch.hpp>
#include <cloud_governance/http/impl/tls_session.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/config.hpp>

#include <array>
#include <memory>
#include <string_view>

namespace cloud_governance::http::detail {

/// Room for what is read without suspending, one per thread: nothing in it outlives the call that filled it.
class thread_buffers {
public:
    /// Bytes of the network; large, because the number of reads is what a large reply costs.
    std::array<char, 128 * 1024> network;
    /// Decrypted bytes; one TLS record.
    std::array<char, 16 * 1024> plain;

    // out of line: Clang before 17 keeps the address of a thread's variable when a coroutine goes on in another thread
    BOOST_NOINLINE static thread_buffers& get()
    {
        static thread_local std::unique_ptr<thread_buffers> const buffers(new thread_buffers);
        return *buffers;
    }

private:
    thread_buffers() = default; // not zeroed: 144 KB for nothing
};

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
    /// The request's text; kept, so that the next one needs no memory.
    wiped_string text;
    /// What a pending read fills; small, because there is one for every connection that waits.
    std::array<char, 4096> input;
    steady_time opened_at = {};
    steady_time idle_since = {};
};

/// Writes the request as it goes over the wire, head and body in one piece (RFC 9112 section 3).
inline void write_request_text(wiped_string& out, request const& request, std::string_view user_agent)
{
    auto const method = boost::beast::http::to_string(request.method);
    out.clear();
    out.reserve(512 + request.body.size());
    out.append(method.data(), method.size());
    out += ' ';
    out += request.target;
    out += " HTTP/1.1\r\n";
    auto const add = [&out](std::string_view name, std::string_view value) {
        out.append(name);
        out += ": ";
        out.append(value);
        out += "\r\n";
    };
    if (!request.fields.contains("Host"))
        add("Host", request.origin.host_field());
    if (!user_agent.empty() && !request.fields.contains("User-Agent"))
        add("User-Agent", user_agent);
    if (request.accept_gzip && !request.sensitive && !request.fields.contains("Accept-Encoding"))
        add("Accept-Encoding", "gzip");
    for (std::size_t i = 0; i < request.fields.size(); ++i)
        add(request.fields[i].name, request.fields[i].value);
    bool const expects_body =
        request.method == verb::post || request.method == verb::put || request.method == verb::patch;
    if (!request.body.empty() || expects_body)
        add("Content-Length", std::to_string(request.body.size()));
    out += "\r\n";
    out += request.body;
}

} // namespace cloud_governance::http::detail
