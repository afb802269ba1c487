#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

namespace pool_test {

/// A listening socket that accepts nobody: its queue is full.
class full_listener {
public:
    full_listener()
    {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listening_, 0);
        socklen_t size = sizeof address;
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
        for (int& filling : filling_) {
            filling = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            if (::connect(filling, reinterpret_cast<sockaddr*>(&address), size) == 0)
                continue;
        }
    }
    ~full_listener()
    {
        for (int filling : filling_)
            ::close(filling);
        ::close(listening_);
    }
    full_listener(full_listener const&) = delete;

    std::uint16_t port = 0;

private:
    int listening_ = -1;
    int filling_[8] = {};
};

} // namespace pool_test
