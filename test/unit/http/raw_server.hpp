#pragma once

// A server on loopback whose every byte a test decides: each connection runs a script of blocking calls on a thread of
// its own.

#include "raw_acceptor.hpp"

#include <cloud_governance/http/origin.hpp>

#include <vector>

namespace raw {

/// Accepts connections until it is destroyed and runs the script for each.
class server {
public:
    using script = acceptor::script;

    explicit server(script run, std::optional<tls_settings> tls = std::nullopt) : run_(std::move(run))
    {
        if (tls)
            context_ = make_server_context(*tls);
        int const listening = bound_socket(0);
        port_ = port_of(listening);
        detail::require(::listen(listening, 64) == 0, "listen");
        acceptor_.start(listening, context_.get(), [this](peer& connected) {
            if (connected.accept_tls())
                run_(connected);
            else
                ++refused_;
        });
    }

    /// Where it is, by address or by another name of this machine.
    cloud_governance::http::origin origin(char const* host = "127.0.0.1") const
    {
        cloud_governance::http::origin out;
        out.secure = context_ != nullptr;
        out.host = host;
        out.port = port_;
        return out;
    }

    /// Connections accepted so far.
    std::size_t connections() const { return acceptor_.connections(); }
    /// Handshakes that failed so far.
    std::size_t refused() const { return refused_; }

    /// Notes something for the test to look at.
    void note(std::string text)
    {
        std::lock_guard const lock(mutex_);
        notes_.push_back(std::move(text));
        noted_.notify_all();
    }
    /// Waits until so many things have been noted; false after ten seconds.
    bool wait_for_notes(std::size_t count) const
    {
        std::unique_lock lock(mutex_);
        return noted_.wait_for(lock, std::chrono::seconds(10), [&] { return notes_.size() >= count; });
    }
    std::vector<std::string> notes() const
    {
        std::lock_guard const lock(mutex_);
        return notes_;
    }

private:
    script run_;
    server_context context_;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> refused_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable noted_;
    std::vector<std::string> notes_;
    acceptor acceptor_; // last: its threads use all of the above
};

} // namespace raw
