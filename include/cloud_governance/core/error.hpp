#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/config.hpp>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cloud_governance {

/// An error code: `errc` in the category of this library, or the cause that Asio, OpenSSL or Boost.JSON gave.
using error_code = boost::system::error_code;

/** What went wrong, and what to do about it.

    The numbers are stable. `boost::system::error_code` compares with an enumerator directly:
    `failure.code() == errc::not_found`.
*/
enum class errc {
    /// A setting, a parameter or a URL cannot be used. `diagnostics::detail` names the field; correct it.
    invalid_argument = 1,
    /// A certificate or key could not be loaded, does not fit, or is too weak. `diagnostics::detail` says why.
    invalid_certificate = 2,
    /// Signing a client assertion failed. Check the key, or the external signer.
    signing_failed = 3,

    /// The host name has no address. Check the environment's URLs and the name service.
    resolve_failed = 10,
    /// No address of the host accepted a connection. Check firewall, proxy and port.
    connect_failed = 11,
    /// The TLS handshake failed for a reason other than the peer's certificate.
    tls_failed = 12,
    /// The peer's certificate is not trusted, has expired, is revoked or is for another host. Nothing was sent to it.
    peer_not_trusted = 13,
    /// The peer closed the connection before its reply was complete. Retry it when the operation is repeatable.
    connection_closed = 14,
    /// The peer's bytes are not a valid HTTP reply.
    invalid_http_response = 15,
    /// The reply is larger than the limit that was set for it. Raise the limit if the size is expected.
    response_too_large = 16,
    /// The server answered with a redirect. Redirects are never followed; correct the URL.
    redirect_refused = 17,
    /// No connection became free in time: all `max_connections` are busy. Raise the limit, or send fewer requests at
    /// once.
    pool_timed_out = 18,
    /// A deadline passed. `diagnostics::detail` says which; nothing is known to have been changed by the call.
    timed_out = 19,
    /// The caller cancelled the operation.
    cancelled = 20,
    /// An operation that must not be repeated may have reached the server, but no reply came. Check the
    /// object's state before retrying.
    outcome_unknown = 21,
    /// The proxy did not open a tunnel to the host. `diagnostics::detail` has its status; ask for the host to be
    /// allowed, or name it in `proxy_options::no_proxy`.
    proxy_refused = 22,
    /// The proxy wants other credentials (407, or 401 from some). Correct `proxy_options::username` and `password`;
    /// `hints` says more.
    proxy_authentication_required = 23,
    /// `max_waiting` exchanges already wait for a connection to this host. Nothing was sent. Send fewer
    /// requests at once, or later.
    queue_full = 24,

    /// The discovery document could not be fetched. `diagnostics::http_status` has the reply's status.
    discovery_failed = 30,
    /// The discovery document was refused. `diagnostics::detail` says which rule it breaks.
    discovery_document_invalid = 31,
    /// The token endpoint refused the request. `diagnostics::oauth_error` and `hints` say why.
    token_request_rejected = 32,
    /// The token endpoint's reply cannot be used. `diagnostics::detail` names the member.
    token_response_invalid = 33,
    /// The token endpoint answered with a server error or with a page that is no token reply (a gateway's).
    token_request_failed = 34,

    /// 400: the service refused the request. `diagnostics::server_messages` says why.
    bad_request = 40,
    /// 401: the credentials were refused, also after a renewal.
    unauthorized = 41,
    /// 403: the user may not do this (role, service not in the API profile, licence).
    forbidden = 42,
    /// 404: no such object, or the user may not see it.
    not_found = 43,
    /// 409: the object is in a state that does not allow this.
    conflict = 44,
    /// 429: too many requests, also after the retries. `diagnostics::retry_after` says how long to wait.
    rate_limited = 45,
    /// 5xx, also after the retries.
    server_error = 46,
    /// The service answered with a status that this library does not know.
    unexpected_status = 47,
    /// The service answered 200 with `isSuccess: false`.
    operation_failed = 48,
    /// The reply's body cannot be decoded. `diagnostics::detail` has the JSON pointer.
    invalid_response = 49,
};

/// The category of `errc`; its name is "cloud_governance". Thread-safe.
CLOUD_GOVERNANCE_DECL boost::system::error_category const& error_category() noexcept;

