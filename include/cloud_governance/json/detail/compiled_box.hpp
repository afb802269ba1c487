#pragma once

#include <cloud_governance/json/box.hpp>

namespace cloud_governance::json::detail {

template <class T>
void destroy_compiled(void* value) noexcept
{
    delete static_cast<T*>(value);
}

} // namespace cloud_governance::json::detail
