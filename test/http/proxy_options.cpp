#define BOOST_TEST_MODULE proxy_options
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/impl/proxy_route.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <functional>
#include <string>

namespace cg = cloud_governance;
namespace http = cloud_governance::http;
using cg::errc;
using http::detail::no_proxy_rule;
using http::detail::parse_proxy_url;

namespace {

http::origin origin_of(std::string host, std::uint16_t port = 443, bool secure = true)
{
    http::origin out;
    out.secure = secure;
    out.host = std::move(host);
    out.port = port;
    return out;
}

/// Sets environment variables and puts them back.
class environment {
public:
    environment(std::initializer_list<std::pair<char const*, char const*>> set)
    {
        for (char const* name : all)
            ::unsetenv(name);
        for (auto const& [name, value] : set)
            ::setenv(name, value, 1);
    }
    ~environment()
    {
        for (char const* name : all)
            ::unsetenv(name);
    }

private:
    static constexpr char const* all[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                          "http_proxy",  "HTTP_PROXY",  "no_proxy",  "NO_PROXY"};
};

constexpr char const* this_machine = "localhost,127.0.0.0/8,::1";

/// The sentence with which a pool refuses the options; empty when it takes them.
std::string refusal(std::function<void(http::proxy_options&)> const& change)
{
    boost::asio::io_context io;
    http::pool_options options;
    options.proxy.url = "http://proxy.example:3128";
    change(options.proxy);
    try {
        http::connection_pool const pool(io.get_executor(), options);
    }
    catch (cg::failure const& thrown) {
        BOOST_TEST((thrown.code() == errc::invalid_argument));
        BOOST_TEST(std::string(thrown.what()).find("canary") == std::string::npos, thrown.what());
        return thrown.diagnostics().detail;
    }
    return "";
}

} // namespace

BOOST_AUTO_TEST_CASE(hosts_that_are_reached_without_the_proxy)
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

BOOST_AUTO_TEST_CASE(what_is_no_rule)
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

BOOST_AUTO_TEST_CASE(lists_of_rules)
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

BOOST_AUTO_TEST_CASE(plain_http_and_no_proxy_at_all)
{
    http::proxy_options options;
    BOOST_TEST(!http::detail::proxy_route(options).leads_through_proxy(origin_of("a.example")));
    options.url = "proxy.example:3128";
    http::detail::proxy_route const route(options);
    BOOST_TEST(route.leads_through_proxy(origin_of("a.example")));
    BOOST_TEST(!route.leads_through_proxy(origin_of("127.0.0.1", 80, false)));
}

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

BOOST_AUTO_TEST_CASE(urls_that_are_refused_by_name_and_without_what_they_hold)
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

