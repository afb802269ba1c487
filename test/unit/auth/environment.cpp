#include <cloud_governance/environment.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(auth_environment)

using cloud_governance::environment;
using cloud_governance::errc;
using cloud_governance::failure;

namespace {

std::string refusal(std::string_view api, std::string_view identity)
{
    try {
        environment const refused(api, identity);
    }
    catch (failure const& thrown) {
        BOOST_TEST((thrown.code() == errc::invalid_argument));
        return thrown.diagnostics().detail;
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_presets_are_those_of_the_vendors_guide)
{
    BOOST_TEST(environment::commercial().api_url() == "https://go-api.avepointonlineservices.com");
    BOOST_TEST(environment::commercial().identity_url() == "https://identity.avepointonlineservices.com");
    BOOST_TEST(environment::us_government().api_url() == "https://governance-api-us-gov.avepointonlineservices.com");
    BOOST_TEST(environment::us_government().identity_url() == "https://identity-gov.avepointonlineservices.com");
    BOOST_TEST(
        environment::insider_us_east().api_url() ==
        "https://insider-governance-api-us-east.avepointonlineservices.com");
    BOOST_TEST(
        environment::insider_north_europe().api_url() ==
        "https://insider-governance-api-north-europe.avepointonlineservices.com");
    // the guide states none for these
    BOOST_TEST(environment::insider_us_east().identity_url() == "");
    BOOST_TEST(environment::insider_north_europe().identity_url() == "");
    BOOST_TEST(environment::insider_us_east("https://id.example/").identity_url() == "https://id.example");
    BOOST_TEST(environment::insider_north_europe(" https://ID.example").identity_url() == "https://id.example");
}

BOOST_AUTO_TEST_CASE(urls_are_normalised)
{
    environment const subject(" https://API.example:443/v1/ ", "HTTPS://id.example/tenant/ ");
    BOOST_TEST(subject.api_url() == "https://api.example/v1");
    BOOST_TEST(subject.identity_url() == "https://id.example/tenant");
    BOOST_TEST(environment("https://api.example", "").identity_url() == "");
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_url)
{
    BOOST_TEST(refusal("", "").substr(0, 9) == "api_url: ");
    BOOST_TEST(refusal("api.example", "").substr(0, 9) == "api_url: ");
    BOOST_TEST(refusal("https://user@api.example", "").substr(0, 9) == "api_url: ");
    BOOST_TEST(refusal("https://api.example/?a", "").substr(0, 9) == "api_url: ");
    BOOST_TEST(refusal("https://api.example", "id.example").substr(0, 14) == "identity_url: ");
    BOOST_TEST(refusal("https://api.example", " ").substr(0, 14) == "identity_url: ");
    BOOST_TEST(refusal("https://api.example", "https://id.example#x").substr(0, 14) == "identity_url: ");
}

BOOST_AUTO_TEST_CASE(plain_http_is_for_loopback_only)
{
    BOOST_TEST(refusal("http://127.0.0.1:8080", "http://[::1]") == "");
    BOOST_TEST(refusal("http://localhost", "") == "");
    for (char const* url :
         {"http://api.example", "http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://10.0.0.1"}) {
        BOOST_TEST(refusal(url, "").find("https") != std::string::npos, url);
        BOOST_TEST(refusal("https://api.example", url).substr(0, 14) == "identity_url: ", url);
    }
}

static_assert(!std::is_aggregate_v<environment>);

BOOST_AUTO_TEST_SUITE_END()
