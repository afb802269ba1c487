#include <cloud_governance/http/percent_encoding.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_percent_encoding)

namespace http = cloud_governance::http;

BOOST_AUTO_TEST_CASE(everything_but_unreserved_characters_is_percent_encoded)
{
    std::string out = "x";
    http::append_percent_encoded(out, "AZaz09-._~");
    BOOST_TEST(out == "xAZaz09-._~");
    out.clear();
    http::append_percent_encoded(out, std::string_view("a b+/?#%&=:@!$'()*,;[]\\\"<>^`{|}\0\x7F\n\xC3\xA9", 36));
    BOOST_TEST(
        out == "a%20b%2B%2F%3F%23%25%26%3D%3A%40%21%24%27%28%29%2A%2C%3B%5B%5D%5C%22%3C%3E%5E%60%7B%7C%7D%00%7F%0A%C3%"
               "A9");
    cloud_governance::wiped_string wiped;
    http::append_percent_encoded(wiped, "a=b");
    BOOST_TEST(std::string_view(wiped) == "a%3Db");
}

BOOST_AUTO_TEST_SUITE_END()
