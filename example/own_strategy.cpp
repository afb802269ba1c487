// A strategy of one's own: whatever sets the credentials of a request.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <functional>
#include <string>

namespace asio = boost::asio;
namespace cg = cloud_governance;

/// Asks another part of the program for the token of each call.
class token_of_the_day {
public:
    explicit token_of_the_day(std::function<std::string()> source) : source_(std::move(source)) {}

    asio::awaitable<void> authorize(cg::auth::request_context& request)
    {
        request.set_header("Authorization", "Bearer " + source_());
        co_return;
    }

private:
    std::function<std::string()> source_;
};
static_assert(cg::auth_strategy<token_of_the_day>);

asio::awaitable<void> own_strategy(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.add_pending_tasks(2);
    token_of_the_day auth([&service] { return service.issue_token("someone@contoso.com"); });
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const page =
        co_await governance.send(cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm));
    std::cout << cg::items(page.value).size() << " tasks wait for " << service.last_user() << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, own_strategy(io));
}
