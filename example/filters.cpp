// Filters and orders that the compiler checks. A field or a comparison that the operation does not have, or a value of
// the wrong type, does not compile. Values are quoted.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <string>

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace fields = cloud_governance::api::fields;
using cg::api::tasks::get_my_tasks;
using cg::model::task_approval_status;
using cg::model::task_result;

asio::awaitable<void> list(asio::io_context& io, std::string requester)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    service.add_pending_tasks(5);
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const page =
        co_await governance.send(get_my_tasks(task_approval_status::pending_confirm)
                                     .filter(
                                         fields::status == task_result::running &&
                                         (fields::requester == requester || fields::requester_email == requester))
                                     .order_by(fields::request_ticket_number, cg::api::descending)
                                     .top(3));
    for (auto const& task : cg::items(page.value))
        std::cout << task.request_ticket_number.value_or(0) << ' ' << task.title.value_or("") << '\n';

    // built step by step; text() is what is sent
    cg::api::filter_for<get_my_tasks> wanted = fields::requester != "O'Brien";
    for (int const ticket : {1002, 1004})
        wanted = std::move(wanted) && fields::request_ticket_number != ticket;
    std::cout << wanted.text() << '\n';
    auto const rest = co_await governance.send(get_my_tasks(task_approval_status::pending_confirm).filter(wanted));
    std::cout << cg::items(rest.value).size() << " tasks\n";
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, list(io, "requester@contoso.com"));
}
