#include <cloud_governance/http/origin.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_origin)

namespace http = cloud_governance::http;
using cloud_governance::errc;

namespace {

std::string base(std::string_view text)
{
    auto const parsed = http::parse_base_url(text, "api_url");
    return parsed ? parsed->to_string() : "refused";
}

std::string absolute(std::string_view text)
{
    auto const parsed = http::parse_absolute_url(text, "nextLink");
    return parsed ? parsed->origin.to_string() + " " + parsed->target : "refused";
}

/// The sentence of a refusal.
std::string why(std::string_view text)
{
    auto const parsed = http::parse_base_url(text, "api_url");
    BOOST_TEST_REQUIRE(!parsed.has_value());
    BOOST_TEST((parsed.error().code == errc::invalid_argument));
    return parsed.error().diagnostics.detail;
}

bool is_loopback(char const* host)
{
    http::origin origin;
    origin.host = host;
    return origin.is_loopback();
}

} // namespace

BOOST_AUTO_TEST_CASE(urls_are_normalised)
{
    BOOST_TEST(base("https://host.example") == "https://host.example");
    BOOST_TEST(base("https://host.example/") == "https://host.example");
    BOOST_TEST(base("https://host.example///") == "https://host.example");
    BOOST_TEST(base(" \thttps://host.example/ ") == "https://host.example");
    BOOST_TEST(base("HTTPS://HOST.Example/Path/") == "https://host.example/Path");
    BOOST_TEST(base("https://host.example:443/a") == "https://host.example/a");
    BOOST_TEST(base("https://host.example:/a") == "https://host.example/a");
    BOOST_TEST(base("https://host.example:8443") == "https://host.example:8443");
    BOOST_TEST(base("https://host.example:80") == "https://host.example:80");
    BOOST_TEST(base("http://127.0.0.1:80") == "http://127.0.0.1");
    BOOST_TEST(base("http://127.0.0.1:443") == "http://127.0.0.1:443");
    BOOST_TEST(base("https://host.example:65535") == "https://host.example:65535");
    BOOST_TEST(base("https://xn--bcher-kva.example/a%2Fb") == "https://xn--bcher-kva.example/a%2Fb");
    BOOST_TEST(base("https://127.0.0.1.evil.test") == "https://127.0.0.1.evil.test");
    BOOST_TEST(base("https://10.0.0.1evil.test/a") == "https://10.0.0.1evil.test/a");
    BOOST_TEST(base("https://10.0.0.1.evil.test:8443/a") == "https://10.0.0.1.evil.test:8443/a");
    BOOST_TEST(base("https://my_host-1.example") == "https://my_host-1.example");
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_has_brackets_in_the_url_and_none_in_the_host)
{
    auto const parsed = http::parse_base_url("https://[::1]:8443/a", "api_url");
    BOOST_TEST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->origin.host == "::1");
    BOOST_TEST(parsed->origin.host_field() == "[::1]:8443");
    BOOST_TEST(parsed->to_string() == "https://[::1]:8443/a");
    BOOST_TEST(base("https://[2001:DB8::7]") == "https://[2001:db8::7]");
    BOOST_TEST(base("https://[::ffff:10.0.0.1]") != "refused");
    BOOST_TEST(base("https://[fe80::1%25eth0]") == "refused");
    BOOST_TEST(base("https://[v7.x]") == "refused");
    BOOST_TEST(base("https://[::1") == "refused");
    BOOST_TEST(base("https://::1") == "refused");
}

