#pragma once

// The one header that models include. What a model looks like is written in json/field.hpp.

#include <cloud_governance/json/box.hpp>
#include <cloud_governance/json/detail/make_type.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/json/enumeration.hpp>
#include <cloud_governance/json/equal.hpp>
#include <cloud_governance/json/field.hpp>
#include <cloud_governance/json/map.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cloud_governance::model {

/// Equal members and equal additional properties (of these, the order does not count).
template <class Model>
    requires json::model_type<Model>
bool operator==(Model const& a, Model const& b)
{
    return json::equal(a, b);
}

/// The name of an enumerator on the wire, as filters take it; the number's digits when it has no known name.
template <class Enum>
    requires json::enumeration<Enum>
std::string to_string(Enum value)
{
    return json::to_string(value);
}

/// The enumerator that a name or a number's digits stand for: `json::from_string`.
template <class Enum>
    requires json::enumeration<Enum>
std::optional<Enum> from_string(std::string_view text) noexcept
{
    return json::from_string<Enum>(text);
}

/// The model as JSON text for logs, credentials masked: `json::to_log_text`.
template <class Model>
    requires json::model_type<Model>
std::string to_string(Model const& value)
{
    return json::to_log_text(value);
}

/// Prints what `to_string` gives.
template <class Stream, class Model>
    requires(json::model_type<Model> && std::is_base_of_v<std::ios_base, Stream>)
Stream& operator<<(Stream& out, Model const& value)
{
    out << json::to_log_text(value);
    return out;
}

/// Both sets of bits.
template <json::flags_enumeration Enum>
constexpr Enum operator|(Enum a, Enum b) noexcept
{
    return static_cast<Enum>(static_cast<std::int32_t>(a) | static_cast<std::int32_t>(b));
}
/// The bits in both.
template <json::flags_enumeration Enum>
constexpr Enum operator&(Enum a, Enum b) noexcept
{
    return static_cast<Enum>(static_cast<std::int32_t>(a) & static_cast<std::int32_t>(b));
}
/// The bits in one of the two.
template <json::flags_enumeration Enum>
constexpr Enum operator^(Enum a, Enum b) noexcept
{
    return static_cast<Enum>(static_cast<std::int32_t>(a) ^ static_cast<std::int32_t>(b));
}
/// The other bits.
template <json::flags_enumeration Enum>
constexpr Enum operator~(Enum a) noexcept
{
    return static_cast<Enum>(~static_cast<std::int32_t>(a));
}
/// Adds the bits of `b` to `a`.
template <json::flags_enumeration Enum>
constexpr Enum& operator|=(Enum& a, Enum b) noexcept
{
    return a = a | b;
}
/// Keeps in `a` the bits that `b` has as well.
template <json::flags_enumeration Enum>
constexpr Enum& operator&=(Enum& a, Enum b) noexcept
{
    return a = a & b;
}
/// Keeps the bits that either `a` or `b` has, but not both.
template <json::flags_enumeration Enum>
constexpr Enum& operator^=(Enum& a, Enum b) noexcept
{
    return a = a ^ b;
}
/// Whether all bits of `wanted` are set in `value`.
template <json::flags_enumeration Enum>
constexpr bool has_flags(Enum value, Enum wanted) noexcept
{
    return (value & wanted) == wanted;
}

} // namespace cloud_governance::model
