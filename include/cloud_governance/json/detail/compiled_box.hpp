#pragma once

#include <cloud_governance/json/box.hpp>

namespace cloud_governance::json::detail {

template <class T>
void destroy_compiled(void* value) noexcept
{
    delete static_cast<T*>(value);
}

} // namespace cloud_governance::json::detail

// What compiled mode builds of a model: its table, and for one that is part of others how boxes end it.
#define CLOUD_GOVERNANCE_INSTANTIATE_MODEL(name)                                                                       \
    template cloud_governance::json::members                                                                           \
    cloud_governance::model::name::json_members<cloud_governance::model::name>() noexcept;
#define CLOUD_GOVERNANCE_INSTANTIATE_PART(name)                                                                        \
    CLOUD_GOVERNANCE_INSTANTIATE_MODEL(name)                                                                           \
    template void cloud_governance::json::detail::destroy_compiled<cloud_governance::model::name>(void*) noexcept;     \
    template void cloud_governance::json::detail::destroy_compiled<std::vector<cloud_governance::model::name>>(        \
        void*) noexcept;
