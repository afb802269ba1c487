#include "server_connection.hpp"

#include <openssl/err.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace client_benchmark {

server_connection::server_connection(int socket, SSL_CTX* context, control& shared, replies const& answers)
    : socket_(socket), shared_(shared), answers_(answers)
{
    ++shared_.connections;
    if (context == nullptr) {
        open_ = true;
        return;
    }
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    SSL_set_accept_state(tls_);
}

server_connection::~server_connection()
{
    SSL_free(tls_);
    ::close(socket_);
}

bool server_connection::on_readable()
{
    ERR_clear_error(); // errors that another connection left in the queue would end this one
    return (open_ || shake_hands()) && (!open_ || (read() && answer()));
}

bool server_connection::shake_hands()
{
    int const done = SSL_do_handshake(tls_);
    if (done == 1) {
        open_ = true;
        ++(SSL_session_reused(tls_) == 1 ? shared_.resumed_handshakes : shared_.full_handshakes);
        return true;
    }
    return SSL_get_error(tls_, done) == SSL_ERROR_WANT_READ;
}

bool server_connection::read()
{
    char piece[16 * 1024];
    while (true) {
        ssize_t const size =
            tls_ != nullptr ? SSL_read(tls_, piece, sizeof piece) : ::recv(socket_, piece, sizeof piece, MSG_DONTWAIT);
        if (size <= 0)
            return tls_ != nullptr ? SSL_get_error(tls_, static_cast<int>(size)) == SSL_ERROR_WANT_READ
                                   : size < 0 && errno == EAGAIN;
        input_.append(piece, static_cast<std::size_t>(size));
        if (tls_ == nullptr && static_cast<std::size_t>(size) < sizeof piece)
            return true;
    }
}

bool server_connection::answer()
{
    constexpr std::string_view length_field = "Content-Length: ";
    while (!held_) {
        std::string_view const text = input_;
        auto const end = text.find("\r\n\r\n");
        if (end == std::string_view::npos)
            break;
        auto const head = text.substr(0, end);
        std::size_t body = 0;
        if (auto const at = head.find(length_field); at != std::string_view::npos)
            std::from_chars(head.data() + at + length_field.size(), head.data() + head.size(), body);
        if (text.size() < end + 4 + body)
            break;
        auto const kind = replies::find(head);
        input_.erase(0, end + 4 + body);
        output_ += answers_.text(kind);
        if (kind == replies::kind::discovery)
            ++shared_.discovery_requests;
        else if (kind == replies::kind::token)
            ++shared_.token_requests;
        else {
            held_ = shared_.hold != 0;
            ++shared_.calls;
        }
    }
    return held_ || write();
}

bool server_connection::release()
{
    held_ = false;
    return write() && answer();
}

bool server_connection::write()
{
    std::string_view left = output_;
    while (!left.empty()) {
        ssize_t const size = tls_ != nullptr ? SSL_write(tls_, left.data(), static_cast<int>(left.size()))
                                             : ::send(socket_, left.data(), left.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size > 0)
            left.remove_prefix(static_cast<std::size_t>(size));
        else if (!wait_for_room())
            return false;
    }
    output_.clear();
    return true;
}

bool server_connection::wait_for_room() const
{
    pollfd one = {socket_, POLLOUT, 0};
    return ::poll(&one, 1, 10'000) == 1 && (one.revents & (POLLERR | POLLHUP)) == 0;
}

} // namespace client_benchmark
