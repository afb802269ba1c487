// expected: no matching.*lock_workspaces.*selection<
#include <cloud_governance/api/admin/workspaces/lock_workspaces.hpp>

namespace cg = cloud_governance;

auto make(cg::model::lock_site_parameter body) { return cg::api::admin::workspaces::lock_workspaces(body); }
