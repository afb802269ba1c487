#include "identity/token_request_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <optional>
#include <set>

BOOST_AUTO_TEST_SUITE(identity_token_request_attempts)

using namespace token_requests;

BOOST_FIXTURE_TEST_CASE(each_attempt_has_its_own_assertion, fixture)
{
    transport.fail(errc::connection_closed, true).answer(503, "").answer(200, granted);
    BOOST_TEST(ask(by_certificate()).has_value());
    std::set<std::string> identifiers;
    for (auto const& sent : transport.requests())
        identifiers.emplace(decoded(sent.form("client_assertion").value(), 1).at("jti").as_string());
    BOOST_TEST(identifiers.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(passing_faults_are_tried_again_within_bounds, fixture)
{
    transport.answer(500, "<html>", "text/html").answer(429, "").with("Retry-After", "0").fail(errc::timed_out, true);
    auto const failed = ask(by_secret());
    BOOST_TEST((failed.error().code == errc::timed_out));
    BOOST_TEST(failed.error().diagnostics.attempts == 3u);
    BOOST_TEST(failed.error().diagnostics.operation == "POST /connect/token");

    auto once = by_secret();
    once.limits.retry.max_attempts = 1;
    transport.answer(503, "");
    BOOST_TEST((ask(once).error().code == errc::token_request_failed));
}

BOOST_FIXTURE_TEST_CASE(refusals_are_not_tried_again, fixture)
{
    for (std::string const body :
         {R"({"error":"invalid_scope"})", R"({"error":"unauthorized_client"})", R"({"error":"custom"})",
          invalid_client}) {
        auto const before = transport.requests().size();
        transport.answer(400, body);
        auto const refused = ask(by_secret());
        BOOST_TEST((refused.error().code == errc::token_request_rejected));
        BOOST_TEST(refused.error().diagnostics.http_status == 400u);
        BOOST_TEST(!refused.error().diagnostics.hints.empty() == (body != R"({"error":"custom"})"));
        BOOST_TEST(transport.requests().size() == before + 1);
    }
    transport.answer(200, R"({"access_token":""})");
    BOOST_TEST((ask(by_secret()).error().code == errc::token_response_invalid));
    transport.answer(307, "").with("Location", "https://evil.example");
    BOOST_TEST((ask(by_secret()).error().code == errc::redirect_refused));
    transport.fail(errc::peer_not_trusted);
    BOOST_TEST((ask(by_secret()).error().code == errc::peer_not_trusted));
    BOOST_TEST(transport.requests().size() == 7u);
}

BOOST_FIXTURE_TEST_CASE(nothing_secret_is_in_the_errors_of_an_echoing_server, fixture)
{
    transport.answer_by([](cg::testing::sent_request const& sent) {
        cg::http::response out;
        out.status = 400;
        out.fields.add("Content-Type", "application/json");
        out.body.append(R"({"error":"invalid_client","error_description":")")
            .append(sent.body)
            .append(" ")
            .append(sent.field("Authorization"))
            .append(R"( CANARY+a/b Someone@contoso.com"})");
        return out;
    });
    for (auto const method : {identity::secret_method::post, identity::secret_method::basic}) {
        auto const refused = ask(by_secret(method)).error();
        BOOST_TEST(!mentions(refused, "CANARY"));
        BOOST_TEST(!mentions(refused, "omeone@"));
        auto const basic = identity::make_basic_authorization("app", "CANARY+a/b");
        BOOST_TEST(!mentions(refused, std::string_view(basic).substr(6)));
    }
    auto const refused = ask(by_certificate()).error();
    BOOST_TEST(!mentions(refused, transport.requests().back().form("client_assertion").value().substr(0, 40)));
}

BOOST_FIXTURE_TEST_CASE(automatic_tries_strict_once_and_remembers, fixture)
{
    auto const type_of_last = [this] {
        return std::string(
            decoded(transport.requests().back().form("client_assertion").value(), 0).at("typ").as_string());
    };
    auto request = by_certificate();
    request.audience = identity::audience_profile::automatic;
    request.limits.retry.max_attempts = 1;
    transport.answer(400, invalid_client).answer(200, granted).answer(200, granted);
    BOOST_TEST(ask(request).has_value());
    BOOST_TEST(transport.requests().size() == 2u);
    BOOST_TEST(type_of_last() == "client-authentication+jwt");
    BOOST_TEST(ask(request).has_value()); // at once
    BOOST_TEST(transport.requests().size() == 3u);
    BOOST_TEST(type_of_last() == "client-authentication+jwt");

    // another issuer is learned on its own; a clone knows what was learned
    document.issuer = "https://identity.example.com/other";
    transport.answer(200, granted);
    BOOST_TEST(ask(request.clone()).has_value());
    BOOST_TEST(type_of_last() == "JWT");

    // refused in both forms: two requests, and the diagnosis
    auto fresh = by_certificate();
    fresh.audience = identity::audience_profile::automatic;
    transport.answer(400, invalid_client).answer(400, invalid_client);
    auto const refused = ask(fresh);
    BOOST_TEST((refused.error().code == errc::token_request_rejected));
    BOOST_TEST(refused.error().diagnostics.attempts == 2u);
    BOOST_TEST(transport.requests().size() == 6u);

    // what was learned is forgotten when it no longer works
    document.issuer = "https://identity.example.com";
    transport.answer(400, invalid_client).answer(200, granted);
    BOOST_TEST(ask(request).error().diagnostics.attempts == 1u);
    BOOST_TEST(ask(request).has_value());
    BOOST_TEST(type_of_last() == "JWT");

    // other refusals change nothing
    transport.answer(400, R"({"error":"invalid_scope"})");
    BOOST_TEST(ask(fresh).error().diagnostics.attempts == 1u);
}

BOOST_FIXTURE_TEST_CASE(invalid_client_is_diagnosed, fixture)
{
    transport.answer(400, invalid_client).with("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
    auto const refused = ask(by_certificate());
    auto const& hints = refused.error().diagnostics.hints;
    BOOST_REQUIRE(hints.size() >= 3u);
    BOOST_TEST(hints.front().find("clock") != std::string::npos);
    BOOST_TEST(mentions(refused.error(), rsa().thumbprint_sha1()));
    BOOST_TEST(mentions(refused.error(), "audience is https://identity.example.com/connect/token"));
}

BOOST_FIXTURE_TEST_CASE(what_the_document_lists_explains_refusals, fixture)
{
    document.scopes_supported = {"openid", "api.read"};
    document.grant_types_supported = {"implicit"};
    transport.answer(400, R"({"error":"invalid_scope"})");
    BOOST_TEST(
        mentions(ask(by_secret()).error(), "other scopes than cloudgovernance.fullcontrol.all: openid, api.read"));
    auto request = by_secret();
    request.scope = "openid  api.read";
    transport.answer(400, R"({"error":"invalid_scope"})");
    BOOST_TEST(!mentions(ask(request).error(), "other scopes"));
    transport.answer(400, R"({"error":"unsupported_grant_type"})");
    BOOST_TEST(mentions(ask(by_secret()).error(), "other grants only: implicit"));
}

BOOST_FIXTURE_TEST_CASE(extreme_limits_do_not_overflow, fixture)
{
    auto request = by_secret();
    request.limits.timeout = std::chrono::milliseconds::max();
    transport.answer(503, "").answer(200, granted);
    BOOST_TEST(ask(request).has_value());
    request.limits.timeout = 0ms;
    transport.answer(503, "").answer(200, granted);
    BOOST_TEST(ask(request).has_value());
    BOOST_TEST((transport.requests().back().deadline == std::chrono::steady_clock::time_point::max()));
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_request_ends_as_cancelled, fixture)
{
    auto request = by_secret();
    request.limits.retry.base_delay = 1h;
    request.limits.retry.max_delay = 1h;
    request.limits.timeout = 0ms;
    request.limits.random = [] { return 0.9; };
    transport.answer(503, "");
    asio::cancellation_signal signal;
    std::optional<cg::error> reason;
    asio::co_spawn(
        io, identity::request_token(transport, document, request),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown, identity::token_response) {
            try {
                std::rethrow_exception(thrown);
            }
            catch (cg::failure const& failure) {
                reason = failure.error();
            }
        }));
    io.poll();
    BOOST_TEST(!reason);
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST((reason->code == errc::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()
