// A test of your own function without sockets: a scripted transport takes the place of the connection pool, returns the
// replies of a script and records the requests.
#include "run.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/scripted_transport.hpp>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace asio = boost::asio;
namespace cg = cloud_governance;

// the function under test, which works with any strategy
template <cg::auth_strategy Auth>
asio::awaitable<std::string> summary_of(cg::client<Auth>& governance, cg::uuid id)
{
    auto const request = co_await governance.send(cg::api::requests::get_request_by_id(id));
    co_return request.summary.value_or("(no summary)");
}

void check(bool holds, std::string_view what)
{
    std::cout << (holds ? "ok: " : "FAILED: ") << what << '\n';
    if (!holds)
        std::exit(1);
}

asio::awaitable<void> test_without_sockets(asio::io_context& io)
{
    auto const transport = std::make_shared<cg::testing::scripted_transport>(io);
    cg::client_options options;
    options.transport = transport;
    options.retry.base_delay = std::chrono::milliseconds(1);
    cg::client governance(
        io, cg::environment::commercial(), cg::auth::bearer(cg::secret_string("token")), std::move(options));

    transport->fail(cg::errc::connection_closed, true).answer(200, R"({"summary": "A new site"})");
    auto const summary = co_await summary_of(governance, cg::random_uuid());
    check(summary == "A new site", "the summary");
    check(transport->requests().size() == 2, "a lost connection is retried");
    check(transport->requests()[0].field("Authorization") == "Bearer token", "the token is sent");
}

int main()
{
    asio::io_context io;
    return run(io, test_without_sockets(io));
}
