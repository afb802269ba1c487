#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace cloud_governance::testing {

/// The key of a certificate that is made for a test.
enum class certificate_key {
    /// RSA with a modulus of 2048 bits.
    rsa_2048,
    /// RSA with a modulus of 3072 bits.
    rsa_3072,
    /// RSA with a modulus of 1024 bits: too weak, for tests of refusals.
    rsa_1024,
    /// The curve P-256.
    ec_p256,
    /// The curve P-384.
    ec_p384,
    /// The curve P-521.
    ec_p521,
};

/// What a certificate is to say. Times count from the moment at which it is made.
struct certificate_settings {
    /// Kind and size of its key.
    certificate_key key = certificate_key::rsa_2048;
    /// Valid from: so long after now; negative for the past. Default one hour ago.
    std::chrono::seconds valid_from = std::chrono::hours(-1);
    /// Valid until: so long after now; negative makes an expired certificate. Default one day.
    std::chrono::seconds valid_until = std::chrono::hours(24);
    /// DNS names of the subjectAltName extension, also with a wildcard; default none.
    std::vector<std::string> dns_names = {};
    /// IP addresses of the subjectAltName extension as text; default none.
    std::vector<std::string> ip_addresses = {};
};

/// A certificate and its key as text.
class certificate_pem {
public:
    certificate_pem() = default;
    /// The certificate in PEM.
    std::string certificate;
    /// Its private key in PEM (PKCS#8, not encrypted).
    std::string private_key;
};

} // namespace cloud_governance::testing
