#pragma once

#include "../common/options.hpp"
#include "../common/tls_engine.hpp"

#include <optional>
#include <string>

namespace concurrency_benchmark {

/// One connection that sends the same request repeatedly.
class exchange {
public:
    /// Connects, and performs a TLS handshake if there is a context. Blocks.
    exchange(options const& wanted, SSL_CTX* context);
    ~exchange();
    exchange(exchange const&) = delete;
    exchange& operator=(exchange const&) = delete;

    int socket() const { return socket_; }
    void begin();
    /// Reads what has arrived; returns true if the reply is complete.
    bool read();
    int status() const { return status_; }

private:
    void send_all(std::string_view text);
    bool take(char const* data, std::size_t size);

    int socket_;
    std::optional<tls_engine> tls_;
    std::string request_;
    std::string head_;
    bool in_body_ = false;
    std::size_t left_ = 0;
    int status_ = 0;
};

} // namespace concurrency_benchmark
