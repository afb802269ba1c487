#pragma once

#include <cloud_governance/api/detail/filter_writer.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/json/enumeration.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cloud_governance::api::detail {

template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, signed char> || std::is_same_v<T, unsigned char> ||
    std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> || std::is_same_v<T, char16_t> ||
    std::is_same_v<T, char32_t>;

template <class T>
inline constexpr bool is_time = false;
template <class Duration>
inline constexpr bool is_time<std::chrono::sys_time<Duration>> = true;

/// The type in which an expression keeps a value that was given as `T`; `void` for what no field can have.
template <class T, class Plain = std::remove_cvref_t<T>>
consteval auto kept_type()
{
    if constexpr (json::enumeration<Plain> || std::is_same_v<Plain, uuid> || std::is_same_v<Plain, bool>)
        return std::type_identity<Plain>();
    else if constexpr (is_time<Plain>)
        return std::type_identity<date_time>();
    else if constexpr (std::integral<Plain> && !is_character<Plain>)
        return std::type_identity<std::int64_t>();
    else if constexpr (std::floating_point<Plain>)
        return std::type_identity<double>();
    else if constexpr (std::is_convertible_v<T, std::string_view> && !std::is_null_pointer_v<Plain>)
        return std::type_identity<std::string>();
    else
        return std::type_identity<void>();
}

template <class T>
using kept = typename decltype(kept_type<T>())::type;

/// The value as an expression keeps it; throws as `filter_writer` for what that type cannot hold.
template <class Duration>
date_time keep_time(std::string_view field, std::chrono::sys_time<Duration> value)
{
    if constexpr (!std::is_same_v<std::chrono::sys_time<Duration>, date_time>)
        check_filter_time(field, std::chrono::duration<double>(value.time_since_epoch()).count());
    return std::chrono::floor<date_time::duration>(value);
}

template <class T>
kept<T> keep(std::string_view field, T&& value)
{
    using plain = std::remove_cvref_t<T>;
    if constexpr (is_time<plain>)
        return keep_time(field, value);
    else if constexpr (std::is_same_v<kept<T>, std::string> && !std::is_same_v<plain, std::string>)
        return std::string(std::string_view(value));
    else if constexpr (std::is_same_v<kept<T>, std::int64_t>) {
        if (!std::in_range<std::int64_t>(value))
            refuse_filter_number(field);
        return static_cast<std::int64_t>(value);
    }
    else
        return static_cast<kept<T>>(std::forward<T>(value));
}

/// Whether a field of type `Field` can be compared with what is kept as `Kept`.
template <class Field, class Kept>
inline constexpr bool takes_value =
    std::is_same_v<Field, Kept> || (std::is_same_v<Field, uuid> && std::is_same_v<Kept, std::string>) ||
    (std::is_same_v<Field, std::string> && std::is_same_v<Kept, uuid>) ||
    (std::is_same_v<Field, std::int32_t> && std::is_same_v<Kept, std::int64_t>) ||
    (std::is_same_v<Field, double> && std::is_same_v<Kept, std::int64_t>);

/// Whether values of a field have an order that the service can know.
template <class Field>
inline constexpr bool is_ordered = std::is_same_v<Field, date_time> || std::is_same_v<Field, std::int32_t> ||
                                   std::is_same_v<Field, std::int64_t> || std::is_same_v<Field, double>;

/// At least as many characters as a value takes.
inline std::size_t value_room(std::string const& value) noexcept
{
    std::size_t room = value.size();
    for (char const c : value)
        room += c == '\'';
    return room;
}
inline std::size_t value_room(uuid const&) noexcept { return 36; }
inline std::size_t value_room(date_time) noexcept { return 28; }
inline std::size_t value_room(bool) noexcept { return 5; }
inline std::size_t value_room(std::int64_t) noexcept { return 20; }
inline std::size_t value_room(double) noexcept { return 24; }
template <json::enumeration Enum>
std::size_t value_room(Enum value) noexcept
{
    return json::name_of(value).size();
}

} // namespace cloud_governance::api::detail
