// The connection pool against HTTP servers that we did not write: nginx in several settings, and Node's.
#include "over_network.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <set>

BOOST_AUTO_TEST_SUITE(interop_front_ends)

using namespace interop;
using http::verb;

namespace {

std::string nginx(std::string_view server) { return peer("/nginx/" + std::string(server)); }

// one exchange that must have an answer
asio::awaitable<http::response>
reply(http::transport& transport, std::string url, verb method = verb::get, std::string_view body = {})
{
    auto result = co_await call(transport, url, method, body);
    BOOST_REQUIRE_MESSAGE(result.has_value(), url << ": " << (result ? "" : to_string(result.error())));
    co_return std::move(*result);
}

// one exchange that must fail
asio::awaitable<cg::error>
error_of(http::transport& transport, std::string url, verb method = verb::get, std::string_view body = {})
{
    auto result = co_await call(transport, url, method, body);
    BOOST_REQUIRE_MESSAGE(!result.has_value(), url << " was answered");
    co_return result.error();
}

// the error of one exchange over a pool of its own
cg::error error_with(http::tls_options tls, std::string const& url)
{
    cg::error error;
    http::pool_options options;
    options.tls = std::move(tls);
    run_with(std::move(options), [&](http::transport& transport) -> asio::awaitable<void> {
        error = co_await error_of(transport, url);
    });
    return error;
}

} // namespace

BOOST_AUTO_TEST_SUITE(kept_connections)

// nginx closes after three requests; a POST that is not repeatable must not be lost to that
BOOST_AUTO_TEST_CASE(fifty_calls_over_connections_of_three_requests)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        std::set<std::string> connections;
        for (int count = 0; count < 50; ++count) {
            auto const method = count % 2 ? verb::post : verb::get;
            auto const answer = co_await reply(transport, nginx("short") + "/small", method, count % 2 ? "{}" : "");
            BOOST_TEST(answer.status == 200u);
            BOOST_TEST(answer.body == R"({"small":true})");
            connections.insert(field(answer, "x-connection"));
        }
        BOOST_TEST(connections.size() == 17u); // 50 / 3, rounded up: each was used as long as it lasted
    });
}

// the same with many at once, half of them POSTs that must not be sent twice
BOOST_AUTO_TEST_CASE(calls_at_once_over_connections_of_three_requests)
{
    http::pool_options options;
    options.tls = trust();
    options.max_connections = 8;
    run_with(std::move(options), [](http::connection_pool& transport) -> asio::awaitable<void> {
        std::set<std::string> connections;
        int answered = 0;
        auto const some_calls = [&](int calls) -> asio::awaitable<void> {
            for (int count = 0; count < calls; ++count) {
                auto const method = count % 2 ? verb::post : verb::get;
                auto const answer = co_await reply(transport, nginx("short") + "/small", method, count % 2 ? "{}" : "");
                BOOST_TEST(answer.body == R"({"small":true})");
                connections.insert(field(answer, "x-connection"));
                ++answered;
            }
        };
        using namespace asio::experimental::awaitable_operators;
        for (int round = 0; round < 5; ++round)
            co_await (
                some_calls(20) && some_calls(20) && some_calls(20) && some_calls(20) && some_calls(20) &&
                some_calls(20) && some_calls(20) && some_calls(20) && some_calls(20) && some_calls(20));
        BOOST_TEST(answered == 1000);
        BOOST_TEST(connections.size() >= 334u); // three requests each at most
        BOOST_TEST(transport.current_state().idle <= 8u);
    });
}

BOOST_AUTO_TEST_CASE(consecutive_calls_share_one_connection)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        std::set<std::string> connections;
        for (int count = 0; count < 50; ++count) {
            auto const answer = co_await reply(transport, nginx("long") + "/small");
            connections.insert(field(answer, "x-connection"));
        }
        BOOST_TEST(connections.size() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_keeps_no_connection)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (int count = 0; count < 10; ++count) {
            auto const answer = co_await reply(transport, nginx("single") + "/small", verb::post, "{}");
            BOOST_TEST(answer.status == 200u);
        }
    });
}

