#pragma once

#include <cloud_governance/json/box.hpp>

namespace cloud_governance::json::detail {

template <class Model>
void destroy_model(void* value) noexcept
{
    delete static_cast<Model*>(value);
}

template <class Model>
void destroy_models(void* value) noexcept
{
    delete static_cast<std::vector<Model>*>(value);
}

} // namespace cloud_governance::json::detail