BOOST_AUTO_TEST_CASE(options_are_checked_where_they_are_given)
{
    using options = http::proxy_options;
    BOOST_TEST(refusal([](options&) {}) == "");
    BOOST_TEST(refusal([](options& o) { o.username = "user", o.password = "canary", o.no_proxy = "a,b"; }) == "");
    BOOST_TEST(refusal([](options& o) { o.username = "b\xc3\xbc"; }) == "");
    BOOST_TEST(refusal([](options& o) { o.url = "http://u:canary@proxy"; }).starts_with("proxy.url: "));
    BOOST_TEST(refusal([](options& o) { o.url = "ftp://proxy"; }).starts_with("proxy.url: "));
    BOOST_TEST(refusal([](options& o) { o.url = "", o.username = "user"; }).starts_with("proxy.url: "));
    BOOST_TEST(refusal([](options& o) { o.url = "", o.password = "canary"; }).starts_with("proxy.url: "));
    BOOST_TEST(refusal([](options& o) { o.url = "", o.no_proxy = "a.example"; }) == "");
    for (std::string const bad : {"a\r\nX: y", "a\n", "a\r", "\x7f", "\x1b"}) {
        BOOST_TEST(refusal([&](options& o) { o.username = bad; }).starts_with("proxy.username: "), bad);
        BOOST_TEST(refusal([&](options& o) { o.password = "canary" + bad; }).starts_with("proxy.password: "), bad);
        BOOST_TEST(refusal([&](options& o) { o.url = "http://proxy" + bad; }).starts_with("proxy.url: "), bad);
    }
    std::string const zero("a\0b", 3);
    BOOST_TEST(refusal([&](options& o) { o.username = zero; }).starts_with("proxy.username: "));
    BOOST_TEST(refusal([&](options& o) { o.password = zero; }).starts_with("proxy.password: "));
    BOOST_TEST(refusal([&](options& o) { o.no_proxy = zero; }).starts_with("proxy.no_proxy: "));
    BOOST_TEST(refusal([](options& o) { o.username = "a:b"; }).starts_with("proxy.username: "));
    auto const bad_rule = refusal([](options& o) { o.no_proxy = "a.example,10.0.0.0/33,b"; });
    BOOST_TEST(bad_rule.starts_with("proxy.no_proxy: "));
    BOOST_TEST(bad_rule.find("10.0.0.0/33") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_in_the_environment)
{
    environment const none({});
    auto const read = http::proxy_options::from_environment();
    BOOST_TEST(read.url == "");
    BOOST_TEST(read.username == "");
    BOOST_TEST(read.password.empty());
    BOOST_TEST(read.no_proxy == this_machine);
}

BOOST_AUTO_TEST_CASE(which_variable_counts)
{
    struct row {
        std::initializer_list<std::pair<char const*, char const*>> set;
        char const* url;
    };
    row const rows[] = {
        {{{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:1"}, {"ALL_PROXY", "http://c:1"}}, "http://a:1"},
        {{{"HTTPS_PROXY", "http://b:1"}, {"all_proxy", "http://c:1"}, {"http_proxy", "http://d:1"}}, "http://b:1"},
        {{{"all_proxy", "http://c:1"}, {"ALL_PROXY", "http://d:1"}}, "http://c:1"},
        {{{"ALL_PROXY", "http://d:1"}, {"http_proxy", "http://e:1"}}, "http://d:1"},
        {{{"http_proxy", "e:1"}}, "http://e:1"},
        {{{"HTTP_PROXY", "http://evil:1"}}, ""}, // httpoxy
        {{{"https_proxy", ""}, {"HTTPS_PROXY", "http://b:1"}}, "http://b:1"},
        {{{"https_proxy", "http://proxy"}}, "http://proxy"}};
    for (auto const& row : rows) {
        environment const set(row.set);
        BOOST_TEST(http::proxy_options::from_environment().url == row.url);
    }
}

BOOST_AUTO_TEST_CASE(credentials_and_exceptions_in_the_environment)
{
    {
        environment const set(
            {{"HTTPS_PROXY", "http://us%40er:p%3Ass@proxy.example:3128/"},
             {"NO_PROXY", "a.example, <local>,10.0.0.0/8,fe80::/999"}});
        auto const read = http::proxy_options::from_environment();
        BOOST_TEST(read.url == "http://proxy.example:3128");
        BOOST_TEST(read.username == "us@er");
        BOOST_TEST((read.password.expose() == "p:ss"));
        BOOST_TEST(read.no_proxy == std::string(this_machine) + ",a.example,10.0.0.0/8");
        BOOST_TEST(refusal([&](http::proxy_options& o) { o = read; }) == "");
    }
    {
        environment const set({{"no_proxy", "lower.example"}, {"NO_PROXY", "upper.example"}});
        BOOST_TEST(http::proxy_options::from_environment().no_proxy == std::string(this_machine) + ",lower.example");
    }
    environment const bad({{"ALL_PROXY", "socks5://user:canary@proxy:1080"}});
    BOOST_CHECK_EXCEPTION(http::proxy_options::from_environment(), cg::failure, [](cg::failure const& thrown) {
        std::string const what = thrown.what();
        return thrown.code() == errc::invalid_argument && what.find("ALL_PROXY: ") != std::string::npos &&
               what.find("canary") == std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(passwords_are_shared_and_not_printed)
{
    http::proxy_password const none;
    BOOST_TEST(none.empty());
    http::proxy_password const password(cg::secret_string("canary"));
    http::proxy_password const copy = password; // NOLINT: the copy is what is tested
    BOOST_TEST((copy.expose() == "canary"));
    BOOST_TEST((copy.expose().data() == password.expose().data()));
    std::string const text = "canary";
    http::proxy_options const options{.url = "http://proxy", .username = "u", .password = text};
    BOOST_TEST((options.password.expose() == text));
    static_assert(!std::is_convertible_v<http::proxy_password, std::string>);
}

BOOST_AUTO_TEST_CASE(what_the_proxys_answer_means)
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
