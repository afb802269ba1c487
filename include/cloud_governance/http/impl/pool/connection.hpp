#pragma once

#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/impl/message/reply_reader.hpp>
#include <cloud_governance/http/impl/pool/deadline_watch.hpp>
#include <cloud_governance/http/impl/pool/thread_buffers.hpp>
#include <cloud_governance/http/impl/tls/tls_session.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>

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
        // close_notify is optional here: if the network does not take it at once, it is dropped
        tls->output().clear();
        tls->close();
        boost::system::error_code ignored;
        socket.write_some(boost::asio::buffer(tls->output()), ignored);
    }

    /** Checks a connection that has been unused: true while the server has not closed it.

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
    /// The text of the request; kept between exchanges, so that the next one need not allocate.
    wiped_string text;
    /// The buffer of a pending read; small, because each connection that waits has one.
    std::array<char, 4096> input;
    /// Reads the reply of the current exchange. Here, because it is large and an exchange that waits needs none.
    std::optional<reply_reader> reader;
    steady_time opened_at = {};
    steady_time idle_since = {};
};

} // namespace cloud_governance::http::detail
