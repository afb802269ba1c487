#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(auth_settings)

namespace asio = boost::asio;
namespace cg = cloud_governance;

// every strategy of the library is one, and what lacks `authorize` is none
static_assert(cg::auth_strategy<cg::auth::strategy_archetype>);
static_assert(cg::auth_strategy<cg::auth::api_profile>);
static_assert(cg::auth_strategy<cg::auth::bearer>);
static_assert(cg::auth_strategy<cg::auth::client_certificate>);
static_assert(cg::auth_strategy<cg::auth::client_secret>);
static_assert(!cg::auth_strategy<int>);

struct returns_a_number {
    int authorize(cg::auth::request_context&) { return 1; }
};
static_assert(!cg::auth_strategy<returns_a_number>);

// header strategies cost no coroutine
static_assert(cg::auth::detail::authorizes_at_once<cg::auth::api_profile>);

namespace {

/// The settings are refused, and the message names `field` and shows no canary.
template <class Make>
void refused(std::string const& field, Make make)
{
    BOOST_CHECK_EXCEPTION(make(), cg::failure, [&](cg::failure const& thrown) {
        std::string const what = thrown.what();
        BOOST_TEST(what.find("CANARY") == std::string::npos, what);
        BOOST_TEST(thrown.diagnostics().detail.rfind(field, 0) == 0u, what);
        return thrown.code() == cg::errc::invalid_argument;
    });
}

char const* const broken_secrets[] = {
    "",
    " CANARY",
    "CANARY ",
    "CAN\nARY",
    "CAN\rARY",
    "CAN\x7f"
    "ARY",
    "CAN\x01"
    "ARY"};

} // namespace

BOOST_AUTO_TEST_CASE(api_profile_names_the_field)
{
    for (char const* secret : broken_secrets)
        refused("client_secret", [&] {
            return cg::auth::api_profile({.client_id = "id", .client_secret = secret, .user_principal_name = "u"});
        });
    refused("client_secret", [] {
        return cg::auth::api_profile({.client_secret = "CAN\xc3\xa9RY", .user_principal_name = "u"});
    });
    refused("client_id", [] {
        return cg::auth::api_profile({.client_id = "a\r\nb", .client_secret = "s", .user_principal_name = "u"});
    });
    for (char const* user : {"", "someone\r\nX: y", "s\xc3\xb6meone@contoso.com"})
        refused("user_principal_name", [&] {
            return cg::auth::api_profile({.client_id = "id", .client_secret = "s", .user_principal_name = user});
        });
}

BOOST_AUTO_TEST_CASE(client_secret_names_the_field)
{
    for (char const* secret : broken_secrets)
        refused("client_secret", [&] { return cg::auth::client_secret({.client_id = "id", .client_secret = secret}); });
    refused("client_id", [] { return cg::auth::client_secret({.client_id = "", .client_secret = "s"}); });
    refused("client_id", [] { return cg::auth::client_secret({.client_id = "a\tb", .client_secret = "s"}); });
    refused("username", [] {
        return cg::auth::client_secret({.client_id = "id", .client_secret = "s", .username = "a\nb"});
    });
    refused("scope", [] { return cg::auth::client_secret({.client_id = "id", .client_secret = "s", .scope = ""}); });
    // outside ASCII is fine where it goes into a form
    cg::auth::client_secret(
        {.client_id = "id", .client_secret = "jLMX+a/b=:%\xc3\xa9", .username = "s\xc3\xb6meone@contoso.com"});
}

BOOST_AUTO_TEST_CASE(client_certificate_names_the_field)
{
    auto const certificate = cg::testing::make_certificate("CN=settings");
    refused("certificate", [] { return cg::auth::client_certificate({.client_id = "id"}); });
    refused("client_id", [&] { return cg::auth::client_certificate({.certificate = certificate}); });
    refused("assertion.algorithm", [&] {
        cg::auth::client_certificate_settings settings{.client_id = "id", .certificate = certificate};
        settings.assertion.algorithm = cg::signature_algorithm::es256;
        return cg::auth::client_certificate(std::move(settings));
    });
    refused("lifetime", [&] {
        cg::auth::client_certificate_settings settings{.client_id = "id", .certificate = certificate};
        settings.assertion.lifetime = std::chrono::hours(2);
        return cg::auth::client_certificate(std::move(settings));
    });
}

BOOST_AUTO_TEST_CASE(bearer_names_the_field)
{
    for (char const* token : broken_secrets)
        refused("token", [&] { return cg::auth::bearer(cg::secret_string(token)); });
    refused("token", [] { return cg::auth::bearer(cg::secret_string("Bearer CANARY")); });
    refused("source", [] { return cg::auth::bearer(cg::auth::bearer::token_source()); });
}

BOOST_AUTO_TEST_CASE(a_strategy_that_asks_the_identity_service_needs_its_url)
{
    asio::io_context io;
    cg::auth::client_secret strategy({.client_id = "id", .client_secret = "CANARY"});
    refused("identity_url", [&] { cg::client governance(io, cg::environment::insider_us_east(), strategy); });
    cg::client with_url(io, cg::environment::insider_us_east("https://identity.example"), strategy);

    // a fixed endpoint needs none
    cg::auth::client_secret fixed(
        {.client_id = "id", .client_secret = "s", .token_endpoint = "https://identity.example/connect/token"});
    cg::client without_url(io, cg::environment::insider_us_east(), fixed);
    cg::auth::client_secret plain(
        {.client_id = "id", .client_secret = "s", .token_endpoint = "http://identity.example/connect/token"});
    BOOST_CHECK_THROW(cg::client(io, cg::environment::insider_us_east(), plain), cg::failure);
}

BOOST_AUTO_TEST_SUITE_END()
