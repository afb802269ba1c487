#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/http/http_date.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_http_date)

namespace http = cloud_governance::http;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(http_dates_are_read_in_three_forms)
{
    auto const expected = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
    BOOST_TEST((http::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == expected));
    BOOST_TEST((http::parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == expected));
    BOOST_TEST((http::parse_http_date("Sun Nov  6 08:49:37 1994") == expected));
    BOOST_TEST((http::parse_http_date("Sun Nov 16 08:49:37 1994") == expected + std::chrono::days(10)));
    BOOST_TEST(
        (http::parse_http_date("Saturday, 01-Jan-00 00:00:00 GMT") ==
         std::chrono::sys_days(std::chrono::year(2000) / 1 / 1)));
    BOOST_TEST(
        (http::parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT") ==
         std::chrono::sys_days(std::chrono::year(2024) / 3 / 1)));
}

BOOST_AUTO_TEST_CASE(other_text_is_not_an_http_date)
{
    for (std::string_view text :
         {"",
          ",",
          ", ",
          "Sun",
          "Sun,",
          "Sun, ",
          "Sun, 06 Nov 1994 08:49:37",
          "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 06 Nov 1994 08:49:37 +0000",
          "Sun, 06 Nov 1994 08:49:37 GMT ",
          "Sun, 06 nov 1994 08:49:37 GMT",
          "Sun, 6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 94 08:49:37 GMT",
          "Sun, 06-Nov-1994 08:49:37 GMT",
          "Sun, 06-Nov 1994 08:49:37 GMT",
          "Sun, 31 Feb 2024 08:49:37 GMT",
          "Sun, 00 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT",
          "Sun, 06 Nov 1994 08:60:00 GMT",
          "Sun, 06 Nov 1994 08:49:61 GMT",
          "Sun, -6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov -994 08:49:37 GMT",
          "Sun Nov  6 08:49:37 94",
          "Sun Nov 6 08:49:37 1994",
          "Sun Nov 32 08:49:37 1994",
          ", 06 Nov 1994 08:49:37 GMT",
          "Xyz, 06 Nov 1994 08:49:37 GMT",
          "Sund, 06-Nov-94 08:49:37 GMT",
          "Sunday, 06 Nov 1994 08:49:37 GMT",
          "Xyz Nov  6 08:49:37 1994",
          "1994-11-06T08:49:37Z",
          "Fri, 31 Dec 9999 23:59:60 GMT",
          "Fri Dec 31 23:59:60 9999"})
        BOOST_TEST(!http::parse_http_date(text).has_value(), text);
    // no prefix of a date is one
    std::string_view const whole = "Sunday, 06-Nov-94 08:49:37 GMT";
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST(!http::parse_http_date(whole.substr(0, size)).has_value());
}

BOOST_AUTO_TEST_CASE(retry_after_is_a_number_of_seconds_or_a_date)
{
    auto const now = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 30s + 400ms;
    auto const seconds = [&](std::string_view text) {
        auto const parsed = http::parse_retry_after(text, now);
        return parsed ? static_cast<long>(parsed->count()) : -1L;
    };
    BOOST_TEST(seconds("0") == 0);
    BOOST_TEST(seconds("120") == 120);
    BOOST_TEST(seconds("007") == 7);
    BOOST_TEST(seconds("86400") == 86400);
    BOOST_TEST(seconds("86401") == 86400);
    BOOST_TEST(seconds("99999999999999999999999999") == 86400);
    BOOST_TEST(seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 7);
    BOOST_TEST(seconds("Sunday, 06-Nov-94 08:49:37 GMT") == 7);
    BOOST_TEST(seconds("Sun Nov  6 08:49:37 1994") == 7);
    BOOST_TEST(seconds("Sun, 06 Nov 1994 08:49:29 GMT") == 0);
    BOOST_TEST(seconds("Sun, 06 Nov 1066 08:49:29 GMT") == 0);
    BOOST_TEST(seconds("Fri, 31 Dec 9999 23:59:59 GMT") == 86400);
    for (std::string_view text : {"", " ", "-1", "+1", "1e3", "0x10", "soon", " 1", "1 ", "1\r\n"})
        BOOST_TEST(seconds(text) == -1, text);
}

BOOST_AUTO_TEST_CASE(retry_after_with_a_fraction_counts_the_whole_second)
{
    auto const seconds = [](std::string_view text) {
        auto const parsed = http::parse_retry_after(text, {});
        return parsed ? static_cast<long>(parsed->count()) : -1L;
    };
    BOOST_TEST(seconds("2.128") == 3);
    BOOST_TEST(seconds("0.249") == 1);
    BOOST_TEST(seconds("1.5") == 2);
    BOOST_TEST(seconds("2.000") == 2);
    BOOST_TEST(seconds("86399.1") == 86400);
    for (std::string_view text : {"1.", ".5", "1.5.2", "1. 5", "-1.5", "1.5e3"})
        BOOST_TEST(seconds(text) == -1, text);
}

BOOST_AUTO_TEST_CASE(the_largest_of_several_retry_after_values_counts)
{
    auto const seconds = [](std::string_view text) {
        auto const parsed = http::parse_retry_after(text, {});
        return parsed ? static_cast<long>(parsed->count()) : -1L;
    };
    BOOST_TEST(seconds("31,120") == 120);
    BOOST_TEST(seconds("120, 31") == 120);
    BOOST_TEST(seconds("0,120") == 120);
    BOOST_TEST(seconds("1.5,1") == 2);
    for (std::string_view text : {",", "1,", ",1", "1,,2", "1,soon", "1 2"})
        BOOST_TEST(seconds(text) == -1, text);
}

BOOST_AUTO_TEST_CASE(a_date_in_retry_after_counts_from_the_date_of_its_reply)
{
    http::response reply;
    reply.fields.add("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
    auto const sent = *http::parse_http_date("Sun, 06 Nov 1994 08:49:30 GMT");
    BOOST_TEST((http::detail::retry_after_of(reply, sent) == 7s));
    BOOST_TEST((http::detail::retry_after_of(reply, sent + 1h) == 0s));
    reply.fields.add("Date", "Sun, 06 Nov 1994 08:49:30 GMT");
    BOOST_TEST((http::detail::retry_after_of(reply, sent + 1h) == 7s));
    reply.fields.set("Date", "today");
    BOOST_TEST((http::detail::retry_after_of(reply, sent + 1s) == 6s));
    reply.fields.set("Retry-After", "5");
    BOOST_TEST((http::detail::retry_after_of(reply, sent + 1h) == 5s));
}

BOOST_AUTO_TEST_SUITE_END()
