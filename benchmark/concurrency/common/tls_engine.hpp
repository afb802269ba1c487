#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace concurrency_benchmark {

/// TLS 1.3 over memory for server and limit. Input is read in place, output is collected for one `send`.
class tls_engine {
public:
    enum class status { done, want_input, closed };

    tls_engine(SSL_CTX* context, bool server);

    /// Bytes from the network; they must stay valid until everything has been read.
    void feed(char const* data, std::size_t size)
    {
        input_ = data;
        input_size_ = size;
    }
    bool has_input() const { return input_size_ != 0; }

    status handshake();
    /// Verifies the peer's certificate for this address.
    void expect_address(std::string const& address);
    status read(char* to, std::size_t capacity, std::size_t& size);
    void write(std::string_view text);

    /// Bytes for the network, which the caller takes.
    std::string output;

private:
    class deleter {
    public:
        void operator()(SSL* session) const { SSL_free(session); }
    };

    status judge(int returned) const;
    static BIO_METHOD* method();

    std::unique_ptr<SSL, deleter> session_;
    char const* input_ = nullptr;
    std::size_t input_size_ = 0;
};

/// A TLS 1.3 context that lives as long as the program.
SSL_CTX* make_server_context(std::string const& certificate, std::string const& key);
SSL_CTX* make_client_context(std::string const& trust);

} // namespace concurrency_benchmark
