#include "loop.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <array>
#include <system_error>

namespace concurrency_benchmark {
namespace {

int checked(int returned, char const* what)
{
    if (returned < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return returned;
}

} // namespace

server_loop::server_loop(std::chrono::milliseconds delay, SSL_CTX* context)
    : epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), delay_(delay), context_(context)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigprocmask(SIG_BLOCK, &wanted, nullptr);
    signals_ = checked(signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
    watch(EPOLL_CTL_ADD, signals_, EPOLLIN);
}

void server_loop::watch(int operation, int socket, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    checked(epoll_ctl(epoll_, operation, socket, &event), "epoll_ctl");
}

std::uint16_t server_loop::listen(bool tls)
{
    int const socket = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    checked(bind(socket, generic, size), "bind");
    checked(::listen(socket, 1024), "listen");
    checked(getsockname(socket, generic, &size), "getsockname");
    watch(EPOLL_CTL_ADD, socket, EPOLLIN);
    (tls ? tls_ : plain_) = socket;
    return ntohs(address.sin_port);
}

void server_loop::accept_all(int listener, bool tls)
{
    while (true) {
        int const socket = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0)
            return;
        int const on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (entries_.size() <= static_cast<std::size_t>(socket))
            entries_.resize(static_cast<std::size_t>(socket) + 1);
        auto& entry = entries_[static_cast<std::size_t>(socket)];
        entry.held =
            std::make_unique<connection>(socket, tls ? context_ : nullptr, tls ? *tls_replies_ : *plain_replies_);
        entry.number = next_number_++;
        entry.wants_output = false;
        ++counts_.connections;
        watch(EPOLL_CTL_ADD, socket, EPOLLIN);
    }
}

void server_loop::go_on(int socket, connection::next next)
{
    auto& entry = entries_[static_cast<std::size_t>(socket)];
    if (next == connection::next::closed) {
        entry.held.reset(); // also removes it from epoll
        entry.number = 0;
        return;
    }
    if (next == connection::next::hold && entry.held->held.time == answer::when::delayed)
        due_.push_back({std::chrono::steady_clock::now() + delay_, socket, entry.number});
    bool const output = next == connection::next::wait_for_output;
    if (output != entry.wants_output) {
        entry.wants_output = output;
        // no input in the meantime: a client that sends without reading must not exhaust the memory
        watch(EPOLL_CTL_MOD, socket, output ? EPOLLOUT : EPOLLIN);
    }
}

void server_loop::answer_due()
{
    auto const now = std::chrono::steady_clock::now();
    while (!due_.empty() && due_.front().at <= now) {
        auto const first = due_.front();
        due_.pop_front();
        auto& entry = entries_[static_cast<std::size_t>(first.socket)];
        if (entry.held && entry.number == first.number)
            go_on(first.socket, entry.held->answer_held(counts_));
    }
}

void server_loop::run()
{
    std::array<epoll_event, 256> events;
    while (true) {
        timespec wait{};
        if (!due_.empty()) {
            // in nanoseconds: whole milliseconds would make 20 of them 21
            auto const left =
                std::max(due_.front().at - std::chrono::steady_clock::now(), std::chrono::steady_clock::duration(0));
            wait.tv_nsec = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count() % 1'000'000'000;
            wait.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
        }
        int const count = epoll_pwait2(
            epoll_, events.data(), static_cast<int>(events.size()), due_.empty() ? nullptr : &wait, nullptr);
        for (int at = 0; at < count; ++at) {
            auto const& event = events[static_cast<std::size_t>(at)];
            int const socket = event.data.fd;
            if (socket == signals_)
                return;
            if (socket == plain_ || socket == tls_) {
                accept_all(socket, socket == tls_);
                continue;
            }
            auto& held = *entries_[static_cast<std::size_t>(socket)].held;
            go_on(socket, (event.events & EPOLLOUT) != 0 ? held.write(counts_) : held.read(counts_));
        }
        answer_due();
    }
}

} // namespace concurrency_benchmark
