// A user who signed in with a browser. {API URL}/auth/token/user shows the user a pair of tokens as JSON; the library
// renews the access token with the refresh token.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/user_token.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using cg::model::task_approval_status;

asio::awaitable<void> user_token(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.add_pending_tasks(2);

    // in production: cg::secret_from_file("token.json").expose(). The function receives each new refresh token, for
    // example to store it for the next run of the program
    auto auth =
        cg::auth::user_token::from_json(service.sign_in("someone@contoso.com").json, [](cg::secret_string const&) {
            std::cout << "a new refresh token\n";
        });
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    service.expire_access_tokens(); // the call gets a 401, renews the token and is sent again
    auto const page =
        co_await governance.send(cg::api::tasks::get_my_tasks(task_approval_status::pending_confirm).top(10));
    for (auto const& task : cg::items(page.value))
        std::cout << task.title.value_or("") << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, user_token(io));
}
