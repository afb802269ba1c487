#pragma once

#include <cloud_governance/crypto/detail/openssl.hpp>
#include <cloud_governance/http/origin.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud_governance::http::detail {

using session_pointer = cloud_governance::detail::unique_handle<SSL_SESSION, SSL_SESSION_free>;

/** A TLS session, and the conditions under which a full handshake would have the same result.

    A handshake that resumes a session shows no certificate, so OpenSSL repeats the verdict of the first handshake. The
    verdict is valid for the same trust, the same host, and until a certificate expires.
*/
class resumable_session {
public:
    resumable_session() = default;
    session_pointer session;
    SSL_CTX const* trust = nullptr; // compared, never used
    std::string host;
    std::time_t good_until = 0; // when the first certificate, or the stapled response, expires

    bool counts_for(SSL_CTX const* trusted, std::string_view peer, std::time_t now) const
    {
        return session && trust == trusted && host == peer && now < good_until;
    }
};

/** The newest TLS sessions with one origin, for its next handshakes. Thread-safe.

    Each serves one handshake: a ticket that is used twice lets an observer connect the two (RFC 8446 appendix C.4), and
    one with which a handshake failed is dropped. A few are kept, because connections are often made several at a time.
*/
class origin_sessions {
public:
    void keep(resumable_session session)
    {
        resumable_session oldest; // freed outside the lock
        std::lock_guard const lock(mutex_);
        if (sessions_.size() == most) {
            oldest = std::move(sessions_.front());
            sessions_.pop_front();
        }
        sessions_.push_back(std::move(session));
    }

    /// The newest one; without a session when there is none.
    resumable_session take()
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
    std::deque<resumable_session> sessions_;
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

/// A connection's data for OpenSSL's callbacks: its `SSL_get_app_data`.
class known_of_session {
public:
    std::string host;
    std::shared_ptr<origin_sessions> sessions; // null: no session is kept
    std::string names;                         // of a certificate that is for other hosts
    char const* revocation = "";               // why the certificate's status is not as it should be
    std::time_t stapled_until = (std::numeric_limits<std::time_t>::max)(); // of a stapled response, if there is one
    std::time_t good_until = 0;                                            // of the session that was offered
};

/// A time of a certificate or of its status; 0 for one that cannot be read.
inline std::time_t time_of(ASN1_TIME const* value)
{
    int days = 0;
    int seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, nullptr, value) != 1)
        return 0;
    return std::time(nullptr) + days * std::time_t(24 * 3600) + seconds;
}

/// When the first certificate of the chain that was verified expires; 0 without a chain.
inline std::time_t end_of_verified_chain(SSL* connection)
{
    STACK_OF(X509)* const chain = SSL_get0_verified_chain(connection);
    std::time_t end = 0;
    for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
        std::time_t const own = time_of(X509_get0_notAfter(sk_X509_value(chain, i)));
        end = i == 0 ? own : (std::min)(end, own);
    }
    return end;
}

/// Keeps a session of `connection`.
inline void keep_session(SSL* connection, session_pointer session, known_of_session const& known)
{
    resumable_session kept;
    kept.session = std::move(session);
    kept.trust = SSL_get_SSL_CTX(connection);
    kept.host = known.host;
    // a connection that resumed a session has shown no certificate: the new session expires with the old one
    kept.good_until = SSL_session_reused(connection) == 1
                          ? known.good_until
                          : (std::min)(end_of_verified_chain(connection), known.stapled_until);
    known.sessions->keep(std::move(kept));
}

/// Makes the connections of `context` keep the sessions that servers offer, each in the place that its
/// `known_of_session` names.
inline void keep_sessions(SSL_CTX* context)
{
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, [](SSL* connection, SSL_SESSION* session) {
        auto const* const known = static_cast<known_of_session const*>(SSL_get_app_data(connection));
        if (known == nullptr || !known->sessions || SSL_SESSION_is_resumable(session) != 1)
            return 0;
        keep_session(connection, session_pointer(session), *known);
        return 1;
    });
}

} // namespace cloud_governance::http::detail
