// A failed call, without and with exceptions, and the information in its error.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> handle_errors(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});
    auto const id = cg::uuid_from_string("6ab493d7-b588-4338-a233-9290000000ce");

    // a result: its code compares with the enumerators of errc
    auto request = co_await governance.try_send(cg::api::requests::get_request_by_id(id));
    if (!request && request.error().code == cg::errc::not_found)
        std::cout << "no such request; the server's request id is " << request.error().diagnostics.server_request_id
                  << '\n';

    // an exception: what() is one line for the log
    try {
        co_await governance.send(cg::api::requests::get_request_by_id(id));
    }
    catch (cg::failure const& failure) {
        std::cout << failure.what() << '\n';
    }
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, handle_errors(io));
}
