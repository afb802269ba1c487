#pragma once

#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/impl/tls/error.hpp>
#include <cloud_governance/http/impl/tls/session_cache.hpp>
#include <cloud_governance/http/impl/tls/tls_context.hpp>

#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/** One TLS connection over memory: the caller moves bytes between its buffers and the network.

    Asio's stream keeps its own buffers per connection and lets OpenSSL free and allocate its own with every read (50 KB
   per call, measured); this one reads straight from the network buffer and writes into one that is kept.
*/
class tls_session {
public:
    enum class status { done, want_input, closed, failed };

    /// `sessions` holds the sessions with the host that can be resumed; null: none is resumed or kept. `now` is for
    /// tests.
    tls_session(
        SSL_CTX* context, std::string const& host, std::shared_ptr<origin_sessions> sessions = nullptr,
        std::time_t now = 0)
        : session_(SSL_new(context))
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
            cloud_governance::detail::refuse("host name", "it cannot be verified in a certificate");
        known_.host = host;
        known_.sessions = std::move(sessions);
        SSL_set_app_data(session_.get(), &known_);
        SSL_set_verify(session_.get(), SSL_VERIFY_PEER, &look_at_certificate);
        if (known_.sessions)
            offer(known_.sessions->take(), now);
    }

    tls_session(tls_session const&) = delete;
    tls_session& operator=(tls_session const&) = delete;

    /// Sets the bytes that came from the network. They must stay valid until the following calls return `want_input`.
    void feed(char const* data, std::size_t size)
    {
        input_ = data;
        input_size_ = size;
    }

    /// Bytes for the network. The caller removes them.
    wiped_string& output() { return output_; }

    status handshake()
    {
        ERR_clear_error();
        status const outcome = judge(SSL_do_handshake(session_.get()));
        // a session of TLS 1.2 has no successor
        if (outcome == status::done && known_.sessions && resumed() && SSL_version(session_.get()) == TLS1_2_VERSION)
            keep_session(session_.get(), session_pointer(SSL_get1_session(session_.get())), known_);
        return outcome;
    }

    status read(char* data, std::size_t capacity, std::size_t& size)
    {
        forget_errors();
        size = 0;
        return judge(SSL_read_ex(session_.get(), data, capacity, &size));
    }

    /// False when `read` would return `want_input`.
    bool has_input() const { return input_size_ > 0 || SSL_has_pending(session_.get()) == 1; }

    /// Encrypts all of `text` into `output`.
    status write(std::string_view text)
    {
        while (!text.empty()) {
            forget_errors();
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

    /// True when the handshake resumed an earlier session.
    bool resumed() const { return SSL_session_reused(session_.get()) == 1; }

    /// Why the handshake failed.
    error failure_of_handshake(std::string const& host) const
    {
        long const verified = SSL_get_verify_result(session_.get());
        if (verified == X509_V_OK)
            return tls_failure("TLS handshake with " + host);
        ERR_clear_error();
        return certificate_refusal(host, verified, known_.names, known_.revocation);
    }

private:
    /// Clears the thread's error queue, because `SSL_get_error` would take an error in it for its own. Looking first
    /// costs less than clearing.
    static void forget_errors()
    {
        if (ERR_peek_error() != 0)
            ERR_clear_error();
    }

    /// Offers an earlier session, if its certificates would still be accepted.
    void offer(resumable_session kept, std::time_t now)
    {
        if (kept.counts_for(SSL_get_SSL_CTX(session_.get()), known_.host, now != 0 ? now : std::time(nullptr)) &&
            SSL_set_session(session_.get(), kept.session.get()) == 1)
            known_.good_until = kept.good_until;
        ERR_clear_error();
    }

    static int look_at_certificate(int accepted, X509_STORE_CTX* verification)
    {
        int const reason = X509_STORE_CTX_get_error(verification);
        if (accepted == 0 && (reason == X509_V_ERR_HOSTNAME_MISMATCH || reason == X509_V_ERR_IP_ADDRESS_MISMATCH)) {
            auto* const session =
                static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
            static_cast<known_of_session*>(SSL_get_app_data(session))->names =
                names_of(X509_STORE_CTX_get0_cert(verification));
        }
        return accepted;
    }

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
    known_of_session known_;
    unique_handle<SSL, SSL_free> session_;
};

} // namespace cloud_governance::http::detail
