#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>

BOOST_AUTO_TEST_SUITE(http_connection_pool)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using namespace std::chrono_literals;
using pool_test::exchange;
using pool_test::get;
using pool_test::outcome;

namespace {

/// Answers every request of a connection with its target and the connection's number.
void echo(raw::peer& client)
{
    while (auto const request = client.read_request()) {
        auto const from = request->find(' ') + 1;
        client.reply(request->substr(from, request->find(' ', from) - from) + " " + std::to_string(client.number));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_connection_is_used_again)
{
    for (bool tls : {false, true}) {
        raw::server server(echo, tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pool_test::options());
        for (int i = 0; i < 5; ++i) {
            auto const ended = exchange(io, pool, get(server, "/" + std::to_string(i), i % 2 == 0));
            BOOST_TEST_REQUIRE(ended.has_value(), pool_test::describe(ended));
            BOOST_TEST(ended->status == 200U);
            BOOST_TEST(ended->body == "/" + std::to_string(i) + " 0");
        }
        BOOST_TEST(server.connections() == 1U);
        BOOST_TEST(pool.current_state().idle == 1U);
        BOOST_TEST(pool.current_state().busy == 0U);
        pool.close_idle();
        BOOST_TEST(pool.current_state().idle == 0U);
        BOOST_TEST(exchange(io, pool, get(server)).has_value());
        BOOST_TEST(server.connections() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(an_exchange_can_be_performed_again)
{
    raw::server server(echo);
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    http::exchange work;
    work.reply.status = 200;
    work.reply.body = "of an earlier call";
    work.reply.fields.add("Earlier", "1");
    work.fail(cloud_governance::error(errc::timed_out));
    auto const perform = [&](http::request const& request) {
        work.request = request;
        bool ended = false;
        asio::co_spawn(io, pool.perform(work), [&ended](std::exception_ptr thrown) {
            if (thrown)
                std::rethrow_exception(thrown);
            ended = true;
        });
        io.restart();
        io.run();
        BOOST_TEST(ended);
    };
    perform(get(server, "/first"));
    BOOST_TEST(!work.failure);
    BOOST_TEST(work.sent);
    BOOST_TEST(work.reply.status == 200U);
    BOOST_TEST(work.reply.body == "/first 0");
    BOOST_TEST(!work.reply.fields.contains("Earlier"));
    auto refused = get(server, "/second");
    refused.target = "second";
    perform(refused);
    BOOST_TEST_REQUIRE(work.failure != nullptr);
    BOOST_TEST((work.failure->code == errc::invalid_argument));
    BOOST_TEST(!work.sent);
    BOOST_TEST(work.reply.status == 0U);
    BOOST_TEST(work.reply.body == "");
    perform(get(server, "/third"));
    BOOST_TEST(!work.failure);
    BOOST_TEST(work.reply.body == "/third 0");
    BOOST_TEST(server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(a_request_has_the_documented_text)
{
    raw::server server([&](raw::peer& client) {
        while (auto const request = client.read_request())
            client.reply(*request);
    });
    asio::io_context io;
    auto options = pool_test::options();
    options.user_agent = "agent/1";
    http::connection_pool pool(io.get_executor(), options);
    auto const host = "Host: " + server.origin().host_field() + "\r\n";

    auto const plain = exchange(io, pool, get(server, "/a%20b?c=d"));
    BOOST_TEST(plain->body == "GET /a%20b?c=d HTTP/1.1\r\n" + host + "User-Agent: agent/1\r\n\r\n");

    auto with_body = pool_test::post(server, "{}");
    with_body.fields.add("Content-Type", "application/json");
    BOOST_TEST(
        exchange(io, pool, with_body)->body ==
        "POST / HTTP/1.1\r\n" + host +
            "User-Agent: agent/1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

    for (auto const method : {http::verb::post, http::verb::put, http::verb::patch}) {
        auto empty = pool_test::post(server, "");
        empty.method = method;
        BOOST_TEST(exchange(io, pool, empty)->body.find("\r\nContent-Length: 0\r\n") != std::string::npos);
    }
    auto removal = get(server);
    removal.method = http::verb::delete_;
    BOOST_TEST(exchange(io, pool, removal)->body.find("Content-Length") == std::string::npos);

    // the caller's fields replace the transport's
    auto replaced = get(server);
    replaced.fields.add("user-agent", "other");
    replaced.fields.add("HOST", "other.example");
    BOOST_TEST(
        exchange(io, pool, replaced)->body == "GET / HTTP/1.1\r\nuser-agent: other\r\nHOST: other.example\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(an_empty_user_agent_is_not_sent)
{
    raw::server server([](raw::peer& client) { client.reply(client.read_request().value()); });
    asio::io_context io;
    auto options = pool_test::options();
    options.user_agent = "";
    http::connection_pool pool(io.get_executor(), options);
    BOOST_TEST(exchange(io, pool, get(server))->body.find("User-Agent") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(redirects_are_replies_and_cookies_are_not_kept)
{
    raw::server elsewhere(echo);
    raw::server server([&](raw::peer& client) {
        for (char const* status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"}) {
            auto const request = client.read_request();
            client.reply(
                *request, status, "Location: " + elsewhere.origin().to_string() + "/\r\nSet-Cookie: a=b; Path=/\r\n");
        }
    });
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    for (unsigned status : {301U, 302U, 303U, 307U, 308U}) {
        auto const ended = exchange(io, pool, get(server));
        BOOST_TEST_REQUIRE(ended.has_value());
        BOOST_TEST(ended->status == status);
        BOOST_TEST(ended->fields.find("location").value() == elsewhere.origin().to_string() + "/");
        BOOST_TEST(ended->body.find("Cookie") == std::string::npos);
    }
    BOOST_TEST(elsewhere.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(connections_are_limited_and_exchanges_wait_in_order)
{
    raw::server server([&](raw::peer& client) {
        while (auto const request = client.read_request()) {
            server.note(request->substr(5, 2));
            client.reply("");
        }
    });
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 1;
    http::connection_pool pool(io.get_executor(), options);
    std::vector<http::request> requests;
    for (int i = 10; i < 30; ++i)
        requests.push_back(get(server, "/" + std::to_string(i)));
    std::vector<std::optional<outcome>> ended(requests.size());
    std::size_t most_waiting = 0;
    for (std::size_t i = 0; i < requests.size(); ++i)
        pool_test::start(io, pool, requests[i], ended[i]);
    while (io.run_one() != 0)
        most_waiting = std::max(most_waiting, pool.current_state().waiting);
    BOOST_TEST(most_waiting == requests.size() - 1);
    BOOST_TEST(server.connections() == 1U);
    auto const order = server.notes();
    BOOST_TEST_REQUIRE(order.size() == requests.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        BOOST_TEST(order[i] == std::to_string(i + 10));
    for (auto const& each : ended)
        BOOST_TEST(each.value().has_value());
}

BOOST_AUTO_TEST_CASE(the_limit_of_connections_is_per_origin)
{
    raw::server first(echo);
    raw::server second(echo);
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 3;
    http::connection_pool pool(io.get_executor(), options);
    std::vector<http::request> requests;
    for (int i = 0; i < 40; ++i)
        requests.push_back(get(i % 2 == 0 ? first : second));
    std::vector<std::optional<outcome>> ended(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        pool_test::start(io, pool, requests[i], ended[i]);
    while (io.run_one() != 0)
        BOOST_TEST(pool.current_state().busy <= 6U);
    for (auto const& each : ended)
        BOOST_TEST(each.value().has_value());
    BOOST_TEST(first.connections() == 3U);
    BOOST_TEST(second.connections() == 3U);
}

BOOST_AUTO_TEST_CASE(waiting_for_a_connection_has_its_own_limit)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); });
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 1;
    options.pool_timeout = 20ms;
    options.first_byte_timeout = 60ms;
    http::connection_pool pool(io.get_executor(), options);
    auto const holder = get(server);
    auto const waiting = get(server);
    auto hurried = get(server);
    hurried.deadline = std::chrono::steady_clock::now() + 10ms;
    std::optional<outcome> ended[3];
    pool_test::start(io, pool, holder, ended[0]);
    pool_test::start(io, pool, waiting, ended[1]);
    pool_test::start(io, pool, hurried, ended[2]);
    io.run();
    BOOST_TEST((ended[0]->error().code == errc::timed_out));
    BOOST_TEST((ended[1]->error().code == errc::pool_timed_out));
    BOOST_TEST(ended[1]->error().diagnostics.detail.find("max_connections") != std::string::npos);
    BOOST_TEST(!ended[1]->error().diagnostics.request_may_have_been_sent);
    BOOST_TEST((ended[2]->error().code == errc::timed_out));
    BOOST_TEST(!ended[2]->error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(pool.current_state().busy == 0U);
    BOOST_TEST(pool.current_state().waiting == 0U);
}

BOOST_AUTO_TEST_CASE(connections_that_are_too_old_are_not_used)
{
    for (bool age : {false, true}) {
        raw::server server(echo);
        asio::io_context io;
        auto options = pool_test::options();
        (age ? options.keep_alive_age : options.keep_alive_idle) = 0ms;
        http::connection_pool pool(io.get_executor(), options);
        BOOST_TEST(exchange(io, pool, get(server)).has_value());
        BOOST_TEST(pool.current_state().idle == 0U);
        BOOST_TEST(exchange(io, pool, get(server)).has_value());
        BOOST_TEST(server.connections() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(invalid_requests_are_refused_before_a_connection_is_opened)
{
    raw::server server(echo);
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    auto const refused = [&](std::function<void(http::request&)> const& change) {
        auto request = get(server);
        change(request);
        auto const ended = exchange(io, pool, request);
        BOOST_TEST(!ended.has_value());
        BOOST_TEST((ended.error().code == errc::invalid_argument), pool_test::describe(ended));
        BOOST_TEST(!ended.error().diagnostics.request_may_have_been_sent);
    };
    for (char const* target :
         {"", "a", "*", "http://evil.example/", "/a b", "/a\r\nX: y", "/\x7F", "/\xC3\xA9", "/a\tb"})
        refused([&](http::request& request) { request.target = target; });
    refused([](http::request& request) { request.origin.host = ""; });
    refused([](http::request& request) { request.origin.host = "host\r\nX: y"; });
    refused([](http::request& request) { request.origin.host = "evil.example"; });
    refused([](http::request& request) { request.origin.host = "127.0.0.1.evil.test"; });
    // two framings, or a wrong one, would let a part of the body pass for another request
    refused([](http::request& request) { request.fields.add("content-length", "3"); });
    refused([](http::request& request) { request.fields.add("Transfer-Encoding", "chunked"); });
    BOOST_TEST(server.connections() == 0U);

    auto strict = pool_test::options();
    strict.allow_http_on_loopback = false;
    http::connection_pool https_only(io.get_executor(), strict);
    auto const ended = exchange(io, https_only, get(server));
    BOOST_TEST((ended.error().code == errc::invalid_argument));
    BOOST_TEST(server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(options_are_checked_and_named)
{
    asio::io_context io;
    auto const refusal = [&](std::function<void(http::pool_options&)> const& change) -> std::string {
        auto options = pool_test::options();
        change(options);
        try {
            http::connection_pool const refused(io.get_executor(), options);
        }
        catch (cloud_governance::failure const& thrown) {
            BOOST_TEST((thrown.code() == errc::invalid_argument));
            return thrown.diagnostics().detail;
        }
        return "";
    };
    using options = http::pool_options;
    BOOST_TEST(refusal([](options&) {}) == "");
    BOOST_TEST(refusal([](options& o) { o.max_connections = 0; }).starts_with("max_connections"));
    std::pair<char const*, std::chrono::milliseconds options::*> const waits[] = {
        {"pool_timeout", &options::pool_timeout},
        {"resolve_timeout", &options::resolve_timeout},
        {"connect_timeout", &options::connect_timeout},
        {"connection_attempt_delay", &options::connection_attempt_delay},
        {"handshake_timeout", &options::handshake_timeout},
        {"first_byte_timeout", &options::first_byte_timeout},
        {"idle_timeout", &options::idle_timeout},
        {"exchange_timeout", &options::exchange_timeout}};
    for (auto const& [name, member] : waits)
        for (auto const value : {0ms, -1ms, std::chrono::milliseconds::max(), std::chrono::milliseconds::min()})
            BOOST_TEST(refusal([&](options& o) { o.*member = value; }).starts_with(name), name);
    BOOST_TEST(refusal([](options& o) { o.keep_alive_idle = -1ms; }).starts_with("keep_alive_idle"));
    BOOST_TEST(refusal([](options& o) { o.keep_alive_age = -1ms; }).starts_with("keep_alive_age"));
    BOOST_TEST(refusal([](options& o) { o.keep_alive_age = std::chrono::milliseconds::max(); }) == "");
    BOOST_TEST(refusal([](options& o) { o.user_agent = "a\r\nX: y"; }).starts_with("user_agent"));
}

BOOST_AUTO_TEST_CASE(connections_may_be_kept_without_a_limit_of_time)
{
    raw::server server(echo);
    asio::io_context io;
    auto options = pool_test::options();
    options.keep_alive_idle = std::chrono::milliseconds::max();
    options.keep_alive_age = std::chrono::milliseconds::max();
    http::connection_pool pool(io.get_executor(), options);
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    BOOST_TEST(server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(an_exchange_keeps_the_pools_state_alive)
{
    raw::server server(echo);
    asio::io_context io;
    auto const request = get(server);
    std::optional<outcome> ended;
    {
        http::connection_pool pool(io.get_executor(), pool_test::options());
        pool_test::start(io, pool, request, ended);
    }
    io.run();
    BOOST_TEST(ended.value().has_value());
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up)
{
    raw::server server(echo);
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    auto request = get(server);
    request.origin.host = "localhost"; // perhaps ::1 first, where nobody listens
    auto const ended = exchange(io, pool, request);
    BOOST_TEST(ended.has_value(), pool_test::describe(ended));

    request.origin.secure = true;
    request.origin.host = "no-such-host.invalid";
    auto const unknown = exchange(io, pool, request);
    BOOST_TEST((unknown.error().code == errc::resolve_failed), pool_test::describe(unknown));
    BOOST_TEST(unknown.error().diagnostics.detail.find("no-such-host.invalid") != std::string::npos);
    BOOST_TEST(unknown.error().diagnostics.cause.failed());
}

BOOST_AUTO_TEST_CASE(a_closed_port_is_an_error_of_connecting)
{
    http::origin gone;
    {
        raw::server const server(echo);
        gone = server.origin();
    }
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    http::request request;
    request.origin = gone;
    auto const ended = exchange(io, pool, request);
    BOOST_TEST((ended.error().code == errc::connect_failed), pool_test::describe(ended));
    BOOST_TEST((ended.error().diagnostics.cause == asio::error::connection_refused));
    BOOST_TEST(!ended.error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(pool.current_state().busy == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
