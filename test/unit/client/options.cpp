#include "client_fixture.hpp"

#include <cloud_governance/client/detail/shared_settings.hpp>

#include <boost/pfr/tuple_size.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>

BOOST_AUTO_TEST_SUITE(client_options)

using namespace client_test;
using cg::errc;
using namespace std::chrono_literals;

namespace {

std::string refusal(
    std::function<void(cg::client_options&)> const& change,
    cg::environment const& where = cg::environment("https://api.example", ""))
{
    asio::io_context io;
    cg::client_options options;
    change(options);
    try {
        cg::client const refused(io, where, fixed_key(), options);
    }
    catch (cg::failure const& thrown) {
        BOOST_TEST((thrown.code() == errc::invalid_argument || thrown.code() == errc::invalid_certificate));
        return thrown.diagnostics().detail;
    }
    return "";
}

using options = cg::client_options;
constexpr auto shared_settings = cg::detail::shared_settings<options, cg::http::pool_options>;

} // namespace

BOOST_AUTO_TEST_CASE(the_defaults_are_accepted)
{
    BOOST_TEST(refusal([](options&) {}) == "");
}

BOOST_AUTO_TEST_CASE(the_proxy_is_checked_and_named)
{
    BOOST_TEST(refusal([](options& o) { o.proxy.url = "http://proxy.example:3128"; }) == "");
    BOOST_TEST(refusal([](options& o) { o.proxy.url = "socks5://proxy.example"; }).starts_with("proxy.url:"));
    BOOST_TEST(refusal([](options& o) { o.proxy.no_proxy = "a/b"; }).starts_with("proxy.no_proxy:"));
}

BOOST_AUTO_TEST_CASE(every_time_limit_is_checked_and_named)
{
    std::pair<char const*, std::chrono::milliseconds options::*> const limits[] = {
        {"timeout", &options::timeout},
        {"pool_timeout", &options::pool_timeout},
        {"resolve_timeout", &options::resolve_timeout},
        {"connect_timeout", &options::connect_timeout},
        {"connection_attempt_delay", &options::connection_attempt_delay},
        {"handshake_timeout", &options::handshake_timeout},
        {"first_byte_timeout", &options::first_byte_timeout},
        {"idle_timeout", &options::idle_timeout},
        {"exchange_timeout", &options::exchange_timeout}};
    for (auto const& [name, member] : limits)
        for (auto const value : {0ms, -1ms})
            BOOST_TEST(refusal([&](options& o) { o.*member = value; }).starts_with(std::string(name) + ":"), name);
    BOOST_TEST(refusal([](options& o) { o.keep_alive_idle = -1ms; }).starts_with("keep_alive_idle:"));
    BOOST_TEST(refusal([](options& o) { o.keep_alive_age = -1ms; }).starts_with("keep_alive_age:"));
    BOOST_TEST(refusal([](options& o) { o.keep_alive_idle = 0ms; }) == "");
}

BOOST_AUTO_TEST_CASE(counts_and_texts_are_checked_and_named)
{
    BOOST_TEST(refusal([](options& o) { o.max_connections = 0; }).starts_with("max_connections:"));
    BOOST_TEST(refusal([](options& o) { o.max_waiting = 0; }) == "");
    BOOST_TEST(refusal([](options& o) { o.max_response_bytes = 0; }).starts_with("max_response_bytes:"));
    BOOST_TEST(refusal([](options& o) { o.user_agent = "a\r\nEvil: 1"; }).starts_with("user_agent:"));
    BOOST_TEST(refusal([](options& o) { o.user_agent = ""; }) == "");
}

