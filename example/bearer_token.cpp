// A token from elsewhere: a fixed one, or a coroutine that supplies one. The calls are untyped operations.
#include "run.hpp"

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/json/serialize.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> bearer_token(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.add_request();

    // in production: cg::secret_from_env("ACCESS_TOKEN")
    cg::auth::bearer fixed(cg::secret_string(service.issue_token("someone@contoso.com")));
    cg::client governance(io, service.environment(), std::move(fixed), {.tls = service.tls()});
    // method and path in, JSON out: for operations that the library does not know
    auto const reply = co_await governance.send(cg::api::raw(cg::http::verb::get, "/requests/my").query("top", 10));
    std::cout << boost::json::serialize(reply) << '\n';

    // called for the first token, and again when the service refuses the current one
    auto const source = [&service]() -> asio::awaitable<cg::secret_string> {
        std::cout << "asked for a token\n";
        co_return cg::secret_string(service.issue_token("someone@contoso.com"));
    };
    cg::client renewing(io, service.environment(), cg::auth::bearer(source), {.tls = service.tls()});
    co_await renewing.send(cg::api::raw(cg::http::verb::get, "/requests/my"));
    service.expire_access_tokens();
    co_await renewing.send(cg::api::raw(cg::http::verb::get, "/requests/my"));
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, bearer_token(io));
}
