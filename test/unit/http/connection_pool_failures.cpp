#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

BOOST_AUTO_TEST_SUITE(http_connection_pool_failures)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using pool_test::describe;
using pool_test::exchange;
using pool_test::get;

namespace {

using script = raw::server::script;

/// A server of the script, plain or with TLS, and a pool.
class bench {
public:
    explicit bench(script run, bool tls = false, http::pool_options options = pool_test::options())
        : server(std::move(run), tls ? std::optional(pool_test::trusted_tls()) : std::nullopt),
          pool(io.get_executor(), std::move(options))
    {
    }

    pool_test::outcome get(bool repeatable = true)
    {
        return exchange(io, pool, pool_test::get(server, "/", repeatable));
    }
    pool_test::outcome post(std::string_view body = "{}") { return exchange(io, pool, pool_test::post(server, body)); }

    asio::io_context io;
    raw::server server;
    http::connection_pool pool;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_connection_closed_before_the_replys_end_is_an_error_and_nothing_is_sent_again)
{
    struct cut_reply {
        char const* text;
        unsigned status;
        char const* detail;
    };
    for (bool tls : {false, true})
        for (auto const& [text, status, detail] :
             {cut_reply{"", 0, "without a reply"}, cut_reply{"HTTP/1.1 2", 0, "cut off"},
              cut_reply{"HTTP/1.1 200 OK\r\nContent-", 200, "cut off"},
              cut_reply{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, "cut off"},
              cut_reply{"HTTP/1.1 201 OK\r\nContent-Length: 5\r\n\r\nhel", 201, "cut off"},
              cut_reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 200, "cut off"},
              cut_reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", 200, "cut off"}})
            for (int how = 0; how < 3; ++how)
                BOOST_TEST_CONTEXT(text << " tls " << tls << " how " << how)
                {
                    bench at(
                        [&, text = text](raw::peer& client) {
                            client.read_request();
                            client.write(text);
                            how == 0 ? client.end() : how == 1 ? client.cut() : client.reset();
                        },
                        tls);
                    auto const ended = how == 0 ? at.post() : at.get();
                    BOOST_TEST_REQUIRE(!ended.has_value());
                    BOOST_TEST((ended.error().code == errc::connection_closed), describe(ended));
                    BOOST_TEST(ended.error().diagnostics.request_may_have_been_sent);
                    if (how != 2) { // a reset may overtake what was sent before it
                        BOOST_TEST(ended.error().diagnostics.http_status == status);
                        BOOST_TEST(ended.error().diagnostics.detail.find(detail) != std::string::npos);
                    }
                    BOOST_TEST(at.server.connections() == 1U);
                    BOOST_TEST(at.pool.current_state().busy == 0U);
                    BOOST_TEST(at.pool.current_state().idle == 0U);
                }
}

BOOST_AUTO_TEST_CASE(a_reply_that_fails_keeps_its_status_and_request_id)
{
    for (char const* rest : {"Content-Length: 5\r\n\r\nhel", "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"}) {
        bench at([&](raw::peer& client) {
            client.read_request();
            client.write("HTTP/1.1 203 OK\r\nX-Request-Id: abc-1\r\n" + std::string(rest));
            client.end();
        });
        auto const ended = at.get();
        BOOST_TEST_REQUIRE(!ended.has_value());
        BOOST_TEST(ended.error().diagnostics.http_status == 203U);
        BOOST_TEST(ended.error().diagnostics.server_request_id == "abc-1");
    }
}

BOOST_AUTO_TEST_CASE(a_body_without_length_ends_with_the_connection)
{
    for (bool tls : {false, true}) {
        bench at(
            [](raw::peer& client) {
                client.read_request();
                client.write("HTTP/1.1 200 OK\r\n\r\nhello");
                client.end();
            },
            tls);
        auto const ended = at.get();
        BOOST_TEST_REQUIRE(ended.has_value(), describe(ended));
        BOOST_TEST(ended->body == "hello");
        BOOST_TEST(at.pool.current_state().idle == 0U);
    }
}

BOOST_AUTO_TEST_CASE(with_tls_the_end_of_the_stream_alone_does_not_complete_such_a_body)
{
    bench at(
        [](raw::peer& client) {
            client.read_request();
            client.write("HTTP/1.1 200 OK\r\n\r\nhel");
            client.cut();
        },
        true);
    auto const ended = at.get();
    BOOST_TEST((ended.error().code == errc::connection_closed), describe(ended));
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_was_closed_in_the_meantime_is_replaced)
{
    for (bool tls : {false, true})
        for (int how = 0; how < 3; ++how)
            for (bool repeatable : {true, false}) {
                bench* here = nullptr;
                std::promise<void> answered;
                bench at(
                    [&](raw::peer& client) {
                        client.read_request();
                        client.reply(std::to_string(client.number));
                        if (client.number != 0)
                            return client.wait_for_end();
                        answered.get_future().wait(); // a reset would overtake the reply
                        how == 0 ? client.end() : how == 1 ? client.cut() : client.reset();
                        here->server.note("closed");
                        if (how != 2)
                            client.wait_for_end();
                    },
                    tls);
                here = &at;
                auto const first = at.get();
                answered.set_value();
                BOOST_TEST_REQUIRE(first.has_value(), describe(first));
                BOOST_TEST(first->body == "0");
                BOOST_TEST_REQUIRE(at.server.wait_for_notes(1));
                auto const second = at.get(repeatable);
                BOOST_TEST_REQUIRE(second.has_value(), describe(second));
                BOOST_TEST(second->body == "1");
                BOOST_TEST(at.server.connections() == 2U);
            }
}

BOOST_AUTO_TEST_CASE(a_request_lost_on_a_kept_connection_is_repeated_only_when_repeatable)
{
    for (bool tls : {false, true})
        for (bool repeatable : {true, false}) {
            bench* here = nullptr;
            bench at(
                [&](raw::peer& client) {
                    client.read_request();
                    client.reply(std::to_string(client.number));
                    if (client.read_request())
                        here->server.note("received");
                    client.end();
                },
                tls);
            here = &at;
            BOOST_TEST(at.get().has_value());
            auto const second = at.get(repeatable);
            BOOST_TEST(at.server.notes().size() == 1U);
            if (repeatable) {
                BOOST_TEST_REQUIRE(second.has_value(), describe(second));
                BOOST_TEST(second->body == "1");
            }
            else {
                BOOST_TEST_REQUIRE(!second.has_value());
                BOOST_TEST((second.error().code == errc::connection_closed));
                BOOST_TEST(second.error().diagnostics.request_may_have_been_sent);
                BOOST_TEST(at.server.connections() == 1U);
            }
        }
}

BOOST_AUTO_TEST_CASE(a_kept_connection_is_replaced_once)
{
    bench at([](raw::peer& client) {
        client.read_request();
        if (client.number == 0) {
            client.reply("");
            client.read_request();
        }
        client.end();
    });
    BOOST_TEST(at.get().has_value());
    auto const second = at.get();
    BOOST_TEST((second.error().code == errc::connection_closed));
    BOOST_TEST(at.server.connections() == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_is_not_replaced_after_its_reply_has_begun)
{
    bench at([](raw::peer& client) {
        client.read_request();
        client.reply("");
        client.read_request();
        client.write("HTTP/1.1");
        client.end();
    });
    BOOST_TEST(at.get().has_value());
    BOOST_TEST((at.get().error().code == errc::connection_closed));
    BOOST_TEST(at.server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(unexpected_bytes_are_not_taken_for_the_next_reply)
{
    std::string const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    for (bool tls : {false, true})
        for (bool late : {false, true})
            for (bool repeatable : {true, false}) {
                bench* here = nullptr;
                bench at(
                    [&](raw::peer& client) {
                        client.read_request();
                        std::string const good =
                            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(client.number);
                        if (client.number != 0) {
                            client.write(good);
                        }
                        else if (late) {
                            client.write(good);
                            client.pause(std::chrono::milliseconds(5));
                            client.write(evil);
                        }
                        else {
                            client.write(good + evil);
                        }
                        here->server.note("written");
                        client.wait_for_end();
                    },
                    tls);
                here = &at;
                BOOST_TEST(at.get().value().body == "0");
                BOOST_TEST_REQUIRE(at.server.wait_for_notes(1));
                auto const second = at.get(repeatable);
                BOOST_TEST_REQUIRE(second.has_value(), describe(second));
                BOOST_TEST(second->body == "1");
            }
}

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_closes_after_its_reply_is_not_reused)
{
    bench at([](raw::peer& client) {
        client.read_request();
        client.reply("", "200 OK", "Connection: close\r\n");
        client.wait_for_end();
    });
    BOOST_TEST(at.get().has_value());
    BOOST_TEST(at.pool.current_state().idle == 0U);
    BOOST_TEST(at.get().has_value());
    BOOST_TEST(at.server.connections() == 2U);
}

BOOST_AUTO_TEST_CASE(replies_over_their_limits_end_the_exchange)
{
    struct large_reply {
        char const* begin;
        char const* endless;
    };
    for (bool tls : {false, true})
        for (auto const& [begin, endless] :
             {large_reply{"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", ""},
              large_reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "8\r\n01234567\r\n"},
              large_reply{"HTTP/1.1 200 OK\r\n\r\n", "01234567"}, large_reply{"HTTP/1.1 200 OK\r\nX: ", "01234567"},
              large_reply{"HTTP/1.1 200 OK\r\n", "X: y\r\n"},
              large_reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"}})
            BOOST_TEST_CONTEXT(begin << endless << " tls " << tls)
            {
                bench at(
                    [&, begin = begin, endless = endless](raw::peer& client) {
                        client.read_request();
                        client.write(begin);
                        std::string more;
                        for (int i = 0; i < 20'000; ++i)
                            more += endless;
                        client.write(more);
                        client.wait_for_end();
                    },
                    tls);
                auto request = get(at.server);
                request.limits.body_bytes = 100'000;
                auto const ended = exchange(at.io, at.pool, request);
                BOOST_TEST((ended.error().code == errc::response_too_large), describe(ended));
                BOOST_TEST(ended.error().diagnostics.request_may_have_been_sent);
                BOOST_TEST(at.pool.current_state().idle == 0U);
            }
}

BOOST_AUTO_TEST_CASE(data_that_is_not_http_is_an_error)
{
    for (bool tls : {false, true})
        for (char const* text : {"220 mail.example ESMTP\r\n", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"}) {
            bench at(
                [&](raw::peer& client) {
                    client.read_request();
                    client.write(text);
                    client.wait_for_end();
                },
                tls);
            auto const ended = at.get();
            BOOST_TEST((ended.error().code == errc::invalid_http_response), describe(ended));
            BOOST_TEST(at.pool.current_state().idle == 0U);
        }
}

BOOST_AUTO_TEST_CASE(a_large_reply_arrives_whole)
{
    std::string body(5'000'000, 'x');
    for (std::size_t i = 0; i < body.size(); i += 997)
        body[i] = static_cast<char>('a' + i % 26);
    for (bool tls : {false, true}) {
        bench at([&](raw::peer& client) { client.read_request(), client.reply(body), client.wait_for_end(); }, tls);
        auto const ended = at.get();
        BOOST_TEST_REQUIRE(ended.has_value(), describe(ended));
        BOOST_TEST((ended->body == body));
        BOOST_TEST(at.pool.current_state().idle == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_large_request_arrives_whole)
{
    std::string const body(5'000'000, 'y');
    for (bool tls : {false, true}) {
        bench at(
            [&](raw::peer& client) {
                auto const request = client.read_request();
                client.reply(std::to_string(request->size() - request->find("\r\n\r\n") - 4));
                client.wait_for_end();
            },
            tls);
        auto const ended = at.post(body);
        BOOST_TEST_REQUIRE(ended.has_value(), describe(ended));
        BOOST_TEST(ended->body == "5000000");
    }
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_request_that_is_still_being_sent_is_received)
{
    for (bool tls : {false, true}) {
        bench at(
            [](raw::peer& client) {
                client.read_some();
                client.reply("", "413 Too Large", "Connection: close\r\n");
                client.end();
                client.wait_for_end();
            },
            tls);
        auto const ended = at.post(std::string(5'000'000, 'y'));
        BOOST_TEST_REQUIRE(ended.has_value(), describe(ended));
        BOOST_TEST(ended->status == 413U);
        BOOST_TEST(at.pool.current_state().idle == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
