#pragma once

#include <cloud_governance/http/impl/tls_context.hpp>
#include <cloud_governance/secret_string.hpp>

#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/** One TLS connection over memory: bytes of the network go in and out through buffers, OpenSSL does the rest.

    Asio's stream keeps its own buffers per connection and lets OpenSSL free and allocate its own with every read (50 KB
   per call, measured); this one reads straight from the network buffer and writes into one that is kept.
*/
class tls_session {
public:
    enum class status { done, want_input, closed, failed };

    tls_session(SSL_CTX* context, std::string const& host) : session_(SSL_new(context))
    {
        BIO* const bio = BIO_new(method());
        if (!session_ || bio == nullptr) {
            BIO_free(bio);
            throw std::bad_alloc();
        }
        BIO_set_data(bio, this);
        BIO_set_init(bio, 1);
        SSL_set_bio(session_.get(), bio, bio);
        SSL_set_connect_state(session_.get());
        // the name is looked for in subjectAltName only (RFC 9525 section 6.3), wildcards as a whole label
        boost::system::error_code not_an_address;
        boost::asio::ip::make_address(host, not_an_address);
        X509_VERIFY_PARAM* const parameters = SSL_get0_param(session_.get());
        X509_VERIFY_PARAM_set_hostflags(
            parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        bool set = false;
        if (not_an_address)
            set = X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) == 1 &&
                  SSL_set_tlsext_host_name(session_.get(), host.c_str()) == 1;
        else
            set = X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
        ERR_clear_error();
        if (!set)
            throw_failure(errc::invalid_argument, "the host name cannot be verified in a certificate");
    }

    tls_session(tls_session const&) = delete;
    tls_session& operator=(tls_session const&) = delete;

    /// Bytes that came from the network; they must stay until the following calls have answered `want_input`.
    void feed(char const* data, std::size_t size)
    {
        input_ = data;
        input_size_ = size;
    }

    /// Bytes for the network, to be removed by the caller.
    wiped_string& output() { return output_; }

    status handshake()
    {
        ERR_clear_error();
        return judge(SSL_do_handshake(session_.get()));
    }

    status read(char* data, std::size_t capacity, std::size_t& size)
    {
        ERR_clear_error();
        size = 0;
        return judge(SSL_read_ex(session_.get(), data, capacity, &size));
    }

    /// Encrypts all of `text` into `output`.
    status write(std::string_view text)
    {
        while (!text.empty()) {
            ERR_clear_error();
            std::size_t written = 0;
            status const outcome = judge(SSL_write_ex(session_.get(), text.data(), text.size(), &written));
            if (outcome != status::done)
                return outcome;
            text.remove_prefix(written);
        }
        return status::done;
    }

    /// True when nothing but handshake messages (session tickets) was in the bytes fed while the connection was unused.
    bool only_handshake_data()
    {
        ERR_clear_error();
        char byte = 0;
        std::size_t size = 0;
        bool const only = judge(SSL_peek_ex(session_.get(), &byte, 1, &size)) == status::want_input;
        ERR_clear_error();
        return only;
    }

    /// Puts close_notify into `output`.
    void close()
    {
        ERR_clear_error();
        SSL_shutdown(session_.get());
        ERR_clear_error();
    }

    /// Why the handshake failed.
    error failure_of_handshake(std::string const& host) const
    {
        long const verified = SSL_get_verify_result(session_.get());
        std::string const reasons = cloud_governance::detail::drain_openssl_errors();
        if (verified == X509_V_OK)
            return error(
                errc::tls_failed, "TLS handshake with " + host + ": " + (reasons.empty() ? "it was cut off" : reasons));
        error refused(
            errc::peer_not_trusted, "certificate of " + host + ": " + X509_verify_cert_error_string(verified));
        switch (verified) {
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            refused.diagnostics.hints.emplace_back(
                "the certificate is for another host name: check the URL, or a proxy in between");
            break;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            refused.diagnostics.hints.emplace_back("check this machine's clock and the server's certificate");
            break;
        default:
            refused.diagnostics.hints.emplace_back(
                "add the issuing authority to tls.trust_file, trust_directory or trust_pem if you trust it");
        }
        return refused;
    }

private:
    status judge(int returned)
    {
        if (returned == 1)
            return status::done;
        switch (SSL_get_error(session_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return status::want_input;
        case SSL_ERROR_ZERO_RETURN:
            return status::closed;
        default:
            return status::failed;
        }
    }

    static int read_from_network(BIO* bio, char* data, int capacity)
    {
        auto& self = *static_cast<tls_session*>(BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        if (self.input_size_ == 0) {
            BIO_set_retry_read(bio);
            return -1;
        }
        std::size_t const size = (std::min)(self.input_size_, static_cast<std::size_t>(capacity));
        std::memcpy(data, self.input_, size);
        self.input_ += size;
        self.input_size_ -= size;
        return static_cast<int>(size);
    }

    static int write_to_network(BIO* bio, char const* data, int size)
    {
        BIO_clear_retry_flags(bio);
        static_cast<tls_session*>(BIO_get_data(bio))->output_.append(data, static_cast<std::size_t>(size));
        return size;
    }

    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* method()
    {
        // never freed: sessions of objects with static lifetime may outlive anything that could free it
        static BIO_METHOD* const shared = [] {
            BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cloud_governance");
            BIO_meth_set_read(made, &tls_session::read_from_network);
            BIO_meth_set_write(made, &tls_session::write_to_network);
            BIO_meth_set_ctrl(made, &tls_session::control);
            return made;
        }();
        return shared;
    }

    char const* input_ = nullptr;
    std::size_t input_size_ = 0;
    wiped_string output_;
    std::unique_ptr<SSL, openssl_deleter> session_;
};

} // namespace cloud_governance::http::detail
