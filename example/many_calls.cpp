// Hundreds of calls: a bounded number at a time, results in the order of the operations, progress reports.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/batch.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <vector>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> many_calls(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    std::vector<cg::api::requests::get_request_by_id> operations;
    for (int i = 0; i < 200; ++i)
        operations.emplace_back(service.add_request());
    operations.emplace_back(cg::uuid_from_string("00000000-0000-4000-8000-000000000000")); // one that fails

    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls(), .max_connections = 4});

    auto on_progress = [](cg::batch_progress const& progress) {
        if (progress.done % 50 == 0)
            std::cout << progress.done << " done\n";
    };
    auto const results =
        co_await cg::send_all(governance, operations, cg::batch_options().concurrency(32).on_progress(on_progress));

    std::size_t failed = 0;
    for (auto const& result : results)
        failed += result.has_error();
    std::cout << results.size() << " calls, " << failed
              << " failed; token requests: " << service.statistics().token_requests
              << ", connections: " << service.statistics().connections << '\n';
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, many_calls(io));
}
