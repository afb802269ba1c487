#include <cloud_governance/http/impl/proxy/proxy_url.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_proxy_url)

namespace cg = cloud_governance;
using cg::errc;
using cg::http::detail::parse_proxy_url;

BOOST_AUTO_TEST_CASE(urls_of_proxies)
{
    struct row {
        char const* text;
        char const* host;
        std::uint16_t port;
        char const* username;
        char const* password;
    };
    row const rows[] = {
        {"http://proxy:3128", "proxy", 3128, "", ""},
        {"HTTP://Proxy.Example", "proxy.example", 80, "", ""},
        {"proxy:3128", "proxy", 3128, "", ""},
        {"proxy", "proxy", 80, "", ""},
        {" http://proxy:3128/ ", "proxy", 3128, "", ""},
        {"http://10.0.0.1:8080", "10.0.0.1", 8080, "", ""},
        {"http://[::1]:3128", "::1", 3128, "", ""},
        {"http://user:pass@proxy:3128", "proxy", 3128, "user", "pass"},
        {"user:pass@proxy:3128", "proxy", 3128, "user", "pass"},
        {"http://user@proxy", "proxy", 80, "user", ""},
        {"http://:pass@proxy", "proxy", 80, "", "pass"},
        {"http://user:p:a@s@proxy:1", "proxy", 1, "user", "p:a@s"},
        {"http://us%40er:p%3Aa%2fs%25s@proxy", "proxy", 80, "us@er", "p:a/s%s"},
        {"http://b%C3%BC:%F0%9F%94%91@proxy", "proxy", 80, "b\xc3\xbc", "\xf0\x9f\x94\x91"},
    };
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.text)
        {
            auto const parsed = parse_proxy_url(row.text, "url");
            BOOST_TEST_REQUIRE(parsed.has_value());
            BOOST_TEST(parsed->origin.host == row.host);
            BOOST_TEST(parsed->origin.port == row.port);
            BOOST_TEST(!parsed->origin.secure);
            BOOST_TEST(parsed->username == row.username);
            BOOST_TEST((parsed->password.expose() == row.password));
            BOOST_TEST(parsed->has_credentials == (std::string_view(row.text).find('@') != std::string_view::npos));
        }
}

BOOST_AUTO_TEST_CASE(refusals_name_the_setting_and_not_the_url)
{
    for (char const* text :
         {"",
          " ",
          "http://",
          "https://canary:canary@proxy",
          "socks5://canary@proxy:1080",
          "://proxy",
          "http:///canary",
          "http://proxy/canary",
          "http://proxy?canary",
          "http://proxy#canary",
          "http://proxy:0",
          "http://proxy:65536",
          "http://proxy:canary",
          "http://u:canary%@proxy",
          "http://u:canary%4@proxy",
          "http://u:canary%zz@proxy",
          "http://u:can\nary@proxy",
          "http://u:canary%0d%0aX:y@proxy",
          "http://canary%00:p@proxy",
          "http://u%3Acanary:p@proxy",
          "http://u:ca nary@proxy",
          "http://u:canary\x7f@proxy",
          "http://u:p@pro xy",
          "http://u:canary/x@proxy",
          "http://u:canary@proxy\r\nX: y",
          "http://u:canary@pr\xc3\xb6xy"}) {
        auto const parsed = parse_proxy_url(text, "https_proxy");
        BOOST_TEST(!parsed.has_value(), text);
        if (parsed)
            continue;
        auto const sentence = cg::to_string(parsed.error());
        BOOST_TEST((parsed.error().code == errc::invalid_argument));
        BOOST_TEST(parsed.error().diagnostics.detail.starts_with("https_proxy: "), sentence);
        BOOST_TEST(sentence.find("canary") == std::string::npos, sentence);
    }
}

BOOST_AUTO_TEST_SUITE_END()
