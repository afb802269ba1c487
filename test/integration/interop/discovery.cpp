// Discovery documents of oidc-provider, directly and behind nginx, and what else may answer in their place.
#include "over_network.hpp"

#include <cloud_governance/identity/discovery.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(interop_discovery)

using namespace interop;
namespace identity = cg::identity;

namespace {

identity::discovery_document fetch(std::string const& url)
{
    identity::discovery_document document;
    run([&](http::transport& transport) -> asio::awaitable<void> {
        document = co_await identity::fetch_discovery_document(transport, url);
    });
    return document;
}

// the error of one try
cg::error fetch_error(std::string const& url)
{
    cg::error error;
    run([&](http::transport& transport) -> asio::awaitable<void> {
        identity::discovery_policy const policy;
        identity::request_limits limits;
        limits.retry.max_attempts = 1;
        try {
            co_await identity::fetch_discovery_document(transport, url, policy, limits);
        }
        catch (cg::failure const& failure) {
            error = failure.error();
        }
    });
    BOOST_TEST_MESSAGE(to_string(error));
    return error;
}

bool lists(identity::discovery_document::list const& list, std::string_view value)
{
    return list && std::find(list->begin(), list->end(), value) != list->end();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_document_is_understood)
{
    auto const issuer = peer("/issuer/main");
    auto const document = fetch(issuer);
    BOOST_TEST(document.issuer == issuer);
    BOOST_TEST(document.token_endpoint == issuer + "/connect/token");
    BOOST_TEST(lists(document.grant_types_supported, "client_credentials"));
    BOOST_TEST(lists(document.token_endpoint_auth_methods_supported, "private_key_jwt"));
    BOOST_TEST(lists(document.token_endpoint_auth_signing_alg_values_supported, "ES512"));
    BOOST_TEST(lists(document.scopes_supported, peer("/scope")));
    BOOST_TEST(!document.mtls_token_endpoint);
    BOOST_TEST(document.members.contains("jwks_uri"));
    BOOST_TEST(document.warnings.empty());
}

BOOST_AUTO_TEST_CASE(an_issuer_with_a_path_and_an_address)
{
    auto const issuer = peer("/issuer/tenant");
    auto const document = fetch(issuer);
    BOOST_TEST(document.issuer == issuer);
    BOOST_TEST(document.token_endpoint == issuer + "/connect/token");
    // as people paste it
    BOOST_TEST(fetch(" " + issuer + "/ ").issuer == issuer);
}

BOOST_AUTO_TEST_CASE(behind_a_proxy_that_sends_chunks)
{
    auto const issuer = peer("/nginx/identity");
    for (int count = 0; count < 4; ++count)
        BOOST_TEST(fetch(issuer).token_endpoint == issuer + "/connect/token");
}

// the same server by another name is not the issuer that was asked for
BOOST_AUTO_TEST_CASE(another_issuer_is_refused)
{
    auto url = peer("/issuer/main");
    url.replace(url.find("localhost"), 9, "127.0.0.1");
    auto const error = fetch_error(url);
    BOOST_TEST((error.code == cg::errc::discovery_document_invalid), to_string(error));
    BOOST_TEST(error.diagnostics.detail.find("issuer") != std::string::npos, error.diagnostics.detail);
}

BOOST_AUTO_TEST_CASE(other_replies_are_not_accepted_as_documents)
{
    auto const url = peer("/nginx/identity");

    auto const moved = fetch_error(url + "/moved");
    BOOST_TEST((moved.code == cg::errc::redirect_refused), to_string(moved));
    BOOST_TEST(std::filesystem::file_size(file("other.log")) == 0u); // nothing went where the redirect points

    auto const page = fetch_error(url + "/page"); // 200, but the sign-in page of some network
    BOOST_TEST((page.code == cg::errc::discovery_document_invalid), to_string(page));

    auto const silent = fetch_error(url + "/silent");
    BOOST_TEST((silent.code == cg::errc::connection_closed), to_string(silent));

    auto const down = fetch_error(url + "/down");
    BOOST_TEST((down.code == cg::errc::discovery_failed), to_string(down));
    BOOST_TEST(down.diagnostics.http_status == 502u);

    auto const missing = fetch_error(peer("/issuer/main") + "/elsewhere");
    BOOST_TEST((missing.code == cg::errc::discovery_failed), to_string(missing));
    BOOST_TEST(missing.diagnostics.http_status == 404u);

    auto const nobody = fetch_error(peer("/closed"));
    BOOST_TEST((nobody.code == cg::errc::connect_failed), to_string(nobody));

    auto const stranger = fetch_error(peer("/nginx/untrusted"));
    BOOST_TEST((stranger.code == cg::errc::peer_not_trusted), to_string(stranger));
}

BOOST_AUTO_TEST_SUITE_END()
