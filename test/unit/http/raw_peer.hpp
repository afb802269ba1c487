#pragma once

// A server's side of one connection, plain or TLS, by blocking calls.

#include <cloud_governance/testing/certificate_authority.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace raw {

/// How the server speaks TLS.
struct tls_settings {
    cloud_governance::testing::certificate_pem identity = {};
    int lowest = TLS1_2_VERSION;
    int highest = TLS1_3_VERSION;
    /// Asks for a client certificate of this authority, and insists; empty: none.
    std::string client_authority = {};
    /// Session tickets after a handshake of TLS 1.3.
    std::size_t tickets = 2;
    /// Does the rest; empty: nothing.
    std::function<void(SSL_CTX*)> adjust = {};
};

namespace detail {

struct free_openssl {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

inline std::unique_ptr<BIO, free_openssl> bio_of(std::string const& text)
{
    return std::unique_ptr<BIO, free_openssl>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline void require(bool ok, char const* what)
{
    if (!ok)
        throw std::runtime_error(what);
}

} // namespace detail

using server_context = std::unique_ptr<SSL_CTX, detail::free_openssl>;

inline server_context make_server_context(tls_settings const& settings)
{
    server_context context(SSL_CTX_new(TLS_server_method()));
    if (settings.lowest < TLS1_2_VERSION) {
        SSL_CTX_set_security_level(context.get(), 0);
        SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
    }
    SSL_CTX_set_min_proto_version(context.get(), settings.lowest);
    SSL_CTX_set_max_proto_version(context.get(), settings.highest);
    SSL_CTX_set_num_tickets(context.get(), settings.tickets);
    std::unique_ptr<X509, detail::free_openssl> const certificate(
        PEM_read_bio_X509(detail::bio_of(settings.identity.certificate).get(), nullptr, nullptr, nullptr));
    std::unique_ptr<EVP_PKEY, detail::free_openssl> const key(
        PEM_read_bio_PrivateKey(detail::bio_of(settings.identity.private_key).get(), nullptr, nullptr, nullptr));
    detail::require(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1, "certificate");
    detail::require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1, "key");
    if (!settings.client_authority.empty()) {
        std::unique_ptr<X509, detail::free_openssl> const authority(
            PEM_read_bio_X509(detail::bio_of(settings.client_authority).get(), nullptr, nullptr, nullptr));
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (settings.adjust)
        settings.adjust(context.get());
    return context;
}

/// One accepted connection, for its script. Reading and writing block.
class peer {
public:
    peer(int socket, std::size_t number, SSL_CTX* context) : number(number), socket_(socket)
    {
        if (context != nullptr) {
            session_.reset(SSL_new(context));
            SSL_set_fd(session_.get(), socket_);
        }
    }
    ~peer()
    {
        session_.reset();
        close();
    }
    peer(peer const&) = delete;
    peer& operator=(peer const&) = delete;

    /// The how manieth connection this is, from 0.
    std::size_t const number;

    bool accept_tls()
    {
        bool const accepted = !session_ || SSL_accept(session_.get()) == 1;
        ERR_clear_error();
        return accepted;
    }

    /// Some bytes; none at the end of the connection.
    std::string read_some()
    {
        char buffer[16 * 1024];
        auto const size = session_ ? static_cast<ssize_t>(SSL_read(session_.get(), buffer, sizeof buffer))
                                   : ::read(socket_, buffer, sizeof buffer);
        ERR_clear_error();
        return std::string(buffer, size > 0 ? static_cast<std::size_t>(size) : 0);
    }

    /// One request, head and body; nothing when the client has closed the connection.
    std::optional<std::string> read_request()
    {
        while (true) {
            if (auto const size = size_of_first(pending_); size != 0) {
                std::string const request = pending_.substr(0, size);
                pending_.erase(0, size);
                return request;
            }
            auto const more = read_some();
            if (more.empty())
                return std::nullopt;
            pending_ += more;
        }
    }

    void write(std::string_view text)
    {
        while (!text.empty()) {
            auto const size =
                session_ ? static_cast<ssize_t>(SSL_write(session_.get(), text.data(), static_cast<int>(text.size())))
                         : ::write(socket_, text.data(), text.size());
            ERR_clear_error();
            if (size <= 0)
                return; // the client has gone
            text.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    /// A reply with a body of fixed length.
    void reply(std::string_view body, std::string_view status = "200 OK", std::string_view fields = "")
    {
        write(
            "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) +
            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    }

    /// Says that nothing more will be sent: close_notify, then the end of the stream.
    void end()
    {
        if (session_)
            SSL_shutdown(session_.get());
        ERR_clear_error();
        ::shutdown(socket_, SHUT_WR);
    }

    /// The end of the stream without close_notify.
    void cut() { ::shutdown(socket_, SHUT_WR); }

    /// The connection's abrupt end (RST).
    void reset()
    {
        linger const at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        session_.reset();
        close();
    }

    /// Ends the connection from another thread: a script that reads or writes finds its end.
    void interrupt()
    {
        std::lock_guard const lock(closing_);
        if (socket_ >= 0)
            ::shutdown(socket_, SHUT_RDWR);
    }

    /// Waits until the client has closed the connection; what it sends until then is dropped.
    void wait_for_end()
    {
        while (!read_some().empty()) {
        }
    }

    /// Lets time pass in which nothing happens, or the client closes the connection.
    void pause(std::chrono::milliseconds time)
    {
        pollfd waiting{socket_, POLLRDHUP, 0};
        ::poll(&waiting, 1, static_cast<int>(time.count()));
    }

    SSL* session() { return session_.get(); }

    /// The connection's descriptor.
    int descriptor() const { return socket_; }

    /// What came behind the last request that was read.
    std::string const& unread() const { return pending_; }

private:
    static std::size_t size_of_first(std::string const& text)
    {
        auto const end = text.find("\r\n\r\n");
        if (end == std::string::npos)
            return 0;
        std::size_t size = end + 4;
        auto const length = text.find("Content-Length: ");
        if (length < end)
            size += std::stoul(text.substr(length + 16));
        return text.size() < size ? 0 : size;
    }

    void close()
    {
        std::lock_guard const lock(closing_);
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
    }

    std::mutex closing_; // another thread may interrupt
    int socket_;
    std::unique_ptr<SSL, detail::free_openssl> session_;
    std::string pending_;
};

} // namespace raw
