#include "full_listener.hpp"
#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(http_connection_pool_timeouts)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using namespace std::chrono_literals;
using pool_test::describe;
using pool_test::exchange;
using pool_test::get;

namespace {

void expect_timeout(pool_test::outcome const& ended, char const* detail, bool sent)
{
    BOOST_TEST_REQUIRE(!ended.has_value());
    BOOST_TEST((ended.error().code == errc::timed_out), describe(ended));
    BOOST_TEST(ended.error().diagnostics.detail.find(detail) != std::string::npos, describe(ended));
    BOOST_TEST(ended.error().diagnostics.request_may_have_been_sent == sent);
}

std::optional<raw::tls_settings> tls_if(bool tls)
{
    return tls ? std::optional(pool_test::trusted_tls()) : std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_CASE(connecting_takes_no_longer_than_its_limit)
{
    pool_test::full_listener const listener;
    asio::io_context io;
    auto options = pool_test::options();
    options.connect_timeout = 20ms;
    http::connection_pool pool(io.get_executor(), options);
    http::request request;
    request.origin.secure = false;
    request.origin.host = "127.0.0.1";
    request.origin.port = listener.port;
    expect_timeout(exchange(io, pool, request), "connecting took too long", false);
    request.deadline = std::chrono::steady_clock::now() + 5ms;
    expect_timeout(exchange(io, pool, request), "connecting took too long", false);
    BOOST_TEST(pool.current_state().busy == 0U);
}

BOOST_AUTO_TEST_CASE(the_handshake_takes_no_longer_than_its_limit)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); });
    asio::io_context io;
    auto options = pool_test::options();
    options.handshake_timeout = 20ms;
    http::connection_pool pool(io.get_executor(), options);
    auto request = get(server);
    request.origin.secure = true;
    expect_timeout(exchange(io, pool, request), "handshake", false);
}

BOOST_AUTO_TEST_CASE(the_first_byte_has_its_limit)
{
    for (bool tls : {false, true}) {
        raw::server server([](raw::peer& client) { client.wait_for_end(); }, tls_if(tls));
        asio::io_context io;
        auto options = pool_test::options();
        options.first_byte_timeout = 30ms;
        http::connection_pool pool(io.get_executor(), options);
        expect_timeout(exchange(io, pool, get(server)), "waiting for the reply made no progress for 30 ms", true);
        BOOST_TEST(pool.current_state().idle == 0U);
    }
}

BOOST_AUTO_TEST_CASE(the_first_byte_may_take_longer_than_a_transfer_may_rest)
{
    // the session tickets of TLS 1.3 come before the reply's first byte and are not part of it
    for (bool tls : {false, true})
        for (int exchanges = 1; exchanges <= 2; ++exchanges) {
            raw::server server(
                [](raw::peer& client) {
                    while (client.read_request()) {
                        client.pause(100ms);
                        client.reply("slow");
                    }
                },
                tls_if(tls));
            asio::io_context io;
            auto options = pool_test::options();
            options.first_byte_timeout = 10s;
            options.idle_timeout = 30ms;
            http::connection_pool pool(io.get_executor(), options);
            for (int i = 0; i < exchanges; ++i) {
                auto const ended = exchange(io, pool, get(server));
                BOOST_TEST(ended.has_value(), describe(ended));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_stalled_transfer_ends)
{
    for (bool tls : {false, true})
        for (char const* begin : {"H", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"}) {
            raw::server server(
                [&](raw::peer& client) {
                    client.read_request();
                    client.write(begin);
                    client.wait_for_end();
                },
                tls_if(tls));
            asio::io_context io;
            auto options = pool_test::options();
            options.idle_timeout = 30ms;
            http::connection_pool pool(io.get_executor(), options);
            expect_timeout(exchange(io, pool, get(server)), "receiving the reply made no progress for 30 ms", true);
        }
}

BOOST_AUTO_TEST_CASE(a_request_that_the_server_does_not_read_ends)
{
    for (bool tls : {false, true}) {
        raw::server server([](raw::peer& client) { client.pause(10s); }, tls_if(tls));
        asio::io_context io;
        auto options = pool_test::options();
        options.idle_timeout = 30ms;
        http::connection_pool pool(io.get_executor(), options);
        auto const request = pool_test::post(server, std::string(32 * 1024 * 1024, 'x'));
        expect_timeout(exchange(io, pool, request), "sending the request made no progress for 30 ms", true);
    }
}

BOOST_AUTO_TEST_CASE(a_slow_reply_ends_at_the_limit_of_the_exchange)
{
    for (bool by_deadline : {false, true}) {
        raw::server server([](raw::peer& client) {
            client.read_request();
            client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 200; ++i) {
                client.write("x");
                client.pause(5ms);
            }
        });
        asio::io_context io;
        auto options = pool_test::options();
        if (!by_deadline)
            options.exchange_timeout = 50ms;
        http::connection_pool pool(io.get_executor(), options);
        auto request = get(server);
        if (by_deadline)
            request.deadline = std::chrono::steady_clock::now() + 50ms;
        expect_timeout(exchange(io, pool, request), "deadline passed while receiving the reply", true);
    }
}

BOOST_AUTO_TEST_CASE(after_the_deadline_nothing_is_sent)
{
    raw::server server([&](raw::peer& client) {
        while (client.read_request())
            client.reply("");
    });
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    auto request = get(server);
    request.deadline = std::chrono::steady_clock::now();
    expect_timeout(exchange(io, pool, request), "deadline", false);
    BOOST_TEST(server.connections() == 0U);
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    expect_timeout(exchange(io, pool, request), "deadline", false);
    BOOST_TEST(pool.current_state().idle == 1U); // the connection was not touched
}

BOOST_AUTO_TEST_CASE(many_deadlines_end_their_own_exchanges_only)
{
    raw::server server([](raw::peer& client) {
        while (auto const request = client.read_request()) {
            if (request->starts_with("GET /slow"))
                client.wait_for_end();
            client.reply("");
        }
    });
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 50;
    http::connection_pool pool(io.get_executor(), options);
    auto slow = get(server, "/slow");
    auto const fast = get(server, "/fast");
    std::optional<pool_test::outcome> ended[40];
    slow.deadline = std::chrono::steady_clock::now() + 50ms;
    for (std::size_t i = 0; i < 40; ++i)
        pool_test::start(io, pool, i % 2 == 0 ? slow : fast, ended[i]);
    io.run();
    for (std::size_t i = 0; i < 40; ++i)
        BOOST_TEST(ended[i]->has_value() == (i % 2 != 0), describe(*ended[i]));
    BOOST_TEST((std::chrono::steady_clock::now() >= slow.deadline));
}

BOOST_AUTO_TEST_SUITE_END()
