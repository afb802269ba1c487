#pragma once

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/json/additional_properties.hpp>
#include <cloud_governance/json/enumeration.hpp>
#include <cloud_governance/json/field.hpp>
#include <cloud_governance/json/map.hpp>
#include <cloud_governance/json/optional_enum.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace cloud_governance::json {

namespace detail {

template <class T>
inline constexpr bool is_model = false;
template <class T>
    requires requires { requires std::is_same_v<decltype(T::additional_properties), additional_properties>; }
inline constexpr bool is_model<T> = true;

/// The kind of a bare value, and the rest of its description.
template <class T>
struct make_type {
    static constexpr bool known = enumeration<T> || is_model<T>;

    static constexpr type make() noexcept
    {
        type out;
        out.stride = sizeof(T);
        if constexpr (enumeration<T>) {
            out.what = kind::enumeration;
            out.names = enumerator_names<T>();
            out.names_size = enumerator_count<T>();
        }
        else {
            static_assert(std::is_standard_layout_v<T>, "a model must be standard-layout: its table holds offsets");
            static_assert(
                !std::is_aggregate_v<T>, "a model needs a constructor: `T() = default;` (GCC 12 corrupts "
                                         "aggregate temporaries in co_await expressions)");
            out.what = kind::model;
            out.fields = &T::template json_members<T>;
        }
        return out;
    }
};

/// A kind that needs no further description.
template <class T, kind What>
struct make_plain_type {
    static constexpr bool known = true;
    static constexpr type make() noexcept
    {
        type out;
        out.what = What;
        out.stride = sizeof(T);
        return out;
    }
};
template <>
struct make_type<std::string> : make_plain_type<std::string, kind::string> {};
template <>
struct make_type<bool> : make_plain_type<bool, kind::boolean> {};
template <>
struct make_type<std::int32_t> : make_plain_type<std::int32_t, kind::int32> {};
template <>
struct make_type<std::int64_t> : make_plain_type<std::int64_t, kind::int64> {};
template <>
struct make_type<double> : make_plain_type<double, kind::number> {};
template <>
struct make_type<uuid> : make_plain_type<uuid, kind::uuid> {};
template <>
struct make_type<date_time> : make_plain_type<date_time, kind::date_time> {};
template <>
struct make_type<boost::json::value> : make_plain_type<boost::json::value, kind::free_form> {};

template <class T>
inline constexpr bool is_described = make_type<T>::known;

template <class T>
inline constexpr type description = make_type<T>::make();

// function templates rather than lambdas: each of those would be a class more for the compiler

template <class Array>
void* append_element(void* array)
{
    auto& items = *static_cast<Array*>(array);
    items.resize(items.size() + 1); // less code than emplace_back, for each list
    return &items.back();
}

template <class Array>
elements view_elements(void const* array)
{
    auto const& items = *static_cast<Array const*>(array);
    return {items.data(), items.size()};
}

template <class T>
struct make_type<std::vector<T>> {
    static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no elements to point at");
    static constexpr bool known = is_described<T>;

    static constexpr type make() noexcept
    {
        type out;
        out.what = kind::array;
        out.stride = sizeof(std::vector<T>);
        out.element = &description<T>;
        out.append = &append_element<std::vector<T>>;
        out.view = &view_elements<std::vector<T>>;
        return out;
    }
};

template <class Map>
inline constexpr map_functions functions_of_map = {
    [](void* entries, std::string const& name) -> void* {
        auto& value = (*static_cast<Map*>(entries))[name];
        value = typename Map::mapped_type();
        return &value;
    },
    [](void* entries, std::string const& name) { static_cast<Map*>(entries)->erase(name); },
    [](void const* entries, void* context, visitor visit) {
        for (auto const& [name, value] : *static_cast<Map const*>(entries))
            visit(context, name, &value);
    },
    [](void const* entries, std::string const& name) -> void const* {
        auto const& all = *static_cast<Map const*>(entries);
        auto const found = all.find(name);
        return found != all.end() ? &found->second : nullptr;
    },
    [](void const* entries) { return static_cast<Map const*>(entries)->size(); }};

template <class T>
struct make_type<map<T>> {
    static constexpr bool known = is_described<T>;

    static constexpr type make() noexcept
    {
        type out;
        out.what = kind::map;
        out.stride = sizeof(map<T>);
        out.element = &description<T>;
        out.map = &functions_of_map<map<T>>;
        return out;
    }
};

template <class T>
struct make_type<std::optional<T>> {
    static constexpr bool known = is_described<T>;

    static constexpr type make() noexcept
    {
        type out = make_type<T>::make();
        static_assert(
            make_type<T>::make().what < kind::enumeration,
            "json::box holds models, arrays, maps and free-form JSON, json::optional_enum enumerations; std::optional "
            "of them costs the compiler ten times as much");
        out.how = storage::optional;
        return out;
    }
};

template <class T>
struct make_type<optional_enum<T>> {
    static constexpr bool known = is_described<T>;

    static constexpr type make() noexcept
    {
        static_assert(enumeration<T>, "json::optional_enum is for `enum class : std::int32_t`");
        type out = make_type<T>::make();
        out.how = storage::optional;
        return out;
    }
};

template <class T>
void* create_value()
{
    return new T; // a class: nothing stays uninitialised, and nothing is zeroed first
}

template <class T>
struct make_type<box<T>> {
    static constexpr bool known = is_described<T>;

    static constexpr type make() noexcept
    {
        type out = make_type<T>::make();
        static_assert(
            make_type<T>::make().what >= kind::model,
            "std::optional holds scalars; a box is for what is large or recursive");
        out.how = storage::boxed;
        out.create = &create_value<T>;
        out.destroy = ending_of<T>();
        return out;
    }
};

} // namespace detail

/// A struct with `additional_properties` and a field table: see the head of json/field.hpp.
template <class T>
concept model_type = detail::is_model<T>;

/// What the codec reads and writes: models, enumerations, `std::string`, `bool`, `std::int32_t`, `std::int64_t`,
/// `double`, `uuid`, `date_time`, `boost::json::value`, and `std::vector` and `json::map` of these.
template <class T>
concept codable = detail::is_described<T>;

/// The description of a member's or a root's type. Gives a constant; instantiates nothing before it is called.
template <class T>
constexpr detail::type const& type_of() noexcept
{
    return detail::description<T>;
}

} // namespace cloud_governance::json
