// The secret of an API authentication profile is sent once, in exchange for a bearer token that the calls then carry.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> delegated_token(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_profile("profile", "secret", "someone@contoso.com");
    service.add_request();

    // in production: .client_secret = cg::secret_from_env("PROFILE_SECRET"), cg::environment::commercial()
    cg::auth::delegated_token auth({.client_secret = "secret", .user_principal_name = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const page = co_await governance.send(cg::api::requests::get_my_requests().top(10));
    for (auto const& request : cg::items(page.value))
        std::cout << cg::to_string(*request.id) << ' ' << request.summary.value_or("") << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, delegated_token(io));
}
