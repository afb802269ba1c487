#include <cloud_governance/http/detail/redirect.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_redirect)

namespace http = cloud_governance::http;

namespace {

http::response redirect_to(std::string_view location)
{
    http::response reply;
    reply.status = 302;
    reply.fields.add("Location", location);
    return reply;
}

std::string origin_of(std::string_view location)
{
    auto const origin = http::detail::redirect_origin(redirect_to(location));
    return origin ? origin->to_string() : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(the_origin_of_an_absolute_location_is_read)
{
    BOOST_TEST(origin_of("https://login.example/authorize?code=secret#top") == "https://login.example");
    BOOST_TEST(origin_of("https://login.example:8443") == "https://login.example:8443");
    BOOST_TEST(origin_of("http://login.example?token=secret") == "http://login.example");
    BOOST_TEST(origin_of("https://login.example\\@evil.example") == "https://login.example");
}

BOOST_AUTO_TEST_CASE(a_location_that_is_not_an_absolute_url_has_no_origin)
{
    BOOST_TEST(origin_of("/elsewhere") == "none");
    BOOST_TEST(origin_of("//login.example/") == "none");
    BOOST_TEST(origin_of("mailto:someone@example") == "none");
    BOOST_TEST(!http::detail::redirect_origin(http::response()).has_value());
}

BOOST_AUTO_TEST_CASE(a_message_names_the_origin_and_never_the_path)
{
    BOOST_TEST(
        http::detail::redirect_target(redirect_to("https://login.example/x?token=secret")) == "https://login.example");
    BOOST_TEST(http::detail::redirect_target(redirect_to("/x?token=secret")) == "another path of the same host");
    BOOST_TEST(http::detail::redirect_target(http::response()) == "an unknown place (no Location field)");
}

BOOST_AUTO_TEST_SUITE_END()