BOOST_AUTO_TEST_CASE(a_service_url_has_no_user_information_query_or_fragment)
{
    for (char const* text :
         {"https://someone@host.example", "https://a:s3cret-canary@host.example", "https://@host.example",
          "https://api@evil.example", "https://host.example#part", "https://host.example/#", "https://host.example?a=b",
          "https://host.example?"})
        BOOST_TEST(base(text) == "refused", text);
    BOOST_TEST(why("https://a:s3cret-canary@host.example").find("s3cret-canary") == std::string::npos);
    BOOST_TEST(why("https://a@host.example").find("user information") != std::string::npos);
    BOOST_TEST(why("https://host.example#x").find("fragment") != std::string::npos);
    BOOST_TEST(why("https://host.example?x").find("query") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_field)
{
    for (char const* text : {"", "  ", "host", "https://", "ftp://host", "https://host:0", "https://b\xC3\xBC.example"})
        BOOST_TEST(why(text).substr(0, 9) == "api_url: ", text);
}

BOOST_AUTO_TEST_CASE(other_urls_are_refused_as_service_urls)
{
    for (char const* text :
         {"host.example",
          "//host.example",
          "/path",
          "https:host.example",
          "https:/host.example",
          "https:///path",
          "https://:443",
          "ftp://host.example",
          "file:///etc/passwd",
          "javascript:alert(1)",
          "ws://host.example",
          "https://host.example:0",
          "https://host.example:65536",
          "https://host.example:70000",
          "https://host.example:100000",
          "https://host.example:2999999",
          "https://.host.example",
          "https://host..example",
          "https://..",
          "https://host.example:99999999999999999999",
          "https://host.example:-1",
          "https://host.example:4 43",
          "https://host.example:https",
          "https://host.example:443evil",
          "https://host.example:443.evil.test",
          "https://10.0.0.1:443.evil.test",
          "https://[::1].evil.test",
          "https://[::1]evil",
          "https://10.0.0.1.x@evil.test",
          "https://127.0.0.1\\.evil.test",
          "https://host.example.",
          "https://b\xC3\xBC"
          "cher.example",
          "https://b%C3%BCcher.example",
          "https://host.example\\@evil.example",
          "https:\\\\host.example",
          "https://host example",
          "https://host.example/a b",
          "https://host.example/a\nb",
          "https://host%00.example",
          "https://host%2Fevil.example",
          "https://evil%40host.example",
          "https://a,b.example",
          "https://a$b.example",
          "https://host.example/%zz",
          "https://%3A%3A1",
          "https://host%3A80"})
        BOOST_TEST(base(text) == "refused", text);
    BOOST_TEST(base(std::string_view("https://ho\0st.example", 21)) == "refused");
}

BOOST_AUTO_TEST_CASE(a_servers_url_keeps_path_and_query)
{
    BOOST_TEST(absolute("https://host.example") == "https://host.example /");
    BOOST_TEST(absolute("https://host.example/") == "https://host.example /");
    BOOST_TEST(absolute("https://host.example/a/?x=1&y=%20") == "https://host.example /a/?x=1&y=%20");
    BOOST_TEST(absolute("https://host.example?x") == "https://host.example /?x");
    BOOST_TEST(absolute("https://host.example//evil.example/a") == "https://host.example //evil.example/a");
    BOOST_TEST(absolute("https://someone@host.example/") == "refused");
    BOOST_TEST(absolute("https://host.example/#part") == "refused");
    BOOST_TEST(absolute("//evil.example/a") == "refused");
    BOOST_TEST(absolute("/a?b") == "refused");
    BOOST_TEST(absolute("") == "refused");
    BOOST_TEST(absolute("https://host.example/a?b\r\nX: y") == "refused");
}

BOOST_AUTO_TEST_CASE(origins_are_equal_when_scheme_host_and_port_are)
{
    auto const origin = [](char const* text) { return http::parse_absolute_url(text, "url").value().origin; };
    BOOST_TEST((origin("https://host.example/a") == origin("HTTPS://HOST.EXAMPLE:443/b")));
    BOOST_TEST((origin("https://host.example") != origin("http://host.example")));
    BOOST_TEST((origin("https://host.example") != origin("https://host.example:444")));
    BOOST_TEST((origin("https://host.example") != origin("https://host.example.evil.test")));
    BOOST_TEST((origin("http://host.example:443") != origin("https://host.example")));
}

BOOST_AUTO_TEST_CASE(only_this_machine_is_loopback)
{
    for (char const* host : {"localhost", "127.0.0.1", "127.255.255.254", "::1"})
        BOOST_TEST(is_loopback(host), host);
    for (char const* host :
         {"", "localhost.evil.test", "127.0.0.1.evil.test", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::ffff:10.0.0.1",
          "local", "127.1", "2130706433", "0x7f000001", "localhost.localdomain"})
        BOOST_TEST(!is_loopback(host), host);
}

BOOST_AUTO_TEST_SUITE_END()
