#pragma once

#include "connection.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace concurrency_benchmark {

/// One thread, one epoll: accepts connections, answers requests, and sends delayed replies when they are due.
class server_loop {
public:
    server_loop(std::chrono::milliseconds delay, SSL_CTX* context);

    /// Listens on the loopback address, with TLS or without. Returns the port.
    std::uint16_t listen(bool tls);
    /// Sets the replies of a listener; to be called before `run`.
    void serve(bool tls, replies const& all) { (tls ? tls_replies_ : plain_replies_) = &all; }

    /// Runs until a signal asks the process to end.
    void run();

    server_counts const& counts() const { return counts_; }

private:
    class due {
    public:
        std::chrono::steady_clock::time_point at;
        int socket = -1;
        std::uint64_t number = 0; // identifies the connection, because socket numbers are reused
    };
    class entry {
    public:
        std::unique_ptr<connection> held;
        std::uint64_t number = 0;
        bool wants_output = false;
    };

    void accept_all(int listener, bool tls);
    void go_on(int socket, connection::next next);
    void answer_due();
    void watch(int operation, int socket, std::uint32_t events);

    int epoll_;
    int signals_;
    int plain_ = -1;
    int tls_ = -1;
    replies const* plain_replies_ = nullptr;
    replies const* tls_replies_ = nullptr;
    std::chrono::milliseconds delay_;
    SSL_CTX* context_;
    std::vector<entry> entries_; // by socket
    std::uint64_t next_number_ = 1;
    std::deque<due> due_; // the delay is the same for all, so they are in order
    server_counts counts_;
};

} // namespace concurrency_benchmark
