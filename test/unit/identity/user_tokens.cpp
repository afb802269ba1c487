#include <cloud_governance/identity/user_token_request.hpp>

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(identity_user_tokens)

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using cg::errc;
using namespace std::chrono_literals;

namespace {

constexpr char const* shown_in_browser =
    R"({"access_token":"access-1","refresh_token":"refresh-1",
        "user":{"userPrincipalName":"someone@contoso.com","displayName":"Some One","aadObjectId":"x"},"duration":3600})";
constexpr char const* renewed =
    R"({"value":{"access_token":"access-2","refresh_token":"refresh-2","duration":1800},"isSuccess":true,"errorMsg":null})";

std::string refusal(std::string_view json)
{
    auto const out = identity::parse_user_tokens(json);
    BOOST_REQUIRE(!out);
    BOOST_TEST((out.error().code == errc::token_response_invalid));
    return out.error().diagnostics.detail;
}

class fixture {
public:
    fixture()
    {
        options.limits.retry.base_delay = 0ms;
        options.limits.random = [] { return 0.0; };
    }

    cg::result<identity::user_tokens> refresh(std::string_view token = "refresh-CANARY")
    {
        cg::secret_string const secret(token);
        return support::run(io, identity::refresh_user_tokens(transport, api, secret, options));
    }

    cg::result<identity::user_tokens> delegate(std::string_view secret = "CANARY \"quoted\\\"")
    {
        cg::secret_string const held(secret);
        return support::run(
            io, identity::request_delegated_token(transport, api, held, "someone@contoso.com", options));
    }

    asio::io_context io;
    cloud_governance::testing::scripted_transport transport{io};
    identity::user_token_options options;
    std::string api = "https://api.example.com/base";
};

bool mentions(cg::error const& reason, std::string_view text)
{
    return cg::to_string(reason).find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_tokens_that_the_browser_shows_are_read)
{
    auto const tokens = identity::parse_user_tokens(shown_in_browser).value();
    BOOST_TEST(tokens.access_token.expose() == "access-1");
    BOOST_TEST(tokens.refresh_token.expose() == "refresh-1");
    BOOST_TEST((tokens.duration == 3600s));
    BOOST_TEST(tokens.user_principal_name == "someone@contoso.com");
    BOOST_TEST(tokens.display_name == "Some One");
    BOOST_TEST(tokens.clone().refresh_token.expose() == "refresh-1");
}

BOOST_AUTO_TEST_CASE(the_envelope_and_other_letter_cases_are_read_too)
{
    BOOST_TEST(identity::parse_user_tokens(renewed)->access_token.expose() == "access-2");
    auto const pascal = identity::parse_user_tokens(
        R"({"Value":{"Access_Token":"a","Refresh_Token":"r","Duration":7},"IsSuccess":true})");
    BOOST_TEST(pascal->refresh_token.expose() == "r");
    BOOST_TEST((pascal->duration == 7s));
}

BOOST_AUTO_TEST_CASE(optional_members_may_be_missing)
{
    auto const tokens = identity::parse_user_tokens(R"({"access_token":"a","duration":0})").value();
    BOOST_TEST(tokens.refresh_token.empty());
    BOOST_TEST((tokens.duration == 0s));
    for (std::string const odd : {"-5", "null", "\"3600\"", "1e300", "99999999999"})
        BOOST_TEST((identity::parse_user_tokens(R"({"access_token":"a","duration":)" + odd + "}")->duration == 0s));
}