BOOST_AUTO_TEST_CASE(the_retry_policy)
{
    BOOST_TEST(refusal([](options& o) { o.retry.max_attempts = 0; }).starts_with("retry.max_attempts:"));
    BOOST_TEST(refusal([](options& o) { o.retry.base_delay = -1ms; }).starts_with("retry.base_delay:"));
    BOOST_TEST(refusal([](options& o) { o.retry.max_delay = -1ms; }).starts_with("retry.max_delay:"));
    BOOST_TEST(refusal([](options& o) { o.retry.max_retry_after = -1ms; }).starts_with("retry.max_retry_after:"));
    for (double bad : {-0.1, 101.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        BOOST_TEST(refusal([&](options& o) { o.retry.budget_per_call = bad; }).starts_with("retry.budget_per_call:"));
    BOOST_TEST(refusal([](options& o) { o.retry.budget_reserve = std::numeric_limits<unsigned>::max(); }) == "");
}

BOOST_AUTO_TEST_CASE(tls)
{
    BOOST_TEST(refusal([](options& o) { o.tls.trust_pem = "no certificate"; }).starts_with("tls.trust_pem:"));
    BOOST_TEST(refusal([](options& o) { o.tls.trust_file = "/nonexistent"; }).starts_with("tls.trust_file:"));
}

BOOST_AUTO_TEST_CASE(plain_http_needs_the_option_and_a_loopback_address)
{
    cg::environment const local("http://127.0.0.1:8080", "");
    BOOST_TEST(refusal([](options&) {}, local).starts_with("api_url:"));
    BOOST_TEST(refusal([](options& o) { o.allow_http_on_loopback = true; }, local) == "");
}

BOOST_AUTO_TEST_CASE(a_transport_of_the_user_replaces_the_pool)
{
    asio::io_context io;
    auto const transport = std::make_shared<cloud_governance::testing::scripted_transport>(io);
    BOOST_TEST(refusal([&](options& o) { o.transport = transport; }) == "");
    BOOST_TEST(refusal([&](options& o) {
                   o.transport = transport;
                   o.timeout = 0ms;
               }).starts_with("timeout:"));
}

BOOST_AUTO_TEST_CASE(every_setting_of_the_pool_is_a_setting_of_the_client)
{
    // the two others, max_pause and pause_spread, come from the retry policy
    constexpr auto shared = std::tuple_size_v<decltype(shared_settings)>;
    static_assert(boost::pfr::tuple_size_v<cg::http::pool_options> == shared + 2);

    cg::client_options client;
    client.retry.max_retry_after = 7s;
    client.retry.base_delay = 8ms;
    auto const pool = cg::detail::pool_options_of(client);
    BOOST_TEST((pool.max_pause == 7s));
    BOOST_TEST((pool.pause_spread == 8ms));
}

BOOST_AUTO_TEST_CASE(a_shared_setting_has_one_default_and_reaches_the_pool)
{
    auto const holds = [](auto const& setting) {
        options client;
        cg::http::pool_options const defaults;
        auto& value = client.*setting.first;
        auto const& otherwise = defaults.*setting.second;
        using type = std::remove_reference_t<decltype(value)>;
        if constexpr (std::is_same_v<type, cg::http::tls_options>) {
            value.trust_pem = "changed";
            BOOST_TEST((cg::detail::pool_options_of(client).*setting.second).trust_pem == "changed");
        }
        else if constexpr (std::is_same_v<type, cg::http::proxy_options>) {
            value.url = "changed";
            BOOST_TEST((cg::detail::pool_options_of(client).*setting.second).url == "changed");
        }
        else {
            BOOST_TEST((value == otherwise));
            if constexpr (std::is_same_v<type, std::shared_ptr<cg::observer>>)
                value = std::make_shared<cg::observer>();
            else if constexpr (std::is_same_v<type, bool>)
                value = !value;
            else if constexpr (std::is_same_v<type, std::string>)
                value += "x";
            else
                value += type(1);
            BOOST_TEST((cg::detail::pool_options_of(client).*setting.second == value));
        }
    };
    std::apply([&](auto const&... each) { (holds(each), ...); }, shared_settings);
}

BOOST_AUTO_TEST_SUITE_END()
