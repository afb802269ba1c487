#pragma once

#include <cloud_governance/core/error.hpp>

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace cloud_governance::json {

/// Limits of `parse_strict_document`.
class document_limits {
public:
    document_limits() = default;
    /// Limits of `bytes` bytes and `depth` nested arrays and objects.
    document_limits(std::size_t bytes, std::size_t depth) : bytes(bytes), depth(depth) {}

    /// Maximum size of the document in bytes; default 1 MiB.
    std::size_t bytes = 1024 * 1024;
    /// Maximum nesting of arrays and objects; default 64.
    std::size_t depth = 64;
};

/** Parses a JSON document on which security depends (RFC 8259), strictly.

    Besides invalid JSON it refuses: an object with the same name twice (after unescaping; two readers of such a
    document may disagree), text that is not UTF-8, numbers too large for a `double`, anything but blanks after the
    document, and what exceeds `limits`. The error is `errc::invalid_response`; its detail begins with the JSON pointer
    (RFC 6901) of the place, and its `diagnostics::cause` is the parser's error where it has one. Names from the
    document appear in the pointer, escaped for messages; values never do. What is in `masked` (secrets that were sent,
    and that the document may echo) is replaced in the names before they are escaped and cut.

    `storage` provides the memory of the values, also of strings while they are parsed. Names are kept in wiped memory
    until the document is complete.
    @see wiping_storage for documents that hold secrets.
*/
CLOUD_GOVERNANCE_DECL result<boost::json::value> parse_strict_document(
    std::string_view text, document_limits const& limits = document_limits(), boost::json::storage_ptr storage = {},
    std::span<std::string_view const> masked = {});

/// Storage on the heap that is overwritten when it is freed. Thread-safe.
CLOUD_GOVERNANCE_DECL boost::json::storage_ptr wiping_storage();

} // namespace cloud_governance::json

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/json/impl/strict_document.ipp>
#endif
