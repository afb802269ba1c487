#include "exchange.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <poll.h>
#include <stdexcept>

namespace concurrency_benchmark {
namespace {

constexpr std::size_t read_size = 256 * 1024;
char network[read_size];
char decrypted[read_size];

} // namespace

exchange::exchange(options const& wanted, SSL_CTX* context) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(wanted.port);
    inet_pton(AF_INET, wanted.host.c_str(), &address.sin_addr);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
        throw std::runtime_error("connect failed");
    int const on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    request_ =
        "GET " + wanted.base + wanted.target + " HTTP/1.1\r\nHost: " + wanted.host + ":" + std::to_string(wanted.port) +
        "\r\nUser-Agent: limit\r\nAccept: application/json\r\nAuthorization: Bearer " + wanted.token + "\r\n\r\n";
    if (context == nullptr)
        return;
    tls_.emplace(context, false);
    tls_->expect_address(wanted.host);
    while (true) {
        auto const outcome = tls_->handshake();
        send_all(tls_->output);
        tls_->output.clear();
        if (outcome == tls_engine::status::done)
            return;
        auto const size = recv(socket_, network, read_size, 0);
        if (outcome == tls_engine::status::closed || size <= 0)
            throw std::runtime_error("TLS handshake failed");
        tls_->feed(network, static_cast<std::size_t>(size));
    }
}

exchange::~exchange() { close(socket_); }

void exchange::begin()
{
    in_body_ = false;
    head_.clear();
    if (!tls_)
        return send_all(request_);
    tls_->output.clear();
    tls_->write(request_);
    send_all(tls_->output);
}

void exchange::send_all(std::string_view text)
{
    while (!text.empty()) {
        auto const size = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (size < 0)
            throw std::runtime_error("send failed");
        text.remove_prefix(static_cast<std::size_t>(size));
    }
}

bool exchange::read()
{
    auto const size = recv(socket_, network, read_size, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN)
        return false;
    if (size <= 0)
        throw std::runtime_error("connection lost");
    if (!tls_)
        return take(network, static_cast<std::size_t>(size));
    tls_->feed(network, static_cast<std::size_t>(size));
    bool complete = false;
    while (true) {
        std::size_t length = 0;
        auto const outcome = tls_->read(decrypted, read_size, length);
        if (outcome == tls_engine::status::closed)
            throw std::runtime_error("TLS connection lost");
        if (outcome == tls_engine::status::want_input)
            return complete;
        complete = take(decrypted, length);
    }
}

bool exchange::take(char const* data, std::size_t size)
{
    if (in_body_) {
        left_ -= std::min(left_, size);
        return left_ == 0;
    }
    std::string_view text(data, size);
    if (!head_.empty() || text.find("\r\n\r\n") == std::string_view::npos) {
        head_.append(text); // the header arrived in pieces, which is rare
        text = head_;
    }
    auto const end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return false;
    constexpr std::string_view name = "\r\nContent-Length: ";
    auto const at = text.find(name);
    if (at > end)
        throw std::runtime_error("a reply without length");
    std::from_chars(text.data() + 9, text.data() + 12, status_);
    std::from_chars(text.data() + at + name.size(), text.data() + end, left_);
    in_body_ = true;
    left_ -= std::min(left_, text.size() - end - 4);
    return left_ == 0;
}

} // namespace concurrency_benchmark
