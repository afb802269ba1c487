#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace client_benchmark {

/// The server's listeners. All except `plain` use TLS 1.3.
enum listener : std::size_t {
    plain,
    ec,          // a P-256 certificate; sessions can be resumed
    ec_identity, // the same for the identity service, which is another origin, like the real one
    ec_full,     // a P-256 certificate; every handshake is a full one
    rsa,         // an RSA-2048 certificate
    rsa_full,    // the same without sessions
    listeners
};

/** The memory that a benchmark and its server share; it is mapped into both processes.

    It has numbers and text only, so that no allocation of the server is made on the client's side.
*/
class control {
public:
    /// Certificate and private key in PEM, written by the benchmark: P-256, RSA.
    std::array<std::array<char, 8192>, 2> pem;
    /// The ports, written by the server.
    std::array<std::uint16_t, listeners> ports;

    /// While this is set, the API's replies are held back. Those of the identity service are not.
    std::atomic<std::uint32_t> hold;
    /// `expires_in` of the tokens, in seconds.
    std::atomic<std::uint32_t> token_lifetime;

    std::atomic<std::uint64_t> connections;
    std::atomic<std::uint64_t> full_handshakes;
    std::atomic<std::uint64_t> resumed_handshakes;
    /// Requests to the API that have been read.
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> token_requests;
    std::atomic<std::uint64_t> discovery_requests;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);

} // namespace client_benchmark
