// A test of your own function against the fake service, including the failures of a real service.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <chrono>
#include <cstdlib>
#include <string_view>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using namespace std::chrono_literals;

// the function under test, which works with any strategy
template <cg::auth_strategy Auth>
asio::awaitable<bool> still_there(cg::client<Auth>& governance, cg::uuid id)
{
    auto const request = co_await governance.try_send(cg::api::requests::get_request_by_id(id));
    if (request)
        co_return true;
    if (request.error().code == cg::errc::not_found)
        co_return false;
    throw cg::failure(request.error());
}

void check(bool holds, std::string_view what)
{
    std::cout << (holds ? "ok: " : "FAILED: ") << what << '\n';
    if (!holds)
        std::exit(1);
}

asio::awaitable<void> test_your_code(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    auto const request = service.add_request();
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    check(co_await still_there(governance, request), "a request that exists");
    check(!co_await still_there(governance, cg::random_uuid()), "a request that does not");

    service.next_replies({.status = 429, .count = 2, .retry_after = 0s});
    check(co_await still_there(governance, request), "a service that is busy for a moment");

    service.next_replies({.status = 403, .count = 1});
    bool refused = false;
    try {
        co_await still_there(governance, request);
    }
    catch (cg::failure const& failure) {
        refused = failure.code() == cg::errc::forbidden;
    }
    check(refused, "a user without permission");
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, test_your_code(io));
}
