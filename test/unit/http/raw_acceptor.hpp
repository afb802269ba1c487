#pragma once

// Accepts connections and runs a script of blocking calls for each, on a thread of its own.

#include "raw_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <thread>

namespace raw {

inline sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A socket with this port on loopback, or with any that is free (0). Several may have the same, while one listens.
inline int bound_socket(std::uint16_t port)
{
    int const made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const yes = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    auto const address = loopback(port);
    detail::require(::bind(made, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0, "bind");
    return made;
}

inline std::uint16_t port_of(int socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

class acceptor {
public:
    using script = std::function<void(peer&)>;

    acceptor() = default;
    ~acceptor() { stop(); }
    acceptor(acceptor const&) = delete;
    acceptor& operator=(acceptor const&) = delete;

    /// Takes over a socket that listens. `context` null: without TLS, which else the script accepts.
    void start(int listening, SSL_CTX* context, script run)
    {
        listening_ = listening;
        stopped_ = false;
        run_ = std::move(run);
        accepting_ = std::thread([this, context] { accept(context); });
    }

    /// Nobody listens any more, and all connections end; returns when their scripts have ended.
    void stop()
    {
        if (listening_ < 0)
            return;
        stopped_ = true;
        ::shutdown(listening_, SHUT_RDWR);
        accepting_.join();
        ::close(std::exchange(listening_, -1));
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

private:
    void accept(SSL_CTX* context)
    {
        sigset_t blocked; // a client that has gone away must not end the program; the scripts' threads inherit it
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
            auto connected = std::make_shared<peer>(socket, accepted_++, context);
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
    int listening_ = -1;
    std::atomic<bool> stopped_ = true;
    std::atomic<std::size_t> accepted_ = 0;
    std::mutex mutex_;
    std::condition_variable script_ended_;
    std::list<std::shared_ptr<peer>> peers_;
    std::list<std::thread> threads_;
    std::thread accepting_;
};

} // namespace raw
