#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/crypto/signature_algorithm.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace cloud_governance::identity {

/// The content of the header parameter `kid` of a client assertion, by which the server finds the client's key.
enum class key_id_form {
    /// The certificate's SHA-1 thumbprint in upper-case hex, as the vendor's C# sample sends it. The default.
    sha1_hex,
    /// The certificate's SHA-1 thumbprint in base64url, as the vendor's PowerShell sample sends it.
    sha1_base64url,
    /// `assertion_options::custom_key_id`.
    custom,
    /// Not sent.
    none,
};

/** Settings of client assertions that do not depend on the client. The defaults suit the vendor's identity service.

    The values are checked when an assertion is made: `errc::invalid_argument`, naming the field.
*/
class assertion_options {
public:
    assertion_options() = default;

    /// `alg`. Absent: RS256 for an RSA key, for an EC key the algorithm of its curve.
    std::optional<signature_algorithm> algorithm;
    /// What `kid` is.
    key_id_form key_id = key_id_form::sha1_hex;
    /// `kid` when `key_id` is `custom`; not empty then.
    std::string custom_key_id;
    /// Send `x5t`, the SHA-1 thumbprint in base64url (RFC 7515 section 4.1.7).
    bool send_x5t = true;
    /// Send `x5t#S256`, the SHA-256 thumbprint in base64url (RFC 7515 section 4.1.8).
    bool send_x5t_s256 = false;
    /// Send `x5c`, certificate and chain (RFC 7515 section 4.1.6). Adds one to several kilobytes.
    bool send_x5c = false;
    /// From `iat` to `exp`: 1 to 60 minutes.
    std::chrono::seconds lifetime = std::chrono::minutes(5);
    /// How long the claim `nbf` is before `iat`: 0 to 60 minutes. Absent: `nbf` is not sent. Raise it when this
    /// machine's clock runs ahead of the server's.
    std::optional<std::chrono::seconds> not_before_margin = std::chrono::seconds(0);
    /// Further claims. Refused: `iss`, `sub`, `aud`, `jti`, `iat`, `nbf`, `exp`, `username` (they have fields).
    boost::json::object extra_claims;
    /// Further header parameters. Refused: `alg`, `typ`, `kid`, `x5t`, `x5t#S256`, `x5c` (they have fields), and
    /// `crit`, `b64`, `zip`, `enc` (they change what the others mean).
    boost::json::object extra_headers;
};

} // namespace cloud_governance::identity
