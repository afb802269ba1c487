#include <cloud_governance/http/impl/proxy/proxy_route.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(http_proxy_route)

namespace cg = cloud_governance;
namespace http = cloud_governance::http;
using cg::errc;
using http::detail::no_proxy_rule;

namespace {

http::origin origin_of(std::string host, std::uint16_t port = 443, bool secure = true)
{
    http::origin out;
    out.secure = secure;
    out.host = std::move(host);
    out.port = port;
    return out;
}

constexpr char const* this_machine = "localhost,127.0.0.0/8,::1";

} // namespace

BOOST_AUTO_TEST_CASE(hosts_that_match_a_rule_bypass_the_proxy)
{
    struct row {
        char const* rule;
        char const* host;
        std::uint16_t port;
        bool matches;
    };
    row const rows[] = {
        {"example.com", "example.com", 443, true},
        {"example.com", "www.example.com", 443, true},
        {"example.com", "a.b.example.com", 8443, true},
        {"example.com", "notexample.com", 443, false},
        {"example.com", "example.com.evil.test", 443, false},
        {"example.com", "com", 443, false},
        {".example.com", "example.com", 443, true},
        {".example.com", "www.example.com", 443, true},
        {".example.com", "notexample.com", 443, false},
        {"*.example.com", "www.example.com", 443, true},
        {"*.example.com", "notexample.com", 443, false},
        {"EXAMPLE.Com.", "www.example.com", 443, true},
        {"example.com:8443", "www.example.com", 8443, true},
        {"example.com:8443", "www.example.com", 443, false},
        {".example.com:443", "example.com", 443, true},
        {"localhost", "localhost", 443, true},
        {"localhost", "127.0.0.1", 443, false},
        {"*", "anything.example", 1, true},
        {"*", "10.0.0.1", 443, true},
        {"*:8443", "anything.example", 8443, true},
        {"*:8443", "anything.example", 443, false},
        {"10.1.2.3", "10.1.2.3", 443, true},
        {"10.1.2.3", "10.1.2.30", 443, false},
        {"10.1.2.3", "10.1.2.3.example", 443, false},
        {"10.1.2.3:8443", "10.1.2.3", 8443, true},
        {"10.1.2.3:8443", "10.1.2.3", 443, false},
        {"10.0.0.0/8", "10.255.0.1", 443, true},
        {"10.0.0.0/8", "11.0.0.1", 443, false},
        {"10.0.0.0/8", "10.example", 443, false},
        {"10.128.0.0/9", "10.127.255.255", 443, false},
        {"10.128.0.0/9", "10.128.0.0", 443, true},
        {"10.1.2.3/32", "10.1.2.3", 443, true},
        {"10.1.2.3/32", "10.1.2.2", 443, false},
        {"0.0.0.0/0", "8.8.8.8", 443, true},
        {"0.0.0.0/0", "2001:db8::1", 443, false},
        {"10.0.0.0/8:8443", "10.0.0.1", 8443, true},
        {"10.0.0.0/8:8443", "10.0.0.1", 443, false},
        {"0.0.1", "127.0.0.1", 443, false}, // the end of an address is no domain
        {"::1", "::1", 443, true},
        {"::1", "::2", 443, false},
        {"[::1]", "::1", 443, true},
        {"[::1]:8443", "::1", 8443, true},
        {"[::1]:8443", "::1", 443, false},
        {"0:0:0:0:0:0:0:1", "::1", 443, true},
        {"fd00::/8", "fd12:3456::1", 443, true},
        {"fd00::/8", "fe80::1", 443, false},
        {"[fd00::/8]:443", "fd00::1", 443, true},
        {"::/0", "2001:db8::1", 443, true},
        {"10.0.0.0/8", "::ffff:10.1.1.1", 443, true}, // the same address
        {"::ffff:10.1.1.1", "10.1.1.1", 443, true},
    };
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.rule << " and " << row.host << ", port " << row.port)
        {
            auto const rule = no_proxy_rule::parse(row.rule);
            BOOST_TEST_REQUIRE(rule.has_value());
            BOOST_TEST(rule->matches(origin_of(row.host, row.port)) == row.matches);
        }
}

