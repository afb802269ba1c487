// A user's file with one typed call.
#include <cloud_governance/api/tasks/get_my_tasks.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>

namespace cg = cloud_governance;

boost::asio::awaitable<std::size_t> count(cg::client<cg::auth::client_secret> governance)
{
    auto page =
        co_await governance.send(cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm));
    co_return page.value ? page.value->size() : 0;
}