// the connection dies between two calls without a word: whenever the pool notices, no call may fail but one that
// could not be known to be lost, and that one is not sent twice
BOOST_AUTO_TEST_CASE(a_server_that_drops_idle_connections)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (int count = 0; count < 200; ++count) {
            auto request = make_request(nginx("hasty") + "/small");
            request.repeatable = true;
            auto const result = co_await transport.exchange(request);
            BOOST_TEST(result.has_value(), (result ? "" : to_string(result.error())));
        }
        for (int count = 0; count < 200; ++count) {
            auto const result = co_await call(transport, nginx("hasty") + "/small", verb::post, "{}");
            if (!result)
                BOOST_TEST(result.error().diagnostics.request_may_have_been_sent, to_string(result.error()));
        }
    });
}

BOOST_AUTO_TEST_CASE(calls_at_once_share_the_connections_that_are_allowed)
{
    http::pool_options options;
    options.tls = trust();
    options.max_connections = 4;
    run_with(std::move(options), [](http::connection_pool& transport) -> asio::awaitable<void> {
        std::set<std::string> connections;
        auto const some_calls = [&](int calls) -> asio::awaitable<void> {
            for (int count = 0; count < calls; ++count) {
                auto const answer = co_await reply(transport, nginx("long") + "/small");
                BOOST_TEST(answer.status == 200u);
                connections.insert(field(answer, "x-connection"));
            }
        };
        using namespace asio::experimental::awaitable_operators;
        co_await (
            some_calls(40) && some_calls(40) && some_calls(40) && some_calls(40) && some_calls(40) && some_calls(40) &&
            some_calls(40) && some_calls(40));
        BOOST_TEST(connections.size() <= 4u);
        BOOST_TEST(transport.current_state().busy == 0u);
        BOOST_TEST(transport.current_state().idle <= 4u);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bodies)

BOOST_AUTO_TEST_CASE(four_megabytes_by_length_and_in_chunks)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        std::string first;
        for (char const* const path : {"/static/big.json", "/chunked/big.json", "/gzip/big.json", "/static/big.json"}) {
            auto const answer = co_await reply(transport, nginx("short") + path);
            BOOST_TEST(answer.status == 200u);
            BOOST_TEST(field(answer, "content-encoding") == ""); // none was asked for
            BOOST_TEST(answer.body.size() > 4'000'000u);
            if (first.empty())
                first = answer.body;
            BOOST_TEST((answer.body == first), path);
        }
        BOOST_TEST(boost::json::parse(first).at("value").as_array().size() == 40000u);
    });
}

BOOST_AUTO_TEST_CASE(the_smallest_tls_records)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const answer = co_await reply(transport, nginx("small_records") + "/chunked/big.json");
        BOOST_TEST(answer.body.size() > 4'000'000u);
    });
}

BOOST_AUTO_TEST_CASE(a_limit_is_kept_with_and_without_a_length)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (char const* const path : {"/static/big.json", "/chunked/big.json"}) {
            auto request = make_request(nginx("long") + path);
            request.limits.body_bytes = 1'000'000;
            auto const result = co_await transport.exchange(request);
            BOOST_REQUIRE(!result);
            BOOST_TEST((result.error().code == cg::errc::response_too_large), to_string(result.error()));
        }
        // and what follows is not confused by what was left unread
        auto const answer = co_await reply(transport, nginx("long") + "/small");
        BOOST_TEST(answer.body == R"({"small":true})");
    });
}

BOOST_AUTO_TEST_CASE(a_request_goes_through_a_proxy_and_back)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        std::string const body(60'000, 'x');
        auto const answer = co_await reply(transport, nginx("short") + "/echo", verb::put, body);
        BOOST_TEST(answer.status == 200u);
        BOOST_TEST((answer.body == body));
    });
}

// nginx answers 413 before it has read the body, and then closes
BOOST_AUTO_TEST_CASE(a_refused_upload_is_a_reply)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        std::string const body(3'000'000, 'x');
        for (int count = 0; count < 5; ++count) {
            auto const answer = co_await reply(transport, nginx("long") + "/small", verb::post, body);
            BOOST_TEST(answer.status == 413u);
            BOOST_TEST(answer.body.find("<title>413") != std::string::npos);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_post_without_a_body_has_a_length)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (auto const method : {verb::post, verb::put, verb::patch}) {
            auto const answer = co_await reply(transport, nginx("long") + "/method", method);
            BOOST_TEST(answer.status == 200u);
            BOOST_TEST(answer.body.find(R"("length":"0")") != std::string::npos, answer.body);
        }
        auto const get = co_await reply(transport, nginx("long") + "/method");
        BOOST_TEST(get.body.find(R"("length":"")") != std::string::npos, get.body);
        auto const deleted = co_await reply(transport, nginx("long") + "/method", verb::delete_, R"({"a":1})");
        BOOST_TEST(deleted.body.find(R"("method":"DELETE")") != std::string::npos, deleted.body);
        BOOST_TEST(deleted.body.find(R"("length":"7")") != std::string::npos, deleted.body);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(replies)

