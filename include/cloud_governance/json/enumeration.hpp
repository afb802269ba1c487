#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/json/field.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace cloud_governance::json {

namespace detail {

template <class T>
struct is_wire_enumeration : std::false_type {};
template <class T>
    requires std::is_enum_v<T>
struct is_wire_enumeration<T> : std::is_same<std::underlying_type_t<T>, std::int32_t> {};

/// The first entry with `number`, or null.
inline enumerator const* find_enumerator(enumerator const* names, std::size_t size, std::int32_t number) noexcept
{
    for (auto at = names; at != names + size; ++at)
        if (at->value == number)
            return at;
    return nullptr;
}

/// The first entry with `name`, ASCII letter case apart, or null.
CLOUD_GOVERNANCE_DECL enumerator const*
find_enumerator(enumerator const* names, std::size_t size, std::string_view name) noexcept;

/// Reads a name, ASCII letter case apart, or a number; false for anything else.
CLOUD_GOVERNANCE_DECL bool
read_enumerator(enumerator const* names, std::size_t size, std::string_view text, std::int32_t& number) noexcept;

template <class Enum>
constexpr enumerator const* enumerator_names() noexcept
{
    if constexpr (requires { enumerators<Enum>::table; })
        return enumerators<Enum>::table;
    else
        return nullptr;
}

template <class Enum>
constexpr std::size_t enumerator_count() noexcept
{
    if constexpr (requires { enumerators<Enum>::table; })
        return sizeof(enumerators<Enum>::table) / sizeof(enumerator);
    else
        return 0;
}

} // namespace detail

/// An enumeration of the API: `enum class` over `std::int32_t`, open (numbers without a name are kept).
template <class T>
concept enumeration = detail::is_wire_enumeration<T>::value;

/// The name of `value` on the wire; empty when it has no known name.
template <enumeration Enum>
std::string_view name_of(Enum value) noexcept
{
    auto const found = detail::find_enumerator(
        detail::enumerator_names<Enum>(), detail::enumerator_count<Enum>(), static_cast<std::int32_t>(value));
    return found != nullptr ? found->name : std::string_view();
}

/// The enumerator called `name` on the wire, ASCII letter case apart; none when no enumerator is.
template <enumeration Enum>
std::optional<Enum> enumerator_from_name(std::string_view name) noexcept
{
    auto const found =
        detail::find_enumerator(detail::enumerator_names<Enum>(), detail::enumerator_count<Enum>(), name);
    return found != nullptr ? std::optional<Enum>(static_cast<Enum>(found->value)) : std::nullopt;
}

/** The enumerator that `text` names: a name (ASCII letter case apart) or a number's digits, which need no name.

    The inverse of `to_string`. None for any other text. `from_string<model::task_result>("Approved")`.
*/
template <enumeration Enum>
std::optional<Enum> from_string(std::string_view text) noexcept
{
    std::int32_t number = 0;
    if (!detail::read_enumerator(detail::enumerator_names<Enum>(), detail::enumerator_count<Enum>(), text, number))
        return std::nullopt;
    return static_cast<Enum>(number);
}

/// Specialised as true for enumerations whose numbers are bits that the service combines.
template <class Enum>
inline constexpr bool is_flags = false;

/// An enumeration of bits: has `|`, `&`, `^`, `~` and `has_flags`.
template <class T>
concept flags_enumeration = enumeration<T> && is_flags<T>;

/// `name_of`, or the number's digits when it has no known name.
template <enumeration Enum>
std::string to_string(Enum value)
{
    auto const name = name_of(value);
    return name.empty() ? std::to_string(static_cast<std::int32_t>(value)) : std::string(name);
}

} // namespace cloud_governance::json

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/json/impl/enumeration.ipp>
#endif
