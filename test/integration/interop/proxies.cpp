// The connection pool through proxies that we did not write: tinyproxy and squid.
#include "over_network.hpp"

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(interop_proxies)

using namespace interop;
using cg::errc;

namespace {

constexpr char const* programs[] = {"tinyproxy", "squid"};

http::pool_options through(std::string const& program, bool with_password)
{
    http::pool_options options;
    options.tls = trust();
    options.proxy.url = peer("/" + program + (with_password ? "/closed" : "/open"));
    if (with_password) {
        options.proxy.username = peer("/username");
        options.proxy.password = peer("/" + program + "/password");
    }
    return options;
}

cg::error error_of(http::pool_options options, std::string const& url)
{
    cg::error error;
    run_with(std::move(options), [&](http::transport& transport) -> asio::awaitable<void> {
        auto const result = co_await call(transport, url);
        BOOST_REQUIRE_MESSAGE(!result.has_value(), url << " was answered");
        error = result.error();
    });
    BOOST_TEST(!error.diagnostics.request_may_have_been_sent, to_string(error));
    BOOST_TEST_MESSAGE(to_string(error));
    return error;
}

} // namespace

BOOST_AUTO_TEST_CASE(exchanges_go_through_with_and_without_credentials)
{
    for (std::string const program : programs)
        for (bool with_password : {false, true})
            BOOST_TEST_CONTEXT(program << (with_password ? " with credentials" : ""))
            {
                run_with(
                    through(program, with_password), [](http::connection_pool& transport) -> asio::awaitable<void> {
                        for (int count = 0; count < 3; ++count) {
                            auto const result = co_await call(transport, peer("/front") + "/fields");
                            BOOST_REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_string(result.error())));
                            BOOST_TEST(result->status == 200u);
                            // what the origin saw: our own fields, none of the proxy's
                            auto const fields = boost::json::parse(result->body).at("fields").as_array();
                            BOOST_TEST(fields.size() == 4u, result->body);
                            BOOST_TEST(fields.at(0).as_string() == "Host");
                            BOOST_TEST(fields.at(2).as_string() == "User-Agent");
                        }
                        BOOST_TEST(transport.current_state().idle == 1u);
                        std::string const body(200'000, 'x');
                        auto const echo = co_await call(transport, peer("/front") + "/echo", http::verb::post, body);
                        BOOST_REQUIRE_MESSAGE(echo.has_value(), (echo ? "" : to_string(echo.error())));
                        BOOST_TEST((echo->body == body));
                    });
            }
}

BOOST_AUTO_TEST_CASE(a_clients_call_goes_through)
{
    for (std::string const program : programs) {
        auto const pool = through(program, true);
        asio::io_context io;
        cg::client_options options;
        options.tls = pool.tls;
        options.proxy = pool.proxy;
        cg::client const client(
            io, cg::environment(peer("/front"), ""), cg::auth::bearer(cg::secret_string("token")), options);
        std::exception_ptr failed;
        auto const calls = [&]() -> asio::awaitable<void> {
            auto const value = co_await client.send(cg::api::raw(http::verb::get, "/interim"));
            BOOST_TEST(value.at("interim").as_int64() == 3);
        };
        asio::co_spawn(io, calls(), [&](std::exception_ptr error) { failed = error; });
        io.run();
        if (failed)
            std::rethrow_exception(failed);
    }
}

BOOST_AUTO_TEST_CASE(credentials_that_are_missing_or_wrong)
{
    for (std::string const program : programs) {
        auto missing = through(program, true);
        missing.proxy.username = "";
        missing.proxy.password = http::proxy_password();
        auto const none = error_of(missing, peer("/front") + "/fields");
        BOOST_TEST((none.code == errc::proxy_authentication_required), to_string(none));
        BOOST_TEST(to_string(none).find("set proxy.username") != std::string::npos, to_string(none));
        auto wrong = through(program, true);
        wrong.proxy.password = "wrong-canary";
        auto const refused = error_of(wrong, peer("/front") + "/fields");
        BOOST_TEST((refused.code == errc::proxy_authentication_required), to_string(refused));
        BOOST_TEST(to_string(refused).find("check proxy.username") != std::string::npos, to_string(refused));
        BOOST_TEST(to_string(refused).find("canary") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_port_that_the_proxy_does_not_allow)
{
    for (std::string const program : programs) {
        auto const refused = error_of(through(program, false), peer("/forbidden") + "/fields");
        BOOST_TEST((refused.code == errc::proxy_refused), to_string(refused));
        BOOST_TEST(refused.diagnostics.detail.find("status 403") != std::string::npos, to_string(refused));
        BOOST_TEST(refused.diagnostics.http_status == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_host_that_the_proxy_does_not_reach)
{
    for (std::string const program : programs) {
        auto const unreachable = error_of(through(program, false), peer("/closed") + "/");
        BOOST_TEST((unreachable.code == errc::connect_failed), to_string(unreachable));
        BOOST_TEST(unreachable.diagnostics.detail.find("status 5") != std::string::npos, to_string(unreachable));
        std::string unknown = peer("/front") + "/";
        unknown.replace(unknown.find("localhost"), 9, "no-such-host.invalid");
        auto const nowhere = error_of(through(program, false), unknown);
        BOOST_TEST((nowhere.code == errc::connect_failed), to_string(nowhere));
    }
}

BOOST_AUTO_TEST_CASE(the_certificate_behind_the_proxy_is_verified)
{
    for (std::string const program : programs) {
        auto options = through(program, false);
        options.tls = http::tls_options();
        auto const refused = error_of(options, peer("/front") + "/fields");
        BOOST_TEST((refused.code == errc::peer_not_trusted), to_string(refused));
    }
}

BOOST_AUTO_TEST_SUITE_END()
