#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace cloud_governance::json {

namespace detail {

/// The part of an optional enumeration that does not depend on its type; the codec, which is not a template, works with
/// it.
struct enumerator_storage {
    std::int32_t number = 0;
    bool present = false;
};

} // namespace detail

/** An enumerator of the API, or none: `std::optional` for enumerations.

    Has `std::optional`'s interface and converts to and from it. It costs the compiler a tenth of the time, which
    matters for the models' 165 enumerations. As with `std::optional`, reading an empty one with `*` is undefined;
    `value()` checks. Distinct objects are safe to use from several threads, a shared one to read.
*/
template <class Enum>
class optional_enum : private detail::enumerator_storage {
public:
    /// Type of the enumeration.
    using value_type = Enum;

    /// Empty.
    constexpr optional_enum() noexcept = default;
    /// Empty.
    constexpr optional_enum(std::nullopt_t) noexcept {}
    /// Holds `value`.
    constexpr optional_enum(Enum value) noexcept : detail::enumerator_storage{static_cast<std::int32_t>(value), true} {}
    /// Holds what `value` holds.
    constexpr optional_enum(std::optional<Enum> const& value) noexcept
    {
        if (value.has_value())
            emplace(*value);
    }
    /// The same as the standard's type.
    constexpr operator std::optional<Enum>() const noexcept
    {
        return present ? std::optional<Enum>(**this) : std::nullopt;
    }

    /// True when there is an enumerator.
    constexpr bool has_value() const noexcept { return present; }
    /// True when there is an enumerator.
    constexpr explicit operator bool() const noexcept { return present; }

    /// The enumerator. Undefined when there is none.
    constexpr Enum operator*() const noexcept { return static_cast<Enum>(number); }
    /// The enumerator; throws `std::bad_optional_access` when there is none.
    constexpr Enum value() const
    {
        if (!present)
            throw std::bad_optional_access();
        return static_cast<Enum>(number);
    }
    /// The enumerator, or `other` when there is none.
    constexpr Enum value_or(Enum other) const noexcept { return present ? static_cast<Enum>(number) : other; }

    /// Holds `value`; gives it.
    constexpr Enum emplace(Enum value) noexcept
    {
        number = static_cast<std::int32_t>(value);
        present = true;
        return value;
    }
    /// Makes it empty.
    constexpr void reset() noexcept { present = false; }
    /// Exchanges the values of both.
    constexpr void swap(optional_enum& other) noexcept
    {
        optional_enum const mine = *this;
        *this = other;
        other = mine;
    }
};

// at namespace scope, because friends would be instantiated with each of the hundred enumerations in the models

/// Exchanges the values of both.
template <class Enum>
constexpr void swap(optional_enum<Enum>& a, optional_enum<Enum>& b) noexcept
{
    a.swap(b);
}

/// Both empty, or both with the same enumerator.
template <class Enum>
constexpr bool operator==(optional_enum<Enum> const& a, optional_enum<Enum> const& b) noexcept
{
    return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
}

/// Holds `value`.
template <class Enum>
constexpr bool operator==(optional_enum<Enum> const& a, std::type_identity_t<Enum> value) noexcept
{
    return a.has_value() && *a == value;
}

/// Is empty.
template <class Enum>
constexpr bool operator==(optional_enum<Enum> const& a, std::nullopt_t) noexcept
{
    return !a.has_value();
}

/// By number; empty comes first.
template <class Enum>
constexpr std::strong_ordering operator<=>(optional_enum<Enum> const& a, optional_enum<Enum> const& b) noexcept
{
    if (a.has_value() && b.has_value())
        return static_cast<std::int32_t>(*a) <=> static_cast<std::int32_t>(*b);
    return a.has_value() <=> b.has_value();
}

} // namespace cloud_governance::json
