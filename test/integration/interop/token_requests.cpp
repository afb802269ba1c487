// Tokens of oidc-provider by every way that a client can prove who it is, and what is said when it cannot.
#include "over_network.hpp"

#include <cloud_governance/identity/discovery.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(interop_token_requests)

using namespace interop;
namespace identity = cg::identity;
using identity::client_credentials_request;

namespace {

client_credentials_request request_for(std::string client_id)
{
    client_credentials_request request(std::move(client_id));
    request.scope = peer("/scope");
    request.username = "someone@contoso.com";
    return request;
}

client_credentials_request by_certificate(std::string const& name)
{
    auto request = request_for(name);
    request.authenticate_with(client_certificate(name));
    return request;
}

client_credentials_request by_secret(identity::secret_method method, std::string secret = peer("/secret"))
{
    auto request = request_for(method == identity::secret_method::post ? "post" : "basic");
    request.authenticate_with_secret(cg::secret_string(secret), method);
    return request;
}

// discovery and token request, as one would write them; the request lives longer
asio::awaitable<identity::token_response>
token(http::transport& transport, std::string issuer, client_credentials_request const& request)
{
    auto const document = co_await identity::fetch_discovery_document(transport, issuer);
    co_return co_await identity::request_token(transport, document, request);
}

void check_token(std::string const& issuer, client_credentials_request const& request)
{
    run([&](http::transport& transport) -> asio::awaitable<void> {
        auto const reply = co_await token(transport, issuer, request);
        BOOST_TEST(reply.token_type == "Bearer");
        BOOST_TEST(reply.expires_in.count() == 3600);
        BOOST_TEST(reply.access_token.size() > 100u);
        BOOST_TEST(reply.scope.value_or("") == peer("/scope"));
    });
}

// the error, and what the provider had against the request
cg::error error_of(std::string const& issuer, client_credentials_request const& request, std::string_view reason)
{
    cg::error error;
    run([&](http::transport& transport) -> asio::awaitable<void> {
        try {
            co_await token(transport, issuer, request);
        }
        catch (cg::failure const& failure) {
            error = failure.error();
        }
        auto const origin = http::parse_absolute_url(issuer, "issuer")->origin.to_string();
        auto const noted = (co_await call(transport, origin + "/.test/rejections")).value().body;
        if (reason.empty())
            BOOST_TEST(noted == "[]"); // nothing was sent that could be refused
        else
            BOOST_TEST(noted.find(reason) != std::string::npos, noted);
    });
    BOOST_TEST_MESSAGE(to_string(error));
    return error;
}

void check_invalid_client(cg::error const& error)
{
    BOOST_TEST((error.code == cg::errc::token_request_rejected), to_string(error));
    BOOST_TEST(error.diagnostics.oauth_error == "invalid_client");
    BOOST_TEST(error.diagnostics.http_status == 401u);
    BOOST_TEST(error.diagnostics.attempts == 1u);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_token_is_issued_by_every_method)
{
    for (auto const& issuer : {peer("/issuer/main"), peer("/issuer/tenant"), peer("/nginx/identity")}) {
        check_token(issuer, by_secret(identity::secret_method::post));
        check_token(issuer, by_secret(identity::secret_method::basic));
        for (char const* const name : {"rsa", "p256", "p384", "p521"})
            check_token(issuer, by_certificate(name));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_secret_is_refused)
{
    for (auto const method : {identity::secret_method::post, identity::secret_method::basic}) {
        auto const error = error_of(peer("/issuer/main"), by_secret(method, "canary-51f0"), "invalid secret provided");
        check_invalid_client(error);
        BOOST_TEST(to_string(error).find("canary") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_scope_that_is_not_for_this_client)
{
    auto request = by_certificate("p256");
    request.scope = "cloudgovernance.forbidden";
    auto const error = error_of(peer("/issuer/main"), request, "invalid_scope");
    BOOST_TEST((error.code == cg::errc::token_request_rejected), to_string(error));
    BOOST_TEST(error.diagnostics.oauth_error == "invalid_scope");
    BOOST_TEST(error.diagnostics.http_status == 400u);
    BOOST_TEST(!error.diagnostics.oauth_error_description.empty());

    // oidc-provider leaves out what it does not know, as RFC 6749 section 3.3 allows: the reply says what was granted
    run([&](http::transport& transport) -> asio::awaitable<void> {
        request.scope = "no.such.scope " + peer("/scope");
        auto const some = co_await token(transport, peer("/issuer/main"), request);
        BOOST_TEST(some.scope.value_or("") == peer("/scope"));
    });
}

BOOST_AUTO_TEST_CASE(an_unknown_key_or_client_is_refused)
{
    auto stranger = request_for("p256");
    stranger.authenticate_with(client_certificate("unknown"));
    check_invalid_client(error_of(peer("/issuer/main"), stranger, "no applicable key found"));
    auto nobody = request_for("nobody");
    nobody.authenticate_with(client_certificate("unknown"));
    check_invalid_client(error_of(peer("/issuer/main"), nobody, "client not found"));
}

// what the provider advertises decides the algorithm; where nothing fits, nothing is signed and sent
BOOST_AUTO_TEST_CASE(the_advertised_algorithms)
{
    check_token(peer("/issuer/narrow"), by_certificate("p256"));
    auto const error = error_of(peer("/issuer/narrow"), by_certificate("rsa"), "");
    BOOST_TEST((error.code == cg::errc::invalid_argument), to_string(error));
    BOOST_TEST(error.diagnostics.detail.find("ES256") != std::string::npos, error.diagnostics.detail);
    BOOST_TEST(error.diagnostics.attempts == 0u);
}

// a provider that takes the issuer as the only audience: by choice, and found out by itself
BOOST_AUTO_TEST_CASE(the_audience_profiles)
{
    auto const strict = peer("/issuer/strict");
    for (char const* const name : {"rsa", "p256"}) {
        auto request = by_certificate(name);
        auto const error = error_of(strict, request, "issuer identifier");
        check_invalid_client(error);
        request.audience = identity::audience_profile::strict;
        check_token(strict, request);
        request.audience = identity::audience_profile::automatic;
        check_token(strict, request);
        check_token(peer("/issuer/main"), request);
    }
}

BOOST_AUTO_TEST_CASE(many_requests_at_once_are_never_a_replay)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const document = co_await identity::fetch_discovery_document(transport, peer("/issuer/main"));
        auto const request = by_certificate("p256");
        auto const some = [&]() -> asio::awaitable<void> {
            for (int count = 0; count < 10; ++count) {
                auto const reply = co_await identity::request_token(transport, document, request);
                BOOST_TEST(!reply.access_token.empty());
            }
        };
        using namespace asio::experimental::awaitable_operators;
        co_await (some() && some() && some() && some());
    });
}

BOOST_AUTO_TEST_CASE(a_token_endpoint_without_discovery)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const document = identity::fixed_token_endpoint(peer("/issuer/main") + "/connect/token");
        auto const request = by_certificate("rsa");
        auto const reply = co_await identity::request_token(transport, document, request);
        BOOST_TEST(reply.token_type == "Bearer");
    });
}