BOOST_AUTO_TEST_CASE(malformed_rules_are_refused)
{
    for (char const* text :
         {"",
          ".",
          "*.",
          "..",
          "a..b",
          "..a",
          "a b",
          "exa\tmple",
          "a\nb",
          "http://a",
          "a/b",
          "10.0.0.0/33",
          "10.0.0.0/",
          "10.0.0.0/-1",
          "10.0.0.0/8x",
          "::1/129",
          "[::1",
          "::1]",
          "[]",
          "[10.0.0.1]",
          "[a]",
          "[::1]x",
          "[::1]:",
          "a:",
          "a:0",
          "a:65536",
          "a:x",
          "a:-1",
          "a*b",
          "*a",
          "b\xc3\xbc"
          "cher.example",
          "<local>",
          "user@host"})
        BOOST_TEST(!no_proxy_rule::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(lists_of_rules_are_split_at_commas_and_blanks)
{
    auto const matches = [](char const* list, char const* host) {
        http::proxy_options options;
        options.url = "http://proxy.example:3128";
        options.no_proxy = list;
        return !http::detail::proxy_route(options).leads_through_proxy(origin_of(host));
    };
    for (char const* list : {"a.example,b.example", "a.example b.example", " ,a.example ,, b.example,\t"}) {
        BOOST_TEST(matches(list, "a.example"), list);
        BOOST_TEST(matches(list, "b.example"), list);
        BOOST_TEST(!matches(list, "c.example"), list);
    }
    BOOST_TEST(!matches("", "a.example"));
    BOOST_TEST(!matches("", "127.0.0.1")); // this machine is an exception only when it is named
    BOOST_TEST(matches(this_machine, "127.0.0.1"));
    BOOST_TEST(matches(this_machine, "127.200.0.1"));
    BOOST_TEST(matches(this_machine, "::1"));
    BOOST_TEST(matches(this_machine, "localhost"));
    BOOST_TEST(!matches(this_machine, "localhost.example"));
}

BOOST_AUTO_TEST_CASE(plain_http_and_an_empty_url_bypass_the_proxy)
{
    http::proxy_options options;
    BOOST_TEST(!http::detail::proxy_route(options).leads_through_proxy(origin_of("a.example")));
    options.url = "proxy.example:3128";
    http::detail::proxy_route const route(options);
    BOOST_TEST(route.leads_through_proxy(origin_of("a.example")));
    BOOST_TEST(!route.leads_through_proxy(origin_of("127.0.0.1", 80, false)));
}

BOOST_AUTO_TEST_CASE(the_status_of_the_proxy_decides_about_the_tunnel)
{
    http::proxy_options options;
    options.url = "http://proxy.example:3128";
    http::detail::proxy_route const without(options);
    options.username = "Aladdin"; // RFC 7617 section 2
    options.password = "open sesame";
    http::detail::proxy_route const with(options);
    auto const origin = origin_of("api.example");

    BOOST_TEST(!without.connect_request(origin).fields.contains("Proxy-Authorization"));
    auto const connect = with.connect_request(origin);
    BOOST_TEST((connect.fields.find("Proxy-Authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    BOOST_TEST((connect.fields.find("Host") == "api.example:443"));
    BOOST_TEST(connect.target == "api.example:443");
    BOOST_TEST(with.connect_request(origin_of("::1", 8443)).target == "[::1]:8443");

    struct row {
        unsigned status;
        errc code;
        char const* hint;
    };
    row const rows[] = {{300, errc::proxy_refused, "no_proxy"},
                        {302, errc::proxy_refused, "no_proxy"},
                        {400, errc::proxy_refused, "no_proxy"},
                        {401, errc::proxy_authentication_required, "check proxy.username"},
                        {403, errc::proxy_refused, "no_proxy"},
                        {405, errc::proxy_refused, "no_proxy"},
                        {429, errc::proxy_refused, "no_proxy"},
                        {500, errc::connect_failed, "could not reach"},
                        {502, errc::connect_failed, "could not reach"},
                        {503, errc::connect_failed, "could not reach"},
                        {504, errc::connect_failed, "could not reach"},
                        {407, errc::proxy_authentication_required, "check proxy.username"}};
    for (auto const& row : rows) {
        auto const reason = with.refusal(row.status, http::header_fields(), origin);
        auto const sentence = cg::to_string(reason);
        BOOST_TEST((reason.code == row.code), sentence);
        BOOST_TEST(sentence.find(row.hint) != std::string::npos, sentence);
        BOOST_TEST(sentence.find(std::to_string(row.status)) != std::string::npos, sentence);
        BOOST_TEST(sentence.find("proxy.example:3128 for api.example:443") != std::string::npos, sentence);
        BOOST_TEST(sentence.find("sesame") == std::string::npos, sentence);
        BOOST_TEST(reason.diagnostics.http_status == 0U); // that is the service's
    }

    http::header_fields basic;
    basic.add_received("Proxy-Authenticate", "Negotiate");
    basic.add_received("proxy-authenticate", "BASIC realm=\"x\"");
    BOOST_TEST(cg::to_string(without.refusal(407, basic, origin)).find("set proxy.username") != std::string::npos);
    http::header_fields others;
    others.add_received("Proxy-Authenticate", "Negotiate");
    others.add_received("Proxy-Authenticate", "NTLM\x1b abc");
    auto const sentence = cg::to_string(with.refusal(407, others, origin));
    BOOST_TEST(sentence.find("Negotiate, NTLM\\x1b, but not Basic") != std::string::npos, sentence);
}

BOOST_AUTO_TEST_SUITE_END()
