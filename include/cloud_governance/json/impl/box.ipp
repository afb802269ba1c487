#pragma once

#include <cloud_governance/json/box.hpp>

namespace cloud_governance::json::detail {

template <class Model>
void destroy_model(void* value) noexcept
{
    destroy_value<Model>(value);
}

template <class Model>
void destroy_models(void* value) noexcept
{
    destroy_value<std::vector<Model>>(value);
}

} // namespace cloud_governance::json::detail
