#include "connection.hpp"

#include <charconv>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace concurrency_benchmark {
namespace {

// room for several requests; one buffer for all connections, because input is used at once
constexpr std::size_t read_size = 64 * 1024;
char network[read_size];
char decrypted[read_size];

// how much of a large reply is sent before other connections are served, so that small replies do not wait for it
constexpr std::size_t piece = 256 * 1024;

std::size_t content_length(std::string_view head)
{
    for (std::string_view const name : {"\r\nContent-Length: ", "\r\ncontent-length: "})
        if (auto const at = head.find(name); at != std::string_view::npos) {
            std::size_t length = 0;
            std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
            return length;
        }
    return 0;
}

} // namespace

connection::connection(int socket, SSL_CTX* context, replies const& all) : socket_(socket), replies_(all)
{
    if (context != nullptr)
        tls_.emplace(context, true);
}

connection::~connection() { close(socket_); }

connection::next connection::read(server_counts& counts)
{
    auto const size = recv(socket_, network, read_size, 0);
    if (size == 0 || (size < 0 && errno != EAGAIN))
        return next::closed;
    if (size < 0)
        return next::wait_for_input;
    if (!tls_) {
        input_.append(network, static_cast<std::size_t>(size));
        return serve(counts);
    }
    tls_->feed(network, static_cast<std::size_t>(size));
    if (!shaken_) {
        auto const outcome = tls_->handshake();
        if (outcome == tls_engine::status::closed)
            return next::closed;
        shaken_ = outcome == tls_engine::status::done;
        if (shaken_)
            ++counts.handshakes;
    }
    while (shaken_) {
        std::size_t length = 0;
        auto const outcome = tls_->read(decrypted, read_size, length);
        if (outcome == tls_engine::status::closed)
            return next::closed;
        if (outcome == tls_engine::status::want_input)
            break;
        input_.append(decrypted, length);
    }
    return serve(counts);
}

connection::next connection::serve(server_counts& counts)
{
    while (true) {
        bool complete = true;
        if (!send_rest(complete))
            return next::closed;
        if (!complete)
            return next::wait_for_output;
        if (holding_ || !take_request(counts))
            return next::wait_for_input;
        if (holding_)
            return next::hold;
    }
}

bool connection::take_request(server_counts& counts)
{
    std::string_view const text = std::string_view(input_).substr(used_);
    auto const end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return false;
    std::size_t length = end + 4;
    if (!text.starts_with("GET "))
        length += content_length(text.substr(0, end));
    if (text.size() < length)
        return false;
    ++counts.requests;
    auto const found = replies_.find(text.substr(0, end));
    used_ += length;
    if (used_ == input_.size()) {
        input_.clear();
        used_ = 0;
    }
    held = found;
    holding_ = found.time != answer::when::at_once;
    if (!holding_)
        rest_ = found.text;
    return true;
}

bool connection::send_rest(bool& complete)
{
    if (tls_ && sent_ == tls_->output.size()) {
        auto const now = rest_.substr(0, piece);
        tls_->output.clear();
        tls_->write(now);
        sent_ = 0;
        rest_.remove_prefix(now.size());
    }
    auto const wire = tls_ ? std::string_view(tls_->output).substr(sent_) : rest_.substr(0, piece);
    if (!wire.empty()) {
        auto const size = send(socket_, wire.data(), wire.size(), MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN)
            return false;
        auto const taken = size < 0 ? 0 : static_cast<std::size_t>(size);
        if (tls_)
            sent_ += taken;
        else
            rest_.remove_prefix(taken);
    }
    complete = rest_.empty() && (!tls_ || sent_ == tls_->output.size());
    return true;
}

} // namespace concurrency_benchmark