// what is no token endpoint
BOOST_AUTO_TEST_CASE(other_answers)
{
    auto const request = by_secret(identity::secret_method::post, "canary-93ab");
    auto const error_at = [&](std::string const& endpoint) {
        cg::error error;
        run([&](http::transport& transport) -> asio::awaitable<void> {
            auto const document = identity::fixed_token_endpoint(endpoint);
            try {
                co_await identity::request_token(transport, document, request);
            }
            catch (cg::failure const& failure) {
                error = failure.error();
            }
        });
        BOOST_TEST_MESSAGE(to_string(error));
        BOOST_TEST(to_string(error).find("canary") == std::string::npos);
        return error;
    };
    auto const page = error_at(peer("/nginx/short") + "/nothing/here");
    BOOST_TEST((page.code == cg::errc::token_request_failed), to_string(page));
    BOOST_TEST(page.diagnostics.http_status == 404u);

    auto const down = error_at(peer("/nginx/short") + "/down");
    BOOST_TEST((down.code == cg::errc::token_request_failed), to_string(down));
    BOOST_TEST(down.diagnostics.http_status == 502u);
    BOOST_TEST(down.diagnostics.attempts == 3u);

    auto const other_json = error_at(peer("/nginx/short") + "/small");
    BOOST_TEST((other_json.code == cg::errc::token_response_invalid), to_string(other_json));

    auto const moved = error_at(peer("/nginx/short") + "/moved");
    BOOST_TEST((moved.code == cg::errc::redirect_refused), to_string(moved));
    BOOST_TEST(std::filesystem::file_size(file("other.log")) == 0u); // the secret did not follow

    auto const stranger = error_at(peer("/nginx/untrusted") + "/small");
    BOOST_TEST((stranger.code == cg::errc::peer_not_trusted), to_string(stranger));
}

BOOST_AUTO_TEST_SUITE_END()
