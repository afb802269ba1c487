// expected: get_my_tasks.*fields::tag::status.*this field's values are of another type
#include <cloud_governance/api/tasks/get_my_tasks.hpp>

namespace cg = cloud_governance;

auto make(cg::api::tasks::get_my_tasks operation) { return operation.filter(cg::api::fields::status == "Running"); }
