#pragma once

// A server on loopback that keeps its port while it is down, comes back there, and can let clients wait for ever.

#include "http/pool_run.hpp"
#include "http/raw_server.hpp"

#include <netinet/tcp.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace faults {

/// Down at first. Each connection runs the script on a thread of its own; the script accepts TLS itself.
class server {
public:
    using script = std::function<void(raw::peer&)>;

    server() : reserved_(bound_socket(0))
    {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(reserved_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~server()
    {
        stop();
        ::close(reserved_);
    }
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    std::uint16_t port() const { return port_; }

    /// Begins to accept connections; `context` null: without TLS.
    void start(script run, SSL_CTX* context)
    {
        listening_ = bound_socket(port_);
        raw::detail::require(::listen(listening_, 256) == 0, "listen");
        stopped_ = false;
        run_ = std::move(run);
        accepting_ = std::thread([this, context] { accept(context); });
    }

    /// Listens, but answers no further connection: the queue of those not accepted is full.
    void hang()
    {
        listening_ = bound_socket(port_);
        raw::detail::require(::listen(listening_, 0) == 0, "listen");
        filling_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        auto const address = loopback(port_);
        raw::detail::require(
            ::connect(filling_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0, "connect");
    }

    /// Nobody listens any more, and all connections end; returns when their scripts have ended.
    void stop()
    {
        stopped_ = true;
        if (listening_ >= 0)
            ::shutdown(listening_, SHUT_RDWR);
        if (accepting_.joinable())
            accepting_.join();
        for (int* const each : {&listening_, &filling_}) {
            if (*each >= 0)
                ::close(*each);
            *each = -1;
        }
        {
            std::lock_guard const lock(mutex_);
            for (auto const& open : peers_)
                open->interrupt();
        }
        for (auto& each : threads_)
            each.join();
        threads_.clear();
    }

    /// Waits until the scripts of the connections that clients have closed have ended, and so have counted what they
    /// read; false after ten seconds.
    bool wait_until_unused()
    {
        std::unique_lock lock(mutex_);
        return script_ended_.wait_for(lock, std::chrono::seconds(10), [this] { return peers_.empty(); });
    }

    /// Connections accepted so far.
    std::size_t connections() const { return accepted_; }
    /// Requests read so far, as the script counts them.
    std::atomic<std::size_t> requests = 0;

private:
    static sockaddr_in loopback(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    static int bound_socket(std::uint16_t port)
    {
        int const made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int const yes = 1; // the reservation and the listening socket have the same port
        ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        auto const address = loopback(port);
        raw::detail::require(::bind(made, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0, "bind");
        return made;
    }

    void accept(SSL_CTX* context)
    {
        sigset_t blocked; // a client that has gone away must not end the program
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
        while (true) {
            int const socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (stopped_ || socket < 0) {
                if (socket >= 0)
                    ::close(socket);
                return;
            }
            int const yes = 1; // what is written is on its way when a reset follows
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            std::lock_guard const lock(mutex_);
            auto connected = std::make_shared<raw::peer>(socket, accepted_++, context);
            peers_.push_back(connected);
            threads_.emplace_back([this, connected]() mutable {
                run_(*connected);
                std::lock_guard const ended(mutex_);
                peers_.remove(connected);
                connected.reset();
                script_ended_.notify_all();
            });
        }
    }

    script run_; // changes only while nothing runs
    int reserved_;
    std::uint16_t port_ = 0;
    int listening_ = -1;
    int filling_ = -1;
    std::atomic<bool> stopped_ = true;
    std::atomic<std::size_t> accepted_ = 0;
    std::mutex mutex_;
    std::condition_variable script_ended_;
    std::list<std::shared_ptr<raw::peer>> peers_;
    std::list<std::thread> threads_;
    std::thread accepting_;
};

} // namespace faults
