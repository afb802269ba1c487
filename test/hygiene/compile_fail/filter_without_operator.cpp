// expected: get_my_tasks.*fields::tag::created_time.*this operation's filter does not have this comparison
#include <cloud_governance/api/tasks/get_my_tasks.hpp>

namespace cg = cloud_governance;

auto make(cg::api::tasks::get_my_tasks operation, cg::date_time time)
{
    return operation.filter(cg::api::fields::created_time > time);
}
