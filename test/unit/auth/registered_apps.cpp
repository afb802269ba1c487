#include "run.hpp"

#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/core/detail/base64.hpp>

#include <boost/json/parse.hpp>

BOOST_AUTO_TEST_SUITE(auth_registered_apps)

using namespace auth_test;

namespace {

constexpr char const* user = "someone@contoso.com";

cg::auth::client_secret by_secret(char const* secret = "CANARY-right")
{
    return cg::auth::client_secret({.client_id = "app", .client_secret = secret, .username = user});
}

asio::awaitable<void> many_calls_share_one_token(bench& bench)
{
    bench.service.register_secret_client("app", "CANARY-right");
    auto governance = bench.client(by_secret());
    for (int i = 0; i < 5; ++i)
        co_await governance.send(any_call());
    BOOST_TEST(bench.service.last_user() == user);
    auto const seen = bench.service.statistics();
    BOOST_TEST(seen.discovery_requests == 1u);
    BOOST_TEST(seen.token_requests == 1u);
    BOOST_TEST(seen.api_requests == 5u);
    // the secret goes to the identity service, in the form, and nowhere else
    auto const token_requests = bench.requests("/connect/token");
    BOOST_REQUIRE(token_requests.size() == 1u);
    BOOST_TEST(form_field(token_requests[0].body, "grant_type") == "client_credentials");
    BOOST_TEST(form_field(token_requests[0].body, "scope") == "cloudgovernance.fullcontrol.all");
    BOOST_TEST(form_field(token_requests[0].body, "username") == "someone%40contoso.com");
    BOOST_TEST(form_field(token_requests[0].body, "client_id") == "app");
    BOOST_TEST(form_field(token_requests[0].body, "client_secret") == "CANARY-right");
    BOOST_TEST(!token_requests[0].find("Authorization").has_value());
    for (auto const& request : bench.requests("/requests/my")) {
        BOOST_TEST(request.find("Authorization").value_or("").rfind("Bearer ", 0) == 0u);
        BOOST_TEST(request.find("clientSecret").has_value() == false);
        for (auto const& [name, value] : request.fields)
            BOOST_TEST(value.find("CANARY") == std::string::npos, name);
    }
}

asio::awaitable<void> a_refused_token_is_replaced_once(bench& bench)
{
    bench.service.register_secret_client("app", "CANARY-right");
    auto governance = bench.client(by_secret());
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    auto const renewed = co_await governance.exchange(any_call());
    BOOST_TEST(renewed.attempts == 2u);
    BOOST_TEST(bench.service.statistics().token_requests == 2u);

    // a service that refuses fresh tokens too: one renewal, one replay, then the error
    bench.service.next_replies({.status = 401, .count = 2});
    auto const refused = co_await governance.try_send(any_call());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == cg::errc::unauthorized));
    BOOST_TEST(refused.error().diagnostics.attempts == 2u);
    BOOST_TEST(bench.service.statistics().token_requests == 3u);
}

asio::awaitable<void> basic(bench& bench)
{
    bench.service.register_secret_client("ceb5e-1", "jLMX+a/b=:%\xc3\xa9");
    cg::auth::client_secret strategy(
        {.client_id = "ceb5e-1",
         .client_secret = "jLMX+a/b=:%\xc3\xa9",
         .username = user,
         .method = cg::identity::secret_method::basic});
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    auto const token_requests = bench.requests("/connect/token");
    BOOST_REQUIRE(token_requests.size() == 1u);
    BOOST_TEST(
        token_requests[0].find("Authorization").value_or("") ==
        "Basic Y2ViNWUtMTpqTE1YJTJCYSUyRmIlM0QlM0ElMjUlQzMlQTk=");
    BOOST_TEST(form_field(token_requests[0].body, "client_secret") == "");
}

