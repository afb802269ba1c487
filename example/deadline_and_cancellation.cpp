// A call that may take only so long, and a call that is given up from outside.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace cg = cloud_governance;
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

    // any operation of Asio takes a cancellation slot; a coroutine started with one passes it on to its calls
    asio::cancellation_signal give_up;
    asio::co_spawn(
        io,
        [governance, request]() mutable -> asio::awaitable<void> {
            co_await governance.send(cg::api::requests::get_request_by_id(request));
        },
        asio::bind_cancellation_slot(give_up.slot(), [&service](std::exception_ptr error) {
            std::cout << "given up: " << (error ? "the call was cancelled" : "too late") << '\n';
            service.stop();
        }));
    co_await asio::post(io, asio::use_awaitable); // let it begin
    give_up.emit(asio::cancellation_type::terminal);
}

int main()
{
    asio::io_context io;
    return run(io, deadline_and_cancellation(io));
}
