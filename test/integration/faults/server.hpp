#pragma once

// A server on loopback that keeps its port while it is down, comes back there, and can let clients wait for ever.

#include "http/pool_run.hpp"
#include "http/raw_acceptor.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace faults {

/// Down at first. Each connection runs the script on a thread of its own; the script accepts TLS itself.
class server {
public:
    using script = raw::acceptor::script;

    server() : reserved_(raw::bound_socket(0)), port_(raw::port_of(reserved_)) {}
    ~server()
    {
        stop();
        ::close(reserved_);
    }
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    std::uint16_t port() const { return port_; }

    /// Begins to accept connections; `context` null: without TLS.
    void start(script run, SSL_CTX* context) { acceptor_.start(listening_socket(256), context, std::move(run)); }

    /// Listens, but answers no further connection: the queue of those not accepted is full.
    void hang()
    {
        hanging_ = listening_socket(0);
        filling_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        auto const address = raw::loopback(port_);
        raw::detail::require(
            ::connect(filling_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0, "connect");
    }

    /// Nobody listens any more, and all connections end; returns when their scripts have ended.
    void stop()
    {
        acceptor_.stop();
        for (int* const each : {&hanging_, &filling_})
            if (*each >= 0)
                ::close(std::exchange(*each, -1));
    }

    /// Waits until the scripts of the connections that clients have closed have ended, and so have counted what they
    /// read; false after ten seconds.
    bool wait_until_unused() { return acceptor_.wait_until_unused(); }

    /// Connections accepted so far.
    std::size_t connections() const { return acceptor_.connections(); }
    /// Requests read so far, as the script counts them.
    std::atomic<std::size_t> requests = 0;

private:
    int listening_socket(int queue) const
    {
        int const made = raw::bound_socket(port_);
        raw::detail::require(::listen(made, queue) == 0, "listen");
        return made;
    }

    int const reserved_; // the port
    std::uint16_t const port_;
    int hanging_ = -1;
    int filling_ = -1;
    raw::acceptor acceptor_;
};

} // namespace faults
