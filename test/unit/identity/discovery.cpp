#include <cloud_governance/identity/discovery.hpp>

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(identity_discovery)

namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using cg::errc;

namespace {

constexpr char const* good =
    R"({"issuer":"https://identity.example.com","token_endpoint":"https://identity.example.com/connect/token"})";

class fixture {
public:
    fixture()
    {
        limits.retry.base_delay = std::chrono::milliseconds(0);
        limits.random = [] { return 0.0; };
    }

    cg::result<identity::discovery_document> fetch(std::string url = "https://identity.example.com")
    {
        return support::run(io, identity::fetch_discovery_document(transport, url, policy, limits));
    }

    boost::asio::io_context io;
    cloud_governance::testing::scripted_transport transport{io};
    identity::discovery_policy policy;
    identity::request_limits limits;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(one_get_without_credentials, fixture)
{
    transport.answer(200, good);
    auto const document = fetch(" https://identity.example.com/ ");
    BOOST_TEST(document->token_endpoint == "https://identity.example.com/connect/token");
    BOOST_REQUIRE(transport.requests().size() == 1u);
    auto const& sent = transport.requests().front();
    BOOST_TEST((sent.method == cg::http::verb::get));
    BOOST_TEST(sent.origin.to_string() == "https://identity.example.com");
    BOOST_TEST(sent.target == "/.well-known/openid-configuration");
    BOOST_TEST(sent.fields.size() == 2u);
    BOOST_TEST(sent.field("Accept") == "application/json");
    BOOST_TEST(sent.field("Accept-Encoding") == "identity");
    BOOST_TEST(sent.body.empty());
    BOOST_TEST(sent.limits.body_bytes == 256u * 1024);
    BOOST_TEST((sent.deadline < std::chrono::steady_clock::now() + std::chrono::minutes(2)));
}

BOOST_FIXTURE_TEST_CASE(the_shortest_form_works_too, fixture)
{
    transport.answer(200, good);
    auto const document =
        support::run(io, identity::fetch_discovery_document(transport, "https://identity.example.com"));
    BOOST_TEST(document->issuer == "https://identity.example.com");
}

BOOST_FIXTURE_TEST_CASE(the_path_of_the_identity_url_and_of_the_document_count, fixture)
{
    policy.document_path = "/.well-known/oauth-authorization-server";
    transport.answer(200, R"({"issuer":"https://a.example/t","token_endpoint":"https://a.example/t/token"})");
    BOOST_TEST(fetch("https://a.example/t/").has_value());
    BOOST_TEST(transport.requests().front().target == "/t/.well-known/oauth-authorization-server");
    policy.document_path = "no slash";
    BOOST_TEST((fetch("https://a.example/t/").error().code == errc::invalid_argument));
}

BOOST_FIXTURE_TEST_CASE(redirects_are_refused_and_say_where_to, fixture)
{
    for (unsigned const status : {301u, 302u, 303u, 307u, 308u}) {
        transport.answer(status, "").with("Location", "https://evil.example/secret-path?token=CANARY");
        auto const refused = fetch();
        BOOST_TEST((refused.error().code == errc::redirect_refused));
        BOOST_TEST(refused.error().diagnostics.http_status == status);
        BOOST_TEST(refused.error().diagnostics.detail.find("https://evil.example") != std::string::npos);
        BOOST_TEST(cg::to_string(refused.error()).find("CANARY") == std::string::npos);
    }
    BOOST_TEST(transport.requests().size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(other_statuses_fail_with_the_status, fixture)
{
    for (unsigned const status : {204u, 400u, 401u, 403u, 404u, 405u}) {
        transport.answer(status, good);
        auto const refused = fetch();
        BOOST_TEST((refused.error().code == errc::discovery_failed));
        BOOST_TEST(refused.error().diagnostics.http_status == status);
        BOOST_TEST(refused.error().diagnostics.attempts == 1u);
        BOOST_TEST(refused.error().diagnostics.hints.size() == (status == 404 ? 1u : 0u));
        BOOST_TEST(refused.error().diagnostics.operation == "GET /.well-known/openid-configuration");
    }
}

BOOST_FIXTURE_TEST_CASE(passing_faults_are_tried_again_within_bounds, fixture)
{
    transport.fail(errc::connection_closed, true).answer(503, "<html>").answer(200, good);
    BOOST_TEST(fetch().has_value());
    BOOST_TEST(transport.requests().size() == 3u);

    transport.answer(500, "").answer(502, "").answer(429, "").with("Retry-After", "0").answer(200, good);
    auto const refused = fetch();
    BOOST_TEST((refused.error().code == errc::discovery_failed));
    BOOST_TEST(refused.error().diagnostics.attempts == 3u);
    BOOST_TEST((refused.error().diagnostics.retry_after == std::chrono::seconds(0)));
}

BOOST_FIXTURE_TEST_CASE(a_long_retry_after_is_reported_and_not_waited_for, fixture)
{
    transport.answer(503, "").with("Retry-After", "3600");
    auto const refused = fetch();
    BOOST_TEST(refused.error().diagnostics.attempts == 1u);
    BOOST_TEST((refused.error().diagnostics.retry_after == std::chrono::seconds(3600)));
}

BOOST_FIXTURE_TEST_CASE(lasting_faults_are_not_tried_again, fixture)
{
    for (auto const code :
         {errc::peer_not_trusted, errc::response_too_large, errc::invalid_http_response, errc::cancelled}) {
        transport.fail(code);
        auto const refused = fetch();
        BOOST_TEST((refused.error().code == code));
        BOOST_TEST(refused.error().diagnostics.attempts == 1u);
    }
    transport.answer(200, R"({"issuer":"https://evil.example"})");
    auto const refused = fetch();
    BOOST_TEST((refused.error().code == errc::discovery_document_invalid));
    BOOST_TEST(refused.error().diagnostics.http_status == 200u);
}

BOOST_FIXTURE_TEST_CASE(plain_http_is_refused_before_anything_is_sent, fixture)
{
    for (std::string const url : {"http://identity.example.com", "http://localhost:5000", "http://127.0.0.1.evil.test"})
        BOOST_TEST((fetch(url).error().code == errc::invalid_argument));
    BOOST_TEST(transport.requests().empty());
    policy.allow_http_on_loopback = true;
    BOOST_TEST((fetch("http://127.0.0.1.evil.test").error().code == errc::invalid_argument));
    transport.answer(200, R"({"issuer":"http://localhost:5000","token_endpoint":"http://localhost:5000/token"})");
    BOOST_TEST(fetch("http://localhost:5000").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
