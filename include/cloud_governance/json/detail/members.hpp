#pragma once

#include <cloud_governance/json/detail/make_type.hpp>

#include <cstring>
#include <utility>

namespace cloud_governance::json::detail {

template <class T>
void const* address_in_optional(void const* place) noexcept
{
    auto const& value = *static_cast<std::optional<T> const*>(place);
    return value.has_value() ? &*value : nullptr;
}

/// The address of the bare value kept at `place`, null when it is absent.
inline void const* present(type const& of, void const* place) noexcept
{
    if (of.how == storage::bare)
        return place;
    if (of.how == storage::boxed)
        return static_cast<box_storage const*>(place)->held;
    switch (of.what) {
    case kind::string:
        return address_in_optional<std::string>(place);
    case kind::boolean:
        return address_in_optional<bool>(place);
    case kind::int32:
        return address_in_optional<std::int32_t>(place);
    case kind::int64:
        return address_in_optional<std::int64_t>(place);
    case kind::number:
        return address_in_optional<double>(place);
    case kind::uuid:
        return address_in_optional<cloud_governance::uuid>(place);
    case kind::date_time:
        return address_in_optional<cloud_governance::date_time>(place);
    case kind::enumeration: {
        auto const& value = *static_cast<enumerator_storage const*>(place);
        return value.present ? &value.number : nullptr;
    }
    default:
        return nullptr;
    }
}

/// The number of a bare enumerator, whatever its type.
inline std::int32_t number_of(void const* enumerator) noexcept
{
    std::int32_t number = 0;
    std::memcpy(&number, enumerator, sizeof(number));
    return number;
}

/// Puts a new default value into a box and returns its address.
inline void* emplace_in_box(type const& of, void* place)
{
    auto& box = *static_cast<box_storage*>(place);
    void* const fresh = of.create();
    if (void* const old = std::exchange(box.held, fresh))
        of.destroy(old);
    return fresh;
}

/// The place of a model's field.
inline void const* place_of(void const* model, field const& member) noexcept
{
    return static_cast<char const*>(model) + member.offset;
}

/// The additional properties of a model.
inline additional_properties const& rest_of(void const* model, members const& fields) noexcept
{
    return *reinterpret_cast<additional_properties const*>(static_cast<char const*>(model) + fields.additional);
}

} // namespace cloud_governance::json::detail
