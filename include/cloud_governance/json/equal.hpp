#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/json/detail/make_type.hpp>

namespace cloud_governance::json {

namespace detail {

CLOUD_GOVERNANCE_DECL bool equal(type const& of, void const* a, void const* b);

} // namespace detail

/// Equal members and equal additional properties (of these, the order does not count). Walks the field table once.
template <class T>
bool equal(T const& a, T const& b)
{
    return detail::equal(type_of<T>(), &a, &b);
}

namespace detail {

template <class T>
bool same(T const& a, T const& b)
{
    if constexpr (is_described<T>)
        return equal(type_of<T>(), &a, &b);
    else
        return a == b;
}

} // namespace detail
} // namespace cloud_governance::json

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/json/impl/equal.ipp>
#endif
