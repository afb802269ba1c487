#include <cloud_governance/http/connection_pool.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <functional>
#include <string>

BOOST_AUTO_TEST_SUITE(http_proxy_options)

namespace cg = cloud_governance;
namespace http = cloud_governance::http;
using cg::errc;

namespace {

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

BOOST_AUTO_TEST_CASE(without_variables_there_is_no_proxy)
{
    environment const none({});
    auto const read = http::proxy_options::from_environment();
    BOOST_TEST(read.url == "");
    BOOST_TEST(read.username == "");
    BOOST_TEST(read.password.empty());
    BOOST_TEST(read.no_proxy == this_machine);
}

BOOST_AUTO_TEST_CASE(variables_have_an_order_of_precedence)
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

BOOST_AUTO_TEST_CASE(credentials_and_exceptions_are_read_from_the_environment)
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

BOOST_AUTO_TEST_SUITE_END()
