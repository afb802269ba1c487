// A request made from a service's template. Members that the program does not change are sent back unchanged,
// including those that this library does not know.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/api/services.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/json.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> edit_and_submit(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_profile("profile", "secret", "someone@contoso.com");
    service.add_create_site_service("Create a project site", boost::json::parse(R"({
        "siteTitle": "", "siteUrl": {"root": "https://contoso.sharepoint.com", "managedPath": "sites", "name": ""},
        "fieldFromTheFuture": true})"));
    cg::auth::api_profile auth(
        {.client_id = "profile", .client_secret = "secret", .user_principal_name = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    auto const id = co_await governance.send(cg::api::services::get_service_id("Create a project site"));
    auto const offered = co_await governance.send(cg::api::services::get_create_site_service(id));

    cg::model::create_site_request request = *offered.request_template;
    request.site_title = "Apollo";
    request.site_url->name = "apollo";
    auto const submitted = co_await governance.send(cg::api::requests::submit_create_site_request(request));

    std::cout << "submitted as " << cg::to_string(submitted) << ":\n"
              << boost::json::serialize(service.request_body(submitted)) << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, edit_and_submit(io));
}