asio::awaitable<void> a_wrong_secret_fails_every_call_and_is_not_repeated_at_once(bench& bench)
{
    bench.service.register_secret_client("app", "other");
    auto governance = bench.client(by_secret("CANARY-wrong"));
    for (int i = 0; i < 3; ++i) {
        auto const refused = co_await governance.try_send(any_call());
        BOOST_REQUIRE(!refused);
        BOOST_TEST((refused.error().code == cg::errc::token_request_rejected));
        BOOST_TEST(refused.error().diagnostics.oauth_error == "invalid_client");
        BOOST_TEST(refused.error().diagnostics.operation == "GET /requests/my");
        BOOST_TEST(to_string(refused.error()).find("CANARY") == std::string::npos);
    }
    auto const seen = bench.service.statistics();
    BOOST_TEST(seen.token_requests == 1u); // the others fell into the pause after the refusal
    BOOST_TEST(seen.api_requests == 0u);
}

asio::awaitable<void> an_assertion(bench& bench)
{
    auto const certificate = cg::testing::make_certificate("CN=app");
    bench.service.register_certificate_client("app", certificate);
    cg::auth::client_certificate strategy({.client_id = "app", .certificate = certificate, .username = user});
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    co_await governance.send(any_call());
    BOOST_TEST(bench.service.last_user() == user);
    auto const token_requests = bench.requests("/connect/token");
    BOOST_REQUIRE(token_requests.size() == 2u);
    auto const& form = token_requests[0].body;
    BOOST_TEST(form_field(form, "username") == "someone%40contoso.com");
    BOOST_TEST(
        form_field(form, "client_assertion_type") ==
        "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer");
    BOOST_TEST(form_field(form, "client_secret") == "");
    std::string const jwt = form_field(form, "client_assertion");
    BOOST_TEST(jwt != form_field(token_requests[1].body, "client_assertion")); // a new one for every request
    auto const payload = jwt.substr(jwt.find('.') + 1, jwt.rfind('.') - jwt.find('.') - 1);
    auto const bytes = cg::detail::base64url_decode(payload);
    BOOST_REQUIRE(bytes.has_value());
    auto const claims = boost::json::parse(std::string(bytes->begin(), bytes->end()));
    BOOST_TEST((claims.at("username") == user));
    BOOST_TEST((claims.at("iss") == "app"));
    BOOST_TEST((claims.at("sub") == "app"));
    BOOST_TEST(bench.service.statistics().replayed_assertions == 0u);
}

asio::awaitable<void> a_fixed_endpoint_needs_no_discovery(bench& bench)
{
    bench.service.register_secret_client("app", "CANARY-right");
    cg::auth::client_secret strategy(
        {.client_id = "app",
         .client_secret = "CANARY-right",
         .username = user,
         .token_endpoint = bench.service.environment().identity_url() + "/connect/token"});
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    BOOST_TEST(bench.service.statistics().discovery_requests == 0u);
    BOOST_TEST(bench.service.statistics().token_requests == 1u);
}

asio::awaitable<void> a_lost_token_request_is_repeated(bench& bench)
{
    auto const certificate = cg::testing::make_certificate("CN=app");
    bench.service.register_certificate_client("app", certificate);
    cg::testing::scripted_reply lost;
    lost.close_after_request = true;
    lost.target = cg::testing::script_target::token;
    lost.perform = true;
    bench.service.next_replies(lost);
    cg::auth::client_certificate strategy({.client_id = "app", .certificate = certificate, .username = user});
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    BOOST_TEST(bench.service.statistics().token_requests == 2u);
    BOOST_TEST(bench.service.statistics().replayed_assertions == 0u);
}

} // namespace

AUTH_TEST(many_calls_share_one_token)
AUTH_TEST(a_refused_token_is_replaced_once)
AUTH_TEST(basic)
AUTH_TEST(a_wrong_secret_fails_every_call_and_is_not_repeated_at_once)
AUTH_TEST(an_assertion)
AUTH_TEST(a_fixed_endpoint_needs_no_discovery)
AUTH_TEST(a_lost_token_request_is_repeated)

BOOST_AUTO_TEST_SUITE_END()