BOOST_AUTO_TEST_CASE(error_pages_are_replies)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const missing = co_await reply(transport, nginx("short") + "/nothing/here");
        BOOST_TEST(missing.status == 404u);
        BOOST_TEST(field(missing, "content-type") == "text/html");
        BOOST_TEST(missing.body.find("404 Not Found") != std::string::npos);

        auto const down = co_await reply(transport, nginx("short") + "/down");
        BOOST_TEST(down.status == 502u);

        auto const busy = co_await reply(transport, nginx("short") + "/busy");
        BOOST_TEST(busy.status == 429u);
        BOOST_TEST(field(busy, "Retry-After") == "7");
    });
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const answer = co_await reply(transport, nginx("short") + "/moved", verb::post, "{}");
        BOOST_TEST(answer.status == 307u);
        BOOST_TEST(field(answer, "location") == nginx("other") + "/small");
        BOOST_TEST(std::filesystem::file_size(file("other.log")) == 0u); // the other server's list of requests
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_sends_no_reply)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const error = co_await error_of(transport, nginx("short") + "/closes", verb::post, "{}");
        BOOST_TEST((error.code == cg::errc::connection_closed), to_string(error));
        BOOST_TEST(error.diagnostics.request_may_have_been_sent);
    });
}

// HTTP/1.0 between nginx and its upstream, where the end of the connection ends the body
BOOST_AUTO_TEST_CASE(bodies_through_http_1_0)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const until_close = co_await reply(transport, nginx("short") + "/front/until-close");
        BOOST_TEST(until_close.body == R"({"until":"close"})");
        auto const bytes = co_await reply(transport, nginx("short") + "/front/single-bytes");
        BOOST_TEST(bytes.body == R"({"chunks":"of one byte"})");
        auto const none = co_await reply(transport, nginx("short") + "/front/no-content");
        BOOST_TEST(none.status == 204u);
        BOOST_TEST(none.body == "");
    });
}

BOOST_AUTO_TEST_CASE(every_form_of_reply_that_http_allows_is_read)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const front = peer("/front");
        // twice, because what is left over from one reply spoils the next
        for (int round = 0; round < 2; ++round) {
            auto const interim = co_await reply(transport, front + "/interim");
            BOOST_TEST(interim.status == 200u);
            BOOST_TEST(interim.body == R"({"interim":3})");
            auto const proceed = co_await reply(transport, front + "/continue", verb::post, "{}");
            BOOST_TEST(proceed.status == 200u);
            BOOST_TEST(proceed.body == R"({"continue":true})");
            auto const bytes = co_await reply(transport, front + "/single-bytes");
            BOOST_TEST(bytes.body == R"({"chunks":"of one byte"})");
            auto const trailers = co_await reply(transport, front + "/trailers");
            BOOST_TEST(trailers.body == R"({"trailers":true})");
            auto const none = co_await reply(transport, front + "/no-content");
            BOOST_TEST(none.status == 204u);
            BOOST_TEST(none.body == "");
            auto const fields = co_await reply(transport, front + "/fields");
            BOOST_TEST(fields.fields.find("x-empty").has_value());
            BOOST_TEST(field(fields, "X-Mixed-Case") == "kept");
            BOOST_TEST(field(fields, "x-long").size() == 8000u);
            // what was sent: nothing but this, and no cookie in the second round either
            auto const sent = boost::json::parse(fields.body).at("fields").as_array();
            BOOST_TEST(sent.size() == 4u, fields.body);
            BOOST_TEST(sent.at(0).as_string() == "Host");
            BOOST_TEST("https://" + std::string(std::string_view(sent.at(1).as_string())) == front);
            BOOST_TEST(sent.at(2).as_string() == "User-Agent");
            auto const until_close = co_await reply(transport, front + "/until-close");
            BOOST_TEST(until_close.body == R"({"until":"close"})");
            auto const old = co_await reply(transport, front + "/http-1-0");
            BOOST_TEST(old.body == R"({"http":"1.0"})");
            BOOST_TEST(field(old, "content-type") == "application/json");
        }
    });
}

