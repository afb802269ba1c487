#pragma once

#include "connection.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace concurrency_benchmark {

/// One thread, one epoll: accepts, serves, and answers what is delayed when its time has come.
class server_loop {
public:
    server_loop(std::chrono::milliseconds delay, SSL_CTX* context);

    /// Opens a port of the loopback address; `tls` says which protocol it speaks. Gives the port.
    std::uint16_t listen(bool tls);
    /// What a listener answers; before `run`.
    void serve(bool tls, replies const& all) { (tls ? tls_replies_ : plain_replies_) = &all; }

    /// Until a signal comes by which a process is asked to end.
    void run();

    server_counts const& counts() const { return counts_; }

private:
    class due {
    public:
        std::chrono::steady_clock::time_point at;
        int socket = -1;
        std::uint64_t number = 0; // of the connection: a socket's number is used again
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
