// A program without coroutines: the same call with a callback, and with a future from another thread.
#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <iostream>
#include <thread>

namespace asio = boost::asio;
namespace cg = cloud_governance;

int main()
{
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    std::jthread runner([&io] { io.run(); });

    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    cg::api::requests::get_request_by_id const operation(service.add_request());
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    std::future<cg::model::api_request> future = governance.async_send(operation, asio::use_future);
    std::cout << "from a future: " << cg::to_string(*future.get().id) << '\n';

    std::promise<void> done;
    governance.async_send(operation, [&](std::exception_ptr error, cg::model::api_request request) {
        if (!error)
            std::cout << "from a callback: " << cg::to_string(*request.id) << '\n';
        done.set_value();
    });
    done.get_future().wait();

    service.stop();
    work.reset();
}
