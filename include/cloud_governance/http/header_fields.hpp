#pragma once

#include <cloud_governance/error.hpp>
#include <cloud_governance/secret_string.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace cloud_governance::http {

/** Header fields in the order in which they were added.

    All names and values lie in one block of wiped memory, because a credential is often among them. Names compare
    without regard to ASCII case (RFC 9110 section 5.1).
*/
class header_fields {
public:
    /// A view of one field; valid until the fields are changed.
    class field {
    public:
        std::string_view name;
        std::string_view value;
    };

    header_fields() = default;

    /** Adds a field, also when one of that name exists.

        Throws `failure` with `errc::invalid_argument`, naming the field and never its value, when the name is not a
        token (RFC 9110 section 5.6.2) or the value has a control character, a byte over 0x7E, or a blank at an end.
    */
    CLOUD_GOVERNANCE_DECL void add(std::string_view name, std::string_view value);

    /// Replaces all fields of that name by one; checks and throws as `add`.
    CLOUD_GOVERNANCE_DECL void set(std::string_view name, std::string_view value);

    /// Removes all fields of that name.
    CLOUD_GOVERNANCE_DECL void erase(std::string_view name);

    /// The first value of that name; nothing when there is none.
    CLOUD_GOVERNANCE_DECL std::optional<std::string_view> find(std::string_view name) const noexcept;

    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }
    std::size_t size() const noexcept { return entries_.size(); }
    bool empty() const noexcept { return entries_.empty(); }
    CLOUD_GOVERNANCE_DECL void clear() noexcept;

    /// The n-th field, n < size().
    CLOUD_GOVERNANCE_DECL field operator[](std::size_t index) const noexcept;

    /// Adds a field as it was received: not checked, because the parser has done so.
    CLOUD_GOVERNANCE_DECL void add_received(std::string_view name, std::string_view value);

private:
    struct entry {
        std::uint32_t name_at;
        std::uint32_t name_size;
        std::uint32_t value_at;
        std::uint32_t value_size;
    };

    wiped_string block_;
    std::vector<entry> entries_;
};

/// True when `value` can be sent as a header field's value: no control character, ASCII, no blank at either end.
CLOUD_GOVERNANCE_DECL bool is_valid_field_value(std::string_view value) noexcept;

/// ASCII letters compared without case.
CLOUD_GOVERNANCE_DECL bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/header_fields.ipp>
#endif
