#pragma once

// An HTTP proxy on loopback that keeps what it sees: its answer to CONNECT is the test's choice, and behind "200" it
// passes bytes both ways.

#include "raw_server.hpp"

#include <cloud_governance/http/proxy_options.hpp>

#include <poll.h>

#include <mutex>
#include <string>

namespace pool_test {

class recording_proxy {
public:
    /// Tunnels lead to `target` on this machine, whatever host is asked for.
    explicit recording_proxy(std::uint16_t target, std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n")
        : answer_(std::move(answer)), target_(target), server([this](raw::peer& client) { serve(client); })
    {
    }

    /// Options that name it.
    cloud_governance::http::proxy_options options() const
    {
        cloud_governance::http::proxy_options out;
        out.url = server.origin().to_string();
        return out;
    }

    /// Everything that clients have sent, in tunnels and before.
    std::string received() const
    {
        std::lock_guard const lock(mutex_);
        return received_;
    }

private:
    void serve(raw::peer& client)
    {
        auto const request = client.read_request();
        record(request.value_or(""));
        server.note(request.value_or(""));
        if (!request)
            return;
        client.write(answer_);
        if (answer_.find(" 200 ") == std::string::npos)
            return client.wait_for_end();
        int const origin = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(target_);
        if (::connect(origin, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            relay(client.descriptor(), origin);
        ::close(origin);
    }

    void relay(int client, int origin)
    {
        pollfd both[] = {{client, POLLIN, 0}, {origin, POLLIN, 0}};
        char buffer[16 * 1024];
        while (true) {
            ::poll(both, 2, -1);
            for (int from : {0, 1}) {
                if (both[from].revents == 0)
                    continue;
                auto const size = ::read(both[from].fd, buffer, sizeof buffer);
                if (size <= 0)
                    return;
                if (from == 0)
                    record(std::string(buffer, static_cast<std::size_t>(size)));
                for (ssize_t sent = 0; sent < size;) {
                    auto const more = ::write(both[1 - from].fd, buffer + sent, static_cast<std::size_t>(size - sent));
                    if (more <= 0)
                        return;
                    sent += more;
                }
            }
        }
    }

    void record(std::string const& bytes)
    {
        std::lock_guard const lock(mutex_);
        received_ += bytes;
    }

    std::string const answer_;
    std::uint16_t const target_;
    mutable std::mutex mutex_;
    std::string received_;

public:
    /// Its notes are the heads of the requests.
    raw::server server;
};

} // namespace pool_test
