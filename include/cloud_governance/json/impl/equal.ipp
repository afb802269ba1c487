#pragma once

#include <cloud_governance/json/detail/members.hpp>
#include <cloud_governance/json/equal.hpp>

namespace cloud_governance::json::detail {

template <class T>
bool equal_as(void const* a, void const* b)
{
    return *static_cast<T const*>(a) == *static_cast<T const*>(b);
}

inline bool equal_models(type const& of, void const* a, void const* b)
{
    members const fields = of.fields();
    for (auto at = fields.fields; at != fields.fields + fields.size; ++at)
        if (!equal(*at->type, place_of(a, *at), place_of(b, *at)))
            return false;
    auto const& rest = rest_of(a, fields);
    auto const& other = rest_of(b, fields);
    bool const none = !rest || rest->empty();
    bool const other_none = !other || other->empty();
    return none || other_none ? none == other_none : *rest == *other;
}

inline bool equal_maps(type const& of, void const* a, void const* b)
{
    if (of.map->size(a) != of.map->size(b))
        return false;
    struct comparison {
        type const& of;
        void const* other;
        bool same;
    } state{of, b, true};
    of.map->for_each(a, &state, [](void* context, std::string const& name, void const* value) {
        auto& so_far = *static_cast<comparison*>(context);
        void const* const match = so_far.of.map->find(so_far.other, name);
        so_far.same = so_far.same && match != nullptr && equal(*so_far.of.element, value, match);
    });
    return state.same;
}

CLOUD_GOVERNANCE_DECL bool equal(type const& of, void const* a, void const* b)
{
    a = present(of, a);
    b = present(of, b);
    if (a == nullptr || b == nullptr)
        return a == b;
    switch (of.what) {
    case kind::string:
        return equal_as<std::string>(a, b);
    case kind::boolean:
        return equal_as<bool>(a, b);
    case kind::int32:
        return equal_as<std::int32_t>(a, b);
    case kind::int64:
        return equal_as<std::int64_t>(a, b);
    case kind::number:
        return equal_as<double>(a, b);
    case kind::uuid:
        return equal_as<cloud_governance::uuid>(a, b);
    case kind::date_time:
        return equal_as<cloud_governance::date_time>(a, b);
    case kind::free_form:
        return equal_as<boost::json::value>(a, b);
    case kind::enumeration:
        return number_of(a) == number_of(b);
    case kind::model:
        return equal_models(of, a, b);
    case kind::map:
        return equal_maps(of, a, b);
    case kind::array: {
        elements const left = of.view(a);
        elements const right = of.view(b);
        if (left.size != right.size)
            return false;
        std::size_t const stride = of.element->stride;
        for (std::size_t i = 0; i < left.size; ++i)
            if (!equal(
                    *of.element, static_cast<char const*>(left.first) + i * stride,
                    static_cast<char const*>(right.first) + i * stride))
                return false;
        return true;
    }
    }
    return false;
}

} // namespace cloud_governance::json::detail
