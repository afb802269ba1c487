#pragma once

// What a server does wrong with one reply.

#include "rig.hpp"

#include <string>
#include <string_view>

namespace faults {

inline std::string with_length(std::string_view body, std::size_t length)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + std::string(body);
}

/// Before the handshake: the client has said hello.
inline void spoil_handshake(raw::peer& client, fault what)
{
    client.read_some();
    if (what == fault::handshake_alert)
        client.write(
            std::string_view("\x15\x03\x03\x00\x02\x02\x28", 7)); // fatal, handshake_failure (RFC 8446 section 6)
    if (what == fault::handshake_hangs)
        client.wait_for_end();
}

/// A part of a reply, and then the end that belongs to the fault.
inline void cut(raw::peer& client, fault what, std::string_view part)
{
    client.write(part);
    switch (what) {
    case fault::reset_at_every_byte:
        return client.reset();
    case fault::stall_before_reply:
    case fault::stall_in_header:
    case fault::stall_in_body:
        return client.wait_for_end();
    default:
        client.end();
        client.wait_for_end();
    }
}

/// Spoils the reply with `body`; the connection must be closed afterwards unless true is returned. `offset`: where a
/// reset comes.
inline bool spoil(raw::peer& client, fault what, std::string const& body, std::size_t offset)
{
    std::string const good = reply_text(body);
    std::string const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    switch (what) {
    case fault::reset_at_every_byte:
        cut(client, what, std::string_view(good).substr(0, offset));
        return false;
    case fault::no_reply:
    case fault::stall_before_reply:
        cut(client, what, "");
        return false;
    case fault::cut_in_header:
    case fault::stall_in_header:
        cut(client, what, std::string_view(good).substr(0, 30));
        return false;
    case fault::cut_in_body:
    case fault::stall_in_body:
        cut(client, what, std::string_view(good).substr(0, good.size() - 1));
        return false;
    case fault::length_too_long:
        cut(client, what, with_length(body, body.size() + 10));
        return false;
    case fault::length_too_short:
        client.write(with_length(body, body.size() - 1));
        break;
    case fault::byte_by_byte:
        for (char const& byte : good)
            client.write(std::string_view(&byte, 1));
        return true;
    case fault::garbage:
        client.write("220 mail.test ESMTP ready\r\n\r\n");
        break;
    case fault::two_framings:
        client.write(
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
        break;
    case fault::chunk_without_size:
        client.write(chunked + "size\r\n" + body + "\r\n0\r\n\r\n");
        break;
    case fault::chunk_size_overflows:
        client.write(chunked + "10000000000000001\r\n" + body + "\r\n0\r\n\r\n");
        break;
    case fault::chunk_too_long:
        client.write(chunked + "1\r\n" + body + "\r\n0\r\n\r\n");
        break;
    case fault::informational_flood:
        for (int i = 0; i < 100; ++i)
            client.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        break;
    case fault::header_flood:
        client.write("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 5000; ++i)
            client.write("Some-Field: of no use\r\n");
        break;
    case fault::endless_body: {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        std::string const piece(16 * 1024, ' ');
        for (int i = 0; i < 256; ++i) // four times the largest limit, which is that of a token's reply
            client.write(piece);
        break;
    }
    case fault::close_every_time:
        client.write(reply_text(body, "Connection: close\r\n"));
        client.end();
        return false;
    case fault::restart_under_load:
        client.wait_for_end();
        return false;
    default:
        client.write(good);
        return true;
    }
    client.wait_for_end(); // the client must close this connection
    return false;
}

} // namespace faults
