#include "client_fixture.hpp"

#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(client_compression)

using namespace client_test;

BOOST_AUTO_TEST_CASE(gzip_is_requested_of_the_api_and_never_of_the_identity_service)
{
    for (bool wanted : {true, false}) {
        asio::io_context io;
        cg::testing::fake_service service(io);
        service.register_secret_client("app", "secret");
        cg::client_options options;
        options.tls = service.tls();
        if (!wanted)
            options.accept_gzip = false;
        cg::client const client(
            io, service.environment(),
            cg::auth::client_secret({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"}),
            options);
        asio::co_spawn(
            io, client.try_send(read_thing("1")), [&](std::exception_ptr, cg::result<std::string>) { service.stop(); });
        io.run();
        std::size_t api = 0;
        for (auto const& request : service.requests()) {
            bool const to_api = request.side == cg::testing::service_side::api;
            api += to_api;
            BOOST_TEST(request.find("Accept-Encoding").value_or("") == (to_api && wanted ? "gzip" : "identity"));
        }
        BOOST_TEST(api == 1U);
        BOOST_TEST(service.requests().size() == 3U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
