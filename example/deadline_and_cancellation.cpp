// A call with a time limit, and a call that is cancelled from outside.
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

    // the service delays each of the next two replies by a minute
    service.next_replies({.delay = 60s, .count = 2});

    auto late =
        co_await governance.try_send(cg::api::requests::get_request_by_id(request), cg::call_options().timeout(100ms));
    std::cout << "after 100 ms: " << late.error().code.message() << '\n';

    // the first of two operations to end cancels the other; here a timer, in place of a user who presses "cancel"
    asio::steady_timer cancel_button(io, 100ms);
    auto const first = co_await (
        governance.try_send(cg::api::requests::get_request_by_id(request)) ||
        cancel_button.async_wait(asio::use_awaitable));
    std::cout << (first.index() == 1 ? "cancelled\n" : "answered\n");
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, deadline_and_cancellation(io));
}
