// An app registration with a client secret: the secret goes to the identity service, a bearer token to the API.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> client_secret(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    service.add_pending_tasks(3);

    // in production: .client_secret = cg::secret_from_env("CLIENT_SECRET"), cg::environment::commercial()
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const page = co_await governance.send(
        cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm).top(20));
    for (auto const& task : cg::items(page.value))
        std::cout << task.title.value_or("") << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, client_secret(io));
}
