// expected: get_my_tasks.*fields::tag::geo_location.*this operation does not know this field
#include <cloud_governance/api/tasks/get_my_tasks.hpp>

namespace cg = cloud_governance;

auto make(cg::api::tasks::get_my_tasks operation)
{
    return operation.order_by(cg::api::fields::geo_location, cg::api::descending);
}