BOOST_AUTO_TEST_CASE(a_truncated_reply_is_an_error)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (char const* const path : {"/cut-off", "/cut-off-chunked", "/cut-off-until-close"}) {
            auto const error = co_await error_of(transport, peer("/front") + path);
            BOOST_TEST((error.code == cg::errc::connection_closed), path << ": " << to_string(error));
        }
    });
}

// the length was reached, so nothing is missing but the courtesy
BOOST_AUTO_TEST_CASE(an_abrupt_end_after_a_whole_reply)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        for (int count = 0; count < 5; ++count) {
            auto const answer = co_await reply(transport, peer("/front") + "/abrupt");
            BOOST_TEST(answer.body == R"({"abrupt":true})");
        }
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_stalls)
{
    http::pool_options options;
    options.tls = trust();
    options.first_byte_timeout = std::chrono::milliseconds(300);
    options.idle_timeout = std::chrono::milliseconds(300);
    run_with(std::move(options), [](http::transport& transport) -> asio::awaitable<void> {
        for (char const* const path : {"/never", "/stalls"}) {
            auto const error = co_await error_of(transport, peer("/front") + path);
            BOOST_TEST((error.code == cg::errc::timed_out), path << ": " << to_string(error));
            BOOST_TEST(error.diagnostics.request_may_have_been_sent);
        }
        // and the pool is not the worse for it; several tries, because a busy machine may need more than the time above
        bool answered = false;
        for (int count = 0; count < 20 && !answered; ++count)
            answered = (co_await call(transport, peer("/front") + "/interim")).has_value();
        BOOST_TEST(answered);
    });
}

BOOST_AUTO_TEST_CASE(too_many_header_fields)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const error = co_await error_of(transport, peer("/front") + "/too-many-fields");
        BOOST_TEST((error.code == cg::errc::response_too_large), to_string(error));
        auto request = make_request(peer("/front") + "/fields");
        request.limits.header_bytes = 4096;
        auto const result = co_await transport.exchange(request);
        BOOST_REQUIRE(!result);
        BOOST_TEST((result.error().code == cg::errc::response_too_large), to_string(result.error()));
    });
}

// what the library's own hint is about: a proxy with nginx's defaults drops `refresh_token`
BOOST_AUTO_TEST_CASE(nginx_drops_fields_with_an_underscore)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto request = make_request(nginx("short") + "/refresh-token", verb::post);
        request.fields.add("refresh_token", "canary");
        auto const result = co_await transport.exchange(request);
        BOOST_REQUIRE(result);
        BOOST_TEST(result->body == R"({"refresh_token":""})");
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(both_versions_are_spoken_with_the_host_named)
{
    run([](http::transport& transport) -> asio::awaitable<void> {
        auto const older = co_await reply(transport, nginx("tls_1_2") + "/small");
        BOOST_TEST(field(older, "x-tls") == "TLSv1.2 localhost");
        auto const newer = co_await reply(transport, nginx("tls_1_3") + "/small");
        BOOST_TEST(field(newer, "x-tls") == "TLSv1.3 localhost");
        auto const either = co_await reply(transport, nginx("short") + "/small");
        BOOST_TEST(field(either, "x-tls") == "TLSv1.3 localhost");
    });
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls)
{
    auto url = nginx("plain");
    url.replace(0, 4, "https");
    auto const error = error_with(trust(), url + "/small");
    BOOST_TEST((error.code == cg::errc::tls_failed), to_string(error));
    BOOST_TEST(to_string(error).find("does not speak TLS on this port") != std::string::npos, to_string(error));
}

BOOST_AUTO_TEST_CASE(plain_http_is_refused_unless_allowed)
{
    auto const error = error_with(trust(), nginx("plain") + "/small");
    BOOST_TEST((error.code == cg::errc::invalid_argument), to_string(error));
    BOOST_TEST(!error.diagnostics.request_may_have_been_sent);

    http::pool_options options;
    options.allow_http_on_loopback = true;
    run_with(std::move(options), [](http::transport& transport) -> asio::awaitable<void> {
        auto const answer = co_await reply(transport, nginx("plain") + "/small");
        BOOST_TEST(answer.status == 200u);
    });
}

BOOST_AUTO_TEST_CASE(a_closed_port_is_an_error_of_connecting)
{
    auto const error = error_with(trust(), peer("/closed") + "/");
    BOOST_TEST((error.code == cg::errc::connect_failed), to_string(error));
    BOOST_TEST(!error.diagnostics.request_may_have_been_sent);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