BOOST_AUTO_TEST_CASE(unusable_tokens_name_the_member)
{
    BOOST_TEST(refusal("").find("not usable JSON") != std::string::npos);
    BOOST_TEST(refusal("[]").find("not a JSON object") != std::string::npos);
    BOOST_TEST(refusal("{}").starts_with("access_token: "));
    BOOST_TEST(refusal(R"({"access_token":7})").starts_with("access_token: "));
    BOOST_TEST(refusal(R"({"access_token":"a b"})").starts_with("access_token: "));
    BOOST_TEST(refusal(R"({"access_token":"a","refresh_token":"r\r\n"})").starts_with("refresh_token: "));
    BOOST_TEST(refusal(R"({"isSuccess":true})").starts_with("value: "));
    BOOST_TEST(refusal(R"({"isSuccess":true,"value":null})").starts_with("value: "));
    BOOST_TEST(refusal(R"({"isSuccess":true,"value":{}})").starts_with("value.access_token: "));
    BOOST_TEST(refusal(R"({"isSuccess":"yes","value":{}})").starts_with("isSuccess: "));
    BOOST_TEST(refusal(R"({"access_token":"a","access_token":"b"})").find("twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(success_false_is_a_failure)
{
    auto const out =
        identity::parse_user_tokens(R"({"value":{"access_token":"a"},"isSuccess":false,"errorMsg":"token\nexpired"})");
    BOOST_TEST((out.error().code == errc::operation_failed));
    BOOST_TEST(out.error().diagnostics.server_messages.at(0) == "token\\x0aexpired");
}

BOOST_FIXTURE_TEST_CASE(the_refresh_token_travels_in_its_header_field, fixture)
{
    transport.set_sent_at(std::chrono::steady_clock::time_point(5s));
    transport.answer(200, renewed, "text/plain");
    auto const tokens = refresh();
    BOOST_TEST(tokens->access_token.expose() == "access-2");
    BOOST_TEST((tokens->duration == 1800s));
    BOOST_TEST((tokens->requested_at == std::chrono::steady_clock::time_point(5s)));
    auto const& sent = transport.requests().at(0);
    BOOST_TEST((sent.method == cg::http::verb::post));
    BOOST_TEST(sent.target == "/base/auth/token/refresh");
    BOOST_TEST(sent.field("refresh_token") == "refresh-CANARY");
    BOOST_TEST(sent.body.empty());
    BOOST_TEST(!sent.repeatable);
    BOOST_TEST(sent.sensitive);
    BOOST_TEST(!sent.fields.contains("Authorization"));
}

BOOST_FIXTURE_TEST_CASE(further_fields_can_be_sent, fixture)
{
    options.additional_fields.add("userPrincipalName", "someone@contoso.com");
    transport.answer(200, renewed);
    refresh();
    BOOST_TEST(transport.requests().at(0).field("userPrincipalName") == "someone@contoso.com");
}

BOOST_FIXTURE_TEST_CASE(the_secret_travels_in_the_body_of_delegate, fixture)
{
    transport.answer(200, R"({"value":{"access_token":"d"},"isSuccess":true})");
    auto const tokens = delegate();
    BOOST_TEST(tokens->access_token.expose() == "d");
    BOOST_TEST((tokens->duration == 300s)); // not stated
    auto const& sent = transport.requests().at(0);
    BOOST_TEST(sent.target == "/base/auth/token/delegate");
    BOOST_TEST(sent.field("Content-Type") == "application/json");
    BOOST_TEST(sent.body == R"({"clientSecret":"CANARY \"quoted\\\"","userPrincipalName":"someone@contoso.com"})");
    BOOST_TEST(sent.repeatable);
}

BOOST_FIXTURE_TEST_CASE(refusals_carry_what_the_service_says, fixture)
{
    for (unsigned const status : {400u, 401u, 403u}) {
        transport.answer(
            status,
            R"({"code":"InvalidToken","message":["refresh-CANARY is used up","sign in"],"requestId":"r-1","date":"x"})");
        auto const refused = refresh().error();
        BOOST_TEST((refused.code == errc::token_request_rejected));
        BOOST_TEST(refused.diagnostics.http_status == status);
        BOOST_TEST(refused.diagnostics.server_code == "InvalidToken");
        BOOST_TEST(refused.diagnostics.server_messages.size() == 2u);
        BOOST_TEST(refused.diagnostics.server_request_id == "r-1");
        BOOST_TEST(refused.diagnostics.operation == "POST /base/auth/token/refresh");
        BOOST_TEST(mentions(refused, "underscore"));
        BOOST_TEST(!mentions(refused, "CANARY"));
    }
    transport.answer(200, R"({"isSuccess":false,"errorMsg":"unknown user SOMEONE@contoso.com with CANARY"})");
    auto const failed = delegate("CANARY").error();
    BOOST_TEST((failed.code == errc::operation_failed));
    BOOST_TEST(failed.diagnostics.server_messages.at(0) == "unknown user [masked] with [masked]");
}

BOOST_FIXTURE_TEST_CASE(other_replies_keep_their_status, fixture)
{
    options.limits.retry.max_attempts = 1;
    for (unsigned const status : {204u, 404u, 405u, 429u, 500u, 503u}) {
        transport.answer(status, "<html>", "text/html").with("Retry-After", "3");
        auto const failed = refresh().error();
        BOOST_TEST((failed.code == errc::token_request_failed));
        BOOST_TEST(failed.diagnostics.http_status == status);
        BOOST_TEST((failed.diagnostics.retry_after == 3s));
    }
    transport.answer(307, "").with("Location", "https://evil.example/x");
    BOOST_TEST((refresh().error().code == errc::redirect_refused));
}

BOOST_FIXTURE_TEST_CASE(a_refresh_token_is_not_sent_twice_when_it_may_be_used_up, fixture)
{
    transport.fail(errc::connection_closed, true);
    BOOST_TEST((refresh().error().code == errc::connection_closed));
    transport.answer(503, "");
    BOOST_TEST((refresh().error().code == errc::token_request_failed));
    BOOST_TEST(transport.requests().size() == 2u);

    transport.fail(errc::connect_failed).answer(429, "").with("Retry-After", "0").answer(200, renewed);
    BOOST_TEST(refresh().has_value());

    transport.fail(errc::connection_closed, true).answer(503, "").answer(200, renewed);
    BOOST_TEST(delegate().has_value()); // a secret can be sent as often as one likes
}

BOOST_FIXTURE_TEST_CASE(credentials_go_to_https_only, fixture)
{
    for (std::string const url : {"http://api.example.com", "http://localhost:1", "api.example.com", ""}) {
        api = url;
        BOOST_TEST((refresh().error().code == errc::invalid_argument));
        BOOST_TEST((delegate().error().code == errc::invalid_argument));
    }
    api = "https://api.example.com";
    for (std::string const bad : {"", "a b", "a\r\nb", "\xc3\xa9"})
        BOOST_TEST((refresh(bad).error().code == errc::invalid_argument));
    for (std::string const bad : {"", "a\nb"})
        BOOST_TEST((delegate(bad).error().code == errc::invalid_argument));
    BOOST_TEST(transport.requests().empty());
    api = "http://localhost:1";
    options.allow_http_on_loopback = true;
    transport.answer(200, renewed);
    BOOST_TEST(refresh().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_session_goes_on_with_the_newest_refresh_token, fixture)
{
    std::vector<std::string> stored;
    identity::user_session session(
        identity::parse_user_tokens(shown_in_browser).value(),
        [&stored](cg::secret_string const& token) { stored.emplace_back(token.expose()); });
    auto const renew = [&] { return support::run(io, session.renew(transport, api, options)); };

    transport.answer(200, renewed);
    auto const token = renew();
    BOOST_TEST(token->access_token.expose() == "access-2");
    BOOST_TEST((token->lifetime == 1800s));
    BOOST_TEST(transport.requests().back().field("refresh_token") == "refresh-1");
    BOOST_TEST((stored == std::vector<std::string>{"refresh-2"}));

    transport.answer(500, ""); // a failure changes nothing
    BOOST_TEST(!renew());
    transport.answer(200, R"({"value":{"access_token":"access-3","refresh_token":"refresh-3"},"isSuccess":false})");
    BOOST_TEST((renew().error().code == errc::operation_failed));
    BOOST_TEST(session.refresh_token().expose() == "refresh-2");

    transport.answer(200, R"({"value":{"access_token":"access-3"},"isSuccess":true})"); // no new one
    BOOST_TEST(renew()->access_token.expose() == "access-3");
    BOOST_TEST(transport.requests().back().field("refresh_token") == "refresh-2");
    BOOST_TEST(session.refresh_token().expose() == "refresh-2");
    BOOST_TEST(stored.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_new_refresh_token_is_safe_before_the_access_token_is_used, fixture)
{
    identity::user_session session(identity::parse_user_tokens(shown_in_browser).value(), [](cg::secret_string const&) {
        cg::throw_failure(errc::invalid_argument, "disk full");
    });
    transport.answer(200, renewed);
    auto const out = support::run(io, session.renew(transport, api, options));
    BOOST_TEST(out.error().diagnostics.detail == "disk full");
    BOOST_TEST(session.refresh_token().expose() == "refresh-2");
}

BOOST_FIXTURE_TEST_CASE(a_session_feeds_a_cache, fixture)
{
    identity::user_session session(identity::parse_user_tokens(shown_in_browser).value());
    identity::token_cache cache(
        io.get_executor(), [this, session]() mutable { return session.renew(transport, api, options); });
    session.store_access_token(cache, 300s);
    BOOST_TEST(cache.try_get()->access_token() == "access-1");
    BOOST_TEST(cache.reject(1));
    transport.answer(200, renewed);
    BOOST_TEST(support::run(io, cache.get()).value()->access_token() == "access-2");
    BOOST_TEST(transport.requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_session_without_a_refresh_token_says_so, fixture)
{
    BOOST_CHECK_THROW(identity::user_session{identity::user_tokens()}, cg::failure);
    identity::user_session session(identity::parse_user_tokens(R"({"access_token":"a"})").value());
    auto const out = support::run(io, session.renew(transport, api, options));
    BOOST_TEST((out.error().code == errc::token_request_rejected));
    BOOST_TEST(mentions(out.error(), "sign in again"));
    BOOST_TEST(transport.requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
