#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/testing/recorded_request.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::testing::detail {

/// A reply before it is written.
class server_reply {
public:
    server_reply() = default;

    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> fields;
    /// Absent writes no `Content-Type`.
    std::string content_type;
    std::string body;
    /// The reply waits so long.
    std::chrono::milliseconds delay{0};
    /// Close instead of answering.
    bool close_without_reply = false;
    /// Written as it is instead of everything above; the connection is closed then.
    std::string raw;
    /// Close after so many bytes of the body.
    std::optional<std::size_t> close_after_body_bytes;
};

/// How a server is set up.
class https_server_settings {
public:
    https_server_settings() = default;

    std::string certificate_pem;
    std::string private_key_pem;
    /// Clients must show a certificate of this authority; empty asks for none.
    std::string client_authority_pem;
    /// A port of 127.0.0.1; 0 takes a free one.
    std::uint16_t port = 0;
    bool allow_tls_1_2 = true;
    bool allow_tls_1_3 = true;
};

/// Counts of a server.
class https_server_counts {
public:
    https_server_counts() = default;
    std::size_t accepted = 0;
    std::size_t failed_handshakes = 0;
    std::size_t open = 0;
};

/** A small HTTPS server on 127.0.0.1 with keep-alive, one strand per connection.

    The handler is called on the executor's threads, several at once; an exception that leaves it is answered with 500.
*/
class https_server {
public:
    using handler = std::function<server_reply(recorded_request&)>;

    https_server() = default;
    https_server(https_server const&) = delete;
    https_server& operator=(https_server const&) = delete;
    virtual ~https_server() = default;

    /// Accepts connections from now on; until then they wait in the listening socket.
    virtual void start() = 0;
    virtual std::uint16_t port() const noexcept = 0;
    virtual https_server_counts counts() const = 0;
    /// Posts the closing of all connections that are open now; new ones are accepted. Thread-safe.
    virtual void close_connections() = 0;
    /// Closes the acceptor at once and posts the closing of all connections; waiting replies are dropped. Thread-safe.
    virtual void stop() noexcept = 0;
};

/// A server that listens. Throws `boost::system::system_error` when the socket or the certificate cannot be used.
CLOUD_GOVERNANCE_DECL std::shared_ptr<https_server> make_https_server(
    boost::asio::any_io_executor const& executor, https_server_settings const& settings, https_server::handler handler);

} // namespace cloud_governance::testing::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/testing/impl/https_server.ipp>
#endif
