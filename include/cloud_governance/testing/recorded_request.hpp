#pragma once

#include <cloud_governance/core/detail/ascii.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud_governance::testing {

/// Which of the two services a request came to.
enum class service_side {
    /// The governance API.
    api,
    /// The identity service.
    identity,
};

/// A request as it arrived. Holds the credentials that the client sent: do not log it.
class recorded_request {
public:
    recorded_request() = default;

    /// The service that it came to.
    service_side side = service_side::api;
    /// The method, `GET`.
    std::string method;
    /// Path and query as they were sent, percent-encoded.
    std::string target;
    /// Header fields in the order of arrival.
    std::vector<std::pair<std::string, std::string>> fields;
    /// The body after transfer decoding.
    std::string body;
    /// Number of the TCP connection, counted from 1 on each side.
    std::size_t connection = 0;

    /// The first header field of that name, ASCII case ignored; absent when there is none.
    std::optional<std::string_view> find(std::string_view name) const noexcept
    {
        for (auto const& [field, value] : fields)
            if (cloud_governance::detail::equals_ignoring_case(field, name))
                return std::string_view(value);
        return std::nullopt;
    }
};

/// What a fake service has seen since its start.
class service_statistics {
public:
    service_statistics() = default;

    /// Requests for the discovery document.
    std::size_t discovery_requests = 0;
    /// Requests for the identity service's keys (JWKS).
    std::size_t key_requests = 0;
    /// Requests to the token endpoint, refused ones included.
    std::size_t token_requests = 0;
    /// Requests to the token endpoint that were answered with an OAuth error.
    std::size_t rejected_token_requests = 0;
    /// Client assertions that were refused because their `jti` had been used before.
    std::size_t replayed_assertions = 0;
    /// `POST /auth/token/refresh`.
    std::size_t refresh_requests = 0;
    /// `POST /auth/token/delegate`.
    std::size_t delegate_requests = 0;
    /// All other requests to the governance API, refused and scripted ones included.
    std::size_t api_requests = 0;
    /// Requests to the governance API that were answered with 401 because of their credentials.
    std::size_t rejected_api_requests = 0;
    /// TCP connections accepted by both services together.
    std::size_t connections = 0;
    /// Connections whose TLS handshake did not succeed, for example because the client did not trust the service.
    std::size_t failed_handshakes = 0;
    /// Connections that are open at this moment.
    std::size_t open_connections = 0;
};

} // namespace cloud_governance::testing
