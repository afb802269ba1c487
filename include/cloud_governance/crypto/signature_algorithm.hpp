#pragma once

#include <optional>
#include <string_view>

namespace cloud_governance {

/** The algorithms that a client assertion can be signed with (RFC 7518 section 3.1).

    Asymmetric ones only: `none` and the HMAC algorithms have no enumerator, so they cannot be asked for.
*/
enum class signature_algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    rs512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    ps256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    ps384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
    ps512,
    /// ECDSA on P-256 with SHA-256.
    es256,
    /// ECDSA on P-384 with SHA-384.
    es384,
    /// ECDSA on P-521 with SHA-512.
    es512,
};

/// The registered name, as the `alg` header parameter and discovery documents spell it: `RS256`.
constexpr std::string_view to_string(signature_algorithm value) noexcept
{
    switch (value) {
    case signature_algorithm::rs256:
        return "RS256";
    case signature_algorithm::rs384:
        return "RS384";
    case signature_algorithm::rs512:
        return "RS512";
    case signature_algorithm::ps256:
        return "PS256";
    case signature_algorithm::ps384:
        return "PS384";
    case signature_algorithm::ps512:
        return "PS512";
    case signature_algorithm::es256:
        return "ES256";
    case signature_algorithm::es384:
        return "ES384";
    case signature_algorithm::es512:
        return "ES512";
    }
    return {};
}

/// The algorithm with this registered name (exact case, RFC 7515 section 4.1.1); absent for every other text.
constexpr std::optional<signature_algorithm> signature_algorithm_from_string(std::string_view name) noexcept
{
    using enum signature_algorithm;
    for (auto const value : {rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512})
        if (to_string(value) == name)
            return value;
    return std::nullopt;
}

} // namespace cloud_governance
