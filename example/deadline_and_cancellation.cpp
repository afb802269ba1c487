// A call that may take only so long, and a call that is given up from outside.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

asio::awaitable<void> deadline_and_cancellation(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    auto const request = service.add_request();
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    // the service will take a minute for each of the next two replies
    service.next_replies({.delay = 60s, .count = 2});

    auto late =
        co_await governance.try_send(cg::api::requests::get_request_by_id(request), cg::call_options().timeout(100ms));
    std::cout << "after 100 ms: " << late.error().code.message() << '\n';

    // whichever of two operations ends first cancels the other: here a timer, which stands for a user's change of mind
    asio::steady_timer change_of_mind(io, 100ms);
    auto const first = co_await (
        governance.try_send(cg::api::requests::get_request_by_id(request)) ||
        change_of_mind.async_wait(asio::use_awaitable));
    std::cout << (first.index() == 1 ? "given up\n" : "answered\n");
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, deadline_and_cancellation(io));
}
