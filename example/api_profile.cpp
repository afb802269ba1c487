// An API authentication profile: its id and secret and the user's name are sent as header fields of every call. No
// identity service is involved.
#include "run.hpp"

#include <cloud_governance/api/services.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/json/parse.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> api_profile(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_profile("profile", "secret", "someone@contoso.com");
    service.add_create_site_service("Create a project site", boost::json::parse("{}"));

    // in production: .client_secret = cg::secret_from_env("PROFILE_SECRET"), cg::environment::us_government()
    cg::auth::api_profile auth(
        {.client_id = "profile", .client_secret = "secret", .user_principal_name = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const id = co_await governance.send(cg::api::services::get_service_id("Create a project site"));
    std::cout << cg::to_string(id) << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, api_profile(io));
}
