#include "tls_engine.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace concurrency_benchmark {
namespace {

[[noreturn]] void end_with_tls_error(char const* what)
{
    std::fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
    std::exit(1);
}

SSL_CTX* make_context(SSL_METHOD const* method)
{
    SSL_CTX* const context = SSL_CTX_new(method);
    if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1)
        end_with_tls_error("no TLS context");
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE);
    return context;
}

} // namespace

tls_engine::tls_engine(SSL_CTX* context, bool server) : session_(SSL_new(context))
{
    BIO* const bio = BIO_new(method());
    if (!session_ || bio == nullptr)
        throw std::bad_alloc();
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio);
    if (server)
        SSL_set_accept_state(session_.get());
    else
        SSL_set_connect_state(session_.get());
}

tls_engine::status tls_engine::judge(int returned) const
{
    if (returned == 1)
        return status::done;
    return SSL_get_error(session_.get(), returned) == SSL_ERROR_WANT_READ ? status::want_input : status::closed;
}

tls_engine::status tls_engine::handshake()
{
    ERR_clear_error();
    return judge(SSL_do_handshake(session_.get()));
}

void tls_engine::expect_address(std::string const& address)
{
    SSL_set_verify(session_.get(), SSL_VERIFY_PEER, nullptr);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), address.c_str());
}

tls_engine::status tls_engine::read(char* to, std::size_t capacity, std::size_t& size)
{
    ERR_clear_error();
    size = 0;
    return judge(SSL_read_ex(session_.get(), to, capacity, &size));
}

void tls_engine::write(std::string_view text)
{
    while (!text.empty()) {
        std::size_t written = 0;
        if (SSL_write_ex(session_.get(), text.data(), text.size(), &written) != 1)
            end_with_tls_error("TLS did not take a text");
        text.remove_prefix(written);
    }
}

BIO_METHOD* tls_engine::method()
{
    static BIO_METHOD* const shared = [] {
        BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "benchmark");
        BIO_meth_set_read(made, [](BIO* bio, char* data, int capacity) {
            auto& self = *static_cast<tls_engine*>(BIO_get_data(bio));
            BIO_clear_retry_flags(bio);
            if (self.input_size_ == 0) {
                BIO_set_retry_read(bio);
                return -1;
            }
            auto const size = std::min(self.input_size_, static_cast<std::size_t>(capacity));
            std::memcpy(data, self.input_, size);
            self.input_ += size;
            self.input_size_ -= size;
            return static_cast<int>(size);
        });
        BIO_meth_set_write(made, [](BIO* bio, char const* data, int size) {
            BIO_clear_retry_flags(bio);
            static_cast<tls_engine*>(BIO_get_data(bio))->output.append(data, static_cast<std::size_t>(size));
            return size;
        });
        BIO_meth_set_ctrl(made, [](BIO*, int command, long, void*) -> long { return command == BIO_CTRL_FLUSH; });
        return made;
    }();
    return shared;
}

SSL_CTX* make_server_context(std::string const& certificate, std::string const& key)
{
    SSL_CTX* const context = make_context(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        end_with_tls_error("certificate or key cannot be used");
    return context;
}

SSL_CTX* make_client_context(std::string const& trust)
{
    SSL_CTX* const context = make_context(TLS_client_method());
    if (SSL_CTX_load_verify_locations(context, trust.c_str(), nullptr) != 1)
        end_with_tls_error("the trusted certificate cannot be used");
    return context;
}

} // namespace concurrency_benchmark
