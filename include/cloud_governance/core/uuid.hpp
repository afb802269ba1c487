#pragma once

#include <cloud_governance/core/error.hpp>

#include <boost/uuid/uuid.hpp>

#include <string>
#include <string_view>

namespace cloud_governance {

/** An identifier of the service: 128 bits, shown as 8-4-4-4-12 hexadecimal digits (RFC 9562 section 4).

    Compares, orders and hashes as Boost.Uuid defines it. Before Boost 1.86 a default-initialised one has no defined
    value: write `uuid{}` for the nil identifier.
*/
using uuid = boost::uuids::uuid;

/** Reads an identifier: 8-4-4-4-12 hexadecimal digits of either case and nothing else.

    Fails with `errc::invalid_argument` for any other text (braces, blanks, `urn:uuid:`, missing hyphens).
*/
CLOUD_GOVERNANCE_DECL result<uuid> parse_uuid(std::string_view text);

/// As `parse_uuid`, but throws `failure`.
CLOUD_GOVERNANCE_DECL uuid uuid_from_string(std::string_view text);

/// The 36 characters that `parse_uuid` reads, in lower case.
CLOUD_GOVERNANCE_DECL std::string to_string(uuid const& value);

/** A random identifier (RFC 9562 section 5.4, version 4) from OpenSSL's random generator.

    Throws `failure` with the generic code `resource_unavailable_try_again` and OpenSSL's reason when OpenSSL has no
    random numbers. Thread-safe.
*/
CLOUD_GOVERNANCE_DECL uuid random_uuid();

namespace detail {

/// Reads 36 characters without building an error; false when `text` is not an identifier.
CLOUD_GOVERNANCE_DECL bool read_uuid(std::string_view text, uuid& value) noexcept;

/// Writes 36 characters to `out`.
CLOUD_GOVERNANCE_DECL void write_uuid(uuid const& value, char* out) noexcept;

} // namespace detail
} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/uuid.ipp>
#endif
