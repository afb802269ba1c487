#include "run.hpp"

#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/user_token.hpp>

BOOST_AUTO_TEST_SUITE(auth_users)

using namespace auth_test;

namespace {

constexpr char const* user = "someone@contoso.com";

asio::awaitable<void> a_profile_sends_its_headers_and_nothing_else(bench& bench)
{
    bench.service.register_profile("profile", "CANARY-secret", user);
    cg::auth::api_profile whole(
        {.client_id = "profile", .client_secret = "CANARY-secret", .user_principal_name = user});
    co_await bench.client(std::move(whole)).send(any_call());
    cg::auth::api_profile without_id({.client_secret = "CANARY-secret", .user_principal_name = user});
    co_await bench.client(std::move(without_id)).send(any_call());
    auto const calls = bench.requests("/requests/my");
    BOOST_REQUIRE(calls.size() == 2u);
    BOOST_TEST(calls[0].find("clientId").value_or("") == "profile");
    BOOST_TEST(calls[0].find("clientSecret").value_or("") == "CANARY-secret");
    BOOST_TEST(calls[0].find("userPrincipalName").value_or("") == user);
    BOOST_TEST(!calls[0].find("Authorization").has_value());
    BOOST_TEST(!calls[1].find("clientId").has_value());
    BOOST_TEST(bench.service.statistics().discovery_requests == 0u);
    BOOST_TEST(bench.service.statistics().token_requests == 0u);

    cg::auth::api_profile wrong({.client_secret = "CANARY-wrong", .user_principal_name = user});
    auto const refused = co_await bench.client(std::move(wrong)).try_send(any_call());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == cg::errc::unauthorized));
    BOOST_TEST(refused.error().diagnostics.attempts == 1u); // other headers there are none
    BOOST_TEST(to_string(refused.error()).find("CANARY") == std::string::npos);
}

asio::awaitable<void> a_delegated_token_keeps_the_secret_off_the_calls(bench& bench)
{
    bench.service.register_profile("profile", "CANARY-secret", user);
    cg::auth::delegated_token strategy({.client_secret = "CANARY-secret", .user_principal_name = user});
    auto governance = bench.client(std::move(strategy));
    for (int i = 0; i < 3; ++i)
        co_await governance.send(any_call());
    BOOST_TEST(bench.service.last_user() == user);
    BOOST_TEST(bench.service.statistics().delegate_requests == 1u);
    for (auto const& request : bench.requests("/requests/my"))
        for (auto const& [name, value] : request.fields)
            BOOST_TEST(value.find("CANARY") == std::string::npos, name);

    // 200 with isSuccess: false is a failure, and says no secret
    cg::auth::delegated_token wrong({.client_secret = "CANARY-wrong", .user_principal_name = user});
    auto const refused = co_await bench.client(std::move(wrong)).try_send(any_call());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == cg::errc::operation_failed));
    BOOST_TEST(to_string(refused.error()).find("CANARY") == std::string::npos);
}

asio::awaitable<void> a_user_token_is_renewed_and_its_rotation_reported(bench& bench)
{
    auto const sign_in = bench.service.sign_in(user);
    std::vector<std::string> rotated;
    auto strategy = cg::auth::user_token::from_json(
        sign_in.json, [&](cg::secret_string const& token) { rotated.emplace_back(token.expose()); });
    auto const watched = strategy; // a copy shares the tokens
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    BOOST_TEST(bench.service.statistics().refresh_requests == 0u);
    bench.service.expire_access_tokens();
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    co_await governance.send(any_call());
    BOOST_TEST(bench.service.statistics().refresh_requests == 2u);
    BOOST_REQUIRE(rotated.size() == 2u);
    BOOST_TEST(rotated[0] != sign_in.refresh_token);
    BOOST_TEST(rotated[1] != rotated[0]);
    BOOST_TEST(watched.refresh_token().expose() == rotated[1]);
}

asio::awaitable<void> an_access_token_alone_works_until_it_is_refused(bench& bench)
{
    cg::identity::user_tokens tokens;
    tokens.access_token = bench.service.issue_token(user);
    auto governance = bench.client(cg::auth::user_token(std::move(tokens)));
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    auto const refused = co_await governance.try_send(any_call());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == cg::errc::token_request_rejected));
    BOOST_TEST(!refused.error().diagnostics.hints.empty());
}

asio::awaitable<void> a_fixed_bearer_token_is_not_replaced(bench& bench)
{
    auto governance = bench.client(cg::auth::bearer(bench.service.issue_token(user)));
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    auto const refused = co_await governance.try_send(any_call());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == cg::errc::unauthorized));
    BOOST_TEST(refused.error().diagnostics.attempts == 1u);
    BOOST_TEST(!refused.error().diagnostics.server_messages.empty());
}

asio::awaitable<cg::secret_string> next_token(bench& bench, int& asked)
{
    ++asked;
    co_return cg::secret_string(bench.service.issue_token(user));
}

asio::awaitable<void> a_token_source_is_called_again_after_a_refusal(bench& bench)
{
    int asked = 0;
    cg::auth::bearer::token_source source = [&] { return next_token(bench, asked); };
    auto governance = bench.client(cg::auth::bearer(std::move(source)));
    for (int i = 0; i < 3; ++i)
        co_await governance.send(any_call());
    BOOST_TEST(asked == 1);
    bench.service.expire_access_tokens();
    co_await governance.send(any_call());
    BOOST_TEST(asked == 2);
}

} // namespace

AUTH_TEST(a_profile_sends_its_headers_and_nothing_else)
AUTH_TEST(a_delegated_token_keeps_the_secret_off_the_calls)
AUTH_TEST(a_user_token_is_renewed_and_its_rotation_reported)
AUTH_TEST(an_access_token_alone_works_until_it_is_refused)
AUTH_TEST(a_fixed_bearer_token_is_not_replaced)
AUTH_TEST(a_token_source_is_called_again_after_a_refusal)

BOOST_AUTO_TEST_SUITE_END()
