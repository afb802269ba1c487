#pragma once

#include "replies.hpp"

#include <openssl/ssl.h>

#include <string>

namespace client_benchmark {

/// One connection of the server. Reads, answers and writes; waits only for room to write.
class server_connection {
public:
    /// `context` is null for plain HTTP.
    server_connection(int socket, SSL_CTX* context, control& shared, replies const& answers);
    ~server_connection();
    server_connection(server_connection const&) = delete;
    server_connection& operator=(server_connection const&) = delete;

    /// False when the connection has ended.
    bool on_readable();
    /// A request is held back until `release` is called.
    bool holds() const { return held_; }
    bool release();

private:
    bool shake_hands();
    bool read();
    bool answer();
    bool write();
    bool wait_for_room() const;

    int socket_;
    SSL* tls_ = nullptr;
    control& shared_;
    replies const& answers_;
    bool open_ = false; // handshake done
    bool held_ = false;
    std::string input_;
    std::string output_;
};

} // namespace client_benchmark
