#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace cloud_governance::http {

/** Header fields in the order in which they were added.

    All names and values are in one block of memory, which is wiped, because a credential is often among them. Names
    compare without regard to ASCII case (RFC 9110 section 5.1).
*/
class header_fields {
public:
    /// A view of one field; valid until the fields are changed.
    class field {
    public:
        /// Name as it was added; its letter case is kept.
        std::string_view name;
        /// Value without blanks at its ends.
        std::string_view value;
    };

    header_fields() = default;
    CLOUD_GOVERNANCE_DECL header_fields(header_fields const& other);
    header_fields(header_fields&& other) noexcept
        : block_(std::exchange(other.block_, nullptr)), capacity_(std::exchange(other.capacity_, 0)),
          text_size_(std::exchange(other.text_size_, 0)), count_(std::exchange(other.count_, 0))
    {
    }
    CLOUD_GOVERNANCE_DECL header_fields& operator=(header_fields const& other);
    CLOUD_GOVERNANCE_DECL header_fields& operator=(header_fields&& other) noexcept;
    ~header_fields()
    {
        if (block_ != nullptr)
            release();
    }

    /** Adds a field, also when one of that name exists.

        Throws `failure` with `errc::invalid_argument`, naming the field and never its value, when the name is not a
        token (RFC 9110 section 5.6.2) or the value has a control character, a byte over 0x7E, or a blank at an end.
    */
    CLOUD_GOVERNANCE_DECL void add(std::string_view name, std::string_view value);

    /// Replaces all fields of that name by one; checks and throws as `add`.
    CLOUD_GOVERNANCE_DECL void set(std::string_view name, std::string_view value);

    /// Removes all fields of that name.
    CLOUD_GOVERNANCE_DECL void erase(std::string_view name);

    /// The first value of that name; nullopt when there is none.
    CLOUD_GOVERNANCE_DECL std::optional<std::string_view> find(std::string_view name) const noexcept;

    /// True when there is a field of that name.
    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }
    /// Number of fields.
    std::size_t size() const noexcept { return count_; }
    /// True when there is no field.
    bool empty() const noexcept { return count_ == 0; }
    /// Removes all fields and wipes their text; keeps the memory.
    CLOUD_GOVERNANCE_DECL void clear() noexcept;

    /// Reserves memory for names, values and the bookkeeping of each field, in the unit of `memory`. Does nothing when
    /// there is enough.
    CLOUD_GOVERNANCE_DECL void reserve(std::size_t bytes);
    /// Bytes in use: after `reserve` with this number, another object can hold the same fields without an allocation.
    std::size_t memory() const noexcept { return text_size_ + count_ * sizeof(place); }

    /// The n-th field, n < size().
    field operator[](std::size_t index) const noexcept
    {
        place const& at = place_at(index);
        field out;
        out.name = std::string_view(block_ + at.at, at.name_size);
        out.value = std::string_view(block_ + at.at + at.name_size, at.value_size);
        return out;
    }

    /// Adds a field that was received. Does not check it, because the parser has.
    CLOUD_GOVERNANCE_DECL void add_received(std::string_view name, std::string_view value);

private:
    /// The position of one field in the text; its value follows its name.
    class place {
    public:
        std::uint32_t at;
        std::uint32_t name_size;
        std::uint32_t value_size;
    };

    place& place_at(std::size_t index) const noexcept
    {
        return reinterpret_cast<place*>(block_ + capacity_)[-1 - static_cast<std::ptrdiff_t>(index)];
    }
    CLOUD_GOVERNANCE_DECL void add_all(header_fields const& other);
    CLOUD_GOVERNANCE_DECL void swap(header_fields& other) noexcept;
    CLOUD_GOVERNANCE_DECL void erase_at(std::size_t index) noexcept;
    CLOUD_GOVERNANCE_DECL void release() noexcept;

    // one piece of memory for both: the text from its beginning, the places from its end
    char* block_ = nullptr;
    std::uint32_t capacity_ = 0;
    std::uint32_t text_size_ = 0;
    std::uint32_t count_ = 0;
};

/// True when `value` can be sent as a header field's value: no control character, ASCII, no blank at either end.
CLOUD_GOVERNANCE_DECL bool is_valid_field_value(std::string_view value) noexcept;

/// True when both texts are equal but for the case of ASCII letters.
CLOUD_GOVERNANCE_DECL bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/header_fields.ipp>
#endif