/// Makes an `error_code` of an enumerator (found by argument-dependent look-up).
inline error_code make_error_code(errc value) noexcept { return error_code(static_cast<int>(value), error_category()); }

/** Details of a failed call, for an operator.

    Never holds a secret or a reply's body. Text that came from a server is cut to 500 bytes and its control
    characters are escaped.
*/
class diagnostics {
public:
    diagnostics() = default;

    /// The operation as method and path template, for example `GET /requests/{id}`; empty when the failure belongs to
    /// none.
    std::string operation;
    /// What failed, in this library's words: names the field, the JSON pointer, the deadline or the rule.
    std::string detail;
    /// The status of the last reply; 0 when there was none.
    unsigned http_status = 0;
    /// `code` of the service's error body; empty when it sent none.
    std::string server_code;
    /// `message` of the service's error body.
    std::vector<std::string> server_messages;
    /// `error` of an OAuth error reply (RFC 6749 section 5.2).
    std::string oauth_error;
    /// `error_description` of an OAuth error reply.
    std::string oauth_error_description;
    /// The id that the server gave the request: from the error body, else from a header field.
    std::string server_request_id;
    /// The id that this library sent with the request (`client-request-id`).
    std::string client_request_id;
    /// Number of attempts to send the request; 0 when the call failed before the first.
    unsigned attempts = 0;
    /// `Retry-After` of the last reply.
    std::optional<std::chrono::seconds> retry_after;
    /// Likely causes that the client can see, the most likely first; sentences for a person.
    std::vector<std::string> hints;
    /// The underlying error of the system, TLS or the JSON parser, where there is one.
    error_code cause;
    /// Bytes of the request may have reached the server, in any of the attempts.
    bool request_may_have_been_sent = false;
};

/// Code and diagnostics of a failed call. A `result` holds one when it has no value.
class error {
public:
    error() = default;
    /// An error without further information.
    error(errc value) : code(make_error_code(value)) {}
    /// An error with the sentence that says what failed; `detail` must hold no secret.
    error(errc value, std::string detail) : code(make_error_code(value)) { diagnostics.detail = std::move(detail); }

    /// What went wrong.
    error_code code;
    /// What is known about it.
    cloud_governance::diagnostics diagnostics;
};

/// One line for a log: code, detail, status, server code and messages, OAuth error, request ids, attempts. No secret.
CLOUD_GOVERNANCE_DECL std::string to_string(error const& value);

/// A value or an `error`. `value()` throws `failure` when there is no value.
template <class T>
using result = boost::system::result<T, error>;

/** The exception that the throwing functions throw.

    `what()` is `to_string(error)`: it names the operation and the reason and holds no secret and no body. Copies share
    their state, and copying does not throw.
*/
class failure : public boost::system::system_error {
public:
    /// Takes over `reason`.
    CLOUD_GOVERNANCE_DECL explicit failure(cloud_governance::error reason);

    /// What is known about the failure.
    cloud_governance::diagnostics const& diagnostics() const noexcept { return *diagnostics_; }

    /// Code and diagnostics together, as `try_send` gives them.
    CLOUD_GOVERNANCE_DECL cloud_governance::error error() const;

    char const* what() const noexcept override { return text_->c_str(); }

private:
    std::shared_ptr<std::string const> text_;
    std::shared_ptr<cloud_governance::diagnostics const> diagnostics_;
};

/// Makes `result::value()` throw `failure` (customisation point of Boost.System).
[[noreturn]] inline void throw_exception_from_error(error const& reason, boost::source_location const&)
{
    throw failure(reason);
}

/// Throws `failure` with `code` and `detail`; `detail` must hold no secret.
[[noreturn]] CLOUD_GOVERNANCE_DECL void throw_failure(errc code, std::string detail);

/// `text` from a server in a form for messages: control characters are escaped, and text longer than `limit` bytes is
/// cut at a UTF-8 boundary.
CLOUD_GOVERNANCE_DECL std::string printable(std::string_view text, std::size_t limit = 500);

} // namespace cloud_governance

template <>
struct boost::system::is_error_code_enum<cloud_governance::errc> : std::true_type {};

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/error.ipp>
#endif
