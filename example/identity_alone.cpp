// The OpenID Connect functions without the governance client: discovery, and a token by client assertion.
#include "run.hpp"

#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/identity/discovery.hpp>
#include <cloud_governance/identity/token_request.hpp>
#include <cloud_governance/testing/fake_service.hpp>

namespace asio = boost::asio;
namespace cg = cloud_governance;

asio::awaitable<void> identity_alone(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    auto const certificate = cg::testing::make_certificate("CN=example");
    service.register_certificate_client("app", certificate);

    cg::http::connection_pool transport(io.get_executor(), {.tls = service.tls()});
    auto const document =
        co_await cg::identity::fetch_discovery_document(transport, service.environment().identity_url());
    std::cout << "issuer " << document.issuer << ", tokens from " << document.token_endpoint << '\n';

    cg::identity::client_credentials_request request("app");
    request.scope = "cloudgovernance.fullcontrol.all";
    request.username = "someone@contoso.com";
    request.authenticate_with(certificate);
    auto const token = co_await cg::identity::request_token(transport, document, request);
    std::cout << "a " << token.token_type << " token for " << token.expires_in.count() << " s\n";
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, identity_alone(io));
}
