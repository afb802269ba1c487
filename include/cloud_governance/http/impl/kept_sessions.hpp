#pragma once

#include <cloud_governance/http/origin.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <cstddef>
#include <ctime>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::http::detail {

class session_deleter {
public:
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using session_pointer = std::unique_ptr<SSL_SESSION, session_deleter>;

/// A TLS session, and until when a stapled response vouches for its certificate.
class kept_session {
public:
    kept_session() = default;
    kept_session(session_pointer session, std::time_t good_until = unlimited)
        : session(std::move(session)), good_until(good_until)
    {
    }

    /// No response was stapled.
    static constexpr std::time_t unlimited = (std::numeric_limits<std::time_t>::max)();

    session_pointer session;
    std::time_t good_until = unlimited;
};

/** The newest TLS sessions with one origin, for its next handshakes. Thread-safe.

    Each serves one handshake: a ticket that is used twice lets an observer connect the two (RFC 8446 appendix C.4), and
    one that made a handshake fail is gone. A few are kept, because connections are often made several at a time.
*/
class origin_sessions {
public:
    void keep(kept_session session)
    {
        kept_session oldest; // freed outside the lock
        std::lock_guard const lock(mutex_);
        if (sessions_.size() == most) {
            oldest = std::move(sessions_.front());
            sessions_.pop_front();
        }
        sessions_.push_back(std::move(session));
    }

    /// The newest one; without a session when there is none.
    kept_session take()
    {
        std::lock_guard const lock(mutex_);
        if (sessions_.empty())
            return {};
        auto newest = std::move(sessions_.back());
        sessions_.pop_back();
        return newest;
    }

private:
    static constexpr std::size_t most = 8;

    std::mutex mutex_;
    std::deque<kept_session> sessions_;
};

/// The sessions of a pool, whose TLS settings are the same for all of them. Thread-safe.
class pool_sessions {
public:
    std::shared_ptr<origin_sessions> of(http::origin const& origin)
    {
        std::lock_guard const lock(mutex_);
        for (auto const& [known, sessions] : all_)
            if (known == origin)
                return sessions;
        all_.emplace_back(origin, std::make_shared<origin_sessions>());
        return all_.back().second;
    }

private:
    std::mutex mutex_;
    std::vector<std::pair<http::origin, std::shared_ptr<origin_sessions>>> all_;
};

/// What OpenSSL's callbacks have to do with on a connection: its `SSL_get_app_data`.
class known_of_session {
public:
    std::shared_ptr<origin_sessions> sessions; // null: none are kept
    std::string names;                         // of a certificate that is for other hosts
    char const* revocation = "";               // why the certificate's status is not as it should be
    std::time_t good_until = kept_session::unlimited;
};

/// Lets the connections of `context` keep the sessions that servers offer, each where its `known_of_session` says.
inline void keep_sessions(SSL_CTX* context)
{
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, [](SSL* connection, SSL_SESSION* session) {
        auto const* const known = static_cast<known_of_session const*>(SSL_get_app_data(connection));
        if (known == nullptr || !known->sessions || SSL_SESSION_is_resumable(session) != 1)
            return 0;
        known->sessions->keep({session_pointer(session), known->good_until});
        return 1;
    });
}

/** True when the certificates of `session`, which `connection` is about to offer, would be accepted today.

    A handshake that takes up an old session shows no certificate, so OpenSSL repeats the verdict of the first one; by
   now a certificate may have expired. `now` is for tests; 0 is the present.
*/
inline bool would_be_trusted(SSL* connection, SSL_SESSION* session, std::time_t now = 0)
{
    class deleter {
    public:
        void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
    };
    std::unique_ptr<X509_STORE_CTX, deleter> const context(X509_STORE_CTX_new());
    X509_STORE* const trusted = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(connection));
    X509* const leaf = SSL_SESSION_get0_peer(session);
    bool good = context && leaf != nullptr &&
                X509_STORE_CTX_init(context.get(), trusted, leaf, SSL_get_peer_cert_chain(connection)) == 1;
    if (good) {
        X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
        X509_VERIFY_PARAM_set_auth_level(rules, SSL_get_security_level(connection));
        good = X509_STORE_CTX_set_default(context.get(), "ssl_server") == 1 &&
               X509_VERIFY_PARAM_set1(rules, SSL_get0_param(connection)) == 1;
        if (now != 0)
            X509_VERIFY_PARAM_set_time(rules, now);
        good = good && X509_verify_cert(context.get()) == 1;
    }
    ERR_clear_error();
    return good;
}

} // namespace cloud_governance::http::detail
