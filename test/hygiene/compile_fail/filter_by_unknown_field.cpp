// expected: get_my_tasks.*fields::tag::geo_location.*this operation cannot filter by this field
#include <cloud_governance/api/tasks/get_my_tasks.hpp>

namespace cg = cloud_governance;

auto make(cg::api::tasks::get_my_tasks operation) { return operation.filter(cg::api::fields::geo_location == "EUR"); }
