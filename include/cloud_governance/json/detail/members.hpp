#pragma once

#include <cloud_governance/json/detail/describe.hpp>

namespace cloud_governance::json::detail {

template <class T>
void const* address_in_optional(void const* place) noexcept
{
    auto const& value = *static_cast<std::optional<T> const*>(place);
    return value.has_value() ? &*value : nullptr;
}

/// The address of the bare value kept at `place`, null when it is absent. For an enumeration, `place` itself.
inline void const* present(type const& of, void const* place) noexcept
{
    if (of.how == storage::bare)
        return place;
    if (of.how == storage::boxed)
        return of.get(place);
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
        std::int32_t number = 0;
        return of.get_number(place, number) ? place : nullptr;
    }
    default:
        return nullptr;
    }
}

/// The place of a model's field.
inline void const* place_of(void const* model, field const& member) noexcept
{
    return static_cast<char const*>(model) + member.offset;
}

/// What a model holds besides its fields.
inline additional_properties const& rest_of(void const* model, table const& fields) noexcept
{
    return *reinterpret_cast<additional_properties const*>(static_cast<char const*>(model) + fields.additional);
}

} // namespace cloud_governance::json::detail
