#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cloud_governance::testing {

/// What the identity service accepts as the audience (`aud`) of a client assertion: which server it plays.
enum class assertion_audience {
    /// `{issuer}/connect/token` only, alone or in an array: the older servers.
    legacy,
    /// Also the issuer, until the assertion says `typ: client-authentication+jwt`, which makes it `strict`: servers of
    /// today. The default.
    current,
    /// The issuer as the sole value, and `typ` must be `client-authentication+jwt`: the coming rule (rfc7523bis).
    strict,
};

/// How a fake service is set up; the defaults are what most tests want.
struct fake_service_settings {
    /// Host in the service's URLs: `127.0.0.1` or `localhost`. It always listens on 127.0.0.1.
    std::string host = "127.0.0.1";
    /// Port of the governance API; 0, the default, takes a free one.
    std::uint16_t api_port = 0;
    /// Port of the identity service; 0, the default, takes a free one.
    std::uint16_t identity_port = 0;
    /// Path under which the API lies, as `/governance`; default none.
    std::string api_path = {};
    /// Path of the identity service, as `/tenant`; default none.
    std::string identity_path = {};
    /// The rule for the audience of client assertions.
    assertion_audience audience = assertion_audience::current;
    /// `token_endpoint_auth_signing_alg_values_supported`, also enforced; empty leaves the member out of the discovery
    /// document and accepts all of RS, PS and ES with 256, 384 and 512.
    std::vector<std::string> signing_algorithms = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                                   "PS512", "ES256", "ES384", "ES512"};
    /// Lifetime of access tokens (`expires_in`, `duration`).
    std::chrono::seconds access_token_lifetime = std::chrono::hours(1);
    /// A refresh gives a new refresh token, and the old one is refused from then on.
    bool rotate_refresh_tokens = true;
    /// How many requests are kept for `requests()`; older ones are dropped. 0 keeps none (for benchmarks).
    std::size_t recorded_requests = 10'000;
    /// Accept TLS 1.2.
    bool tls_1_2 = true;
    /// Accept TLS 1.3.
    bool tls_1_3 = true;
    /// Both services ask for a client certificate of this authority (PEM) and refuse a handshake without; empty: none.
    std::string client_authority_pem = {};
};

} // namespace cloud_governance::testing
