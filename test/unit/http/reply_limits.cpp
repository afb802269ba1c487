#include "reply_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(http_reply_limits)

using namespace reply_test;
using cloud_governance::errc;

BOOST_AUTO_TEST_CASE(the_body_is_limited_whatever_its_framing)
{
    auto request = request_of(http::verb::get);
    request.limits.body_bytes = 5;
    for (char const* text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"})
        for_every_piece(text, request, [](outcome const& seen) { BOOST_TEST(seen.done); });
    for (char const* text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nhello!",
          "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello"})
        for_every_piece(text, request, [](outcome const& seen) {
            BOOST_TEST(!seen.done);
            BOOST_TEST((seen.code == errc::response_too_large), seen.code.message());
            BOOST_TEST(seen.reply.body.size() <= 5U);
            BOOST_TEST(seen.diagnostics.http_status == 200U);
            BOOST_TEST(seen.diagnostics.detail.find("5 bytes") != std::string::npos);
        });
}

BOOST_AUTO_TEST_CASE(a_declared_length_does_not_allocate_memory)
{
    http::request const request = request_of(http::verb::get);
    auto const seen = read("HTTP/1.1 200 OK\r\nContent-Length: 67000000\r\n\r\nhello", 4096, request);
    BOOST_TEST(!seen.done);
    BOOST_TEST(seen.reply.body.capacity() < 2U * 1024 * 1024);

    // nor more than eight times what has come
    std::string const head = "HTTP/1.1 200 OK\r\nContent-Length: 67000000\r\n\r\n";
    auto const begun = read(head + std::string(1200 * 1024, 'x'), 4096, request);
    BOOST_TEST(!begun.done);
    BOOST_TEST(begun.reply.body.capacity() < 9U * 1200 * 1024);
}

BOOST_AUTO_TEST_CASE(a_growing_body_arrives_whole)
{
    http::request request = request_of(http::verb::get);
    std::string body(5'000'000, ' ');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>('a' + i % 23);
    for (bool sensitive : {false, true})
        for (std::size_t piece : {4096U, 131072U}) {
            request.sensitive = sensitive;
            auto const seen = read(
                "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, piece,
                request);
            BOOST_TEST(seen.done);
            BOOST_TEST((seen.reply.body == body));
            BOOST_TEST(seen.reply.body.capacity() < body.size() + 100);
        }
}

BOOST_AUTO_TEST_CASE(the_header_is_limited_in_bytes)
{
    auto request = request_of(http::verb::get);
    request.limits.header_bytes = 200;
    std::string const fits = "HTTP/1.1 200 OK\r\nX: " + std::string(100, 'x') + "\r\nContent-Length: 0\r\n\r\n";
    std::string const large = "HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x') + "\r\nContent-Length: 0\r\n\r\n";
    for_every_piece(fits, request, [](outcome const& seen) { BOOST_TEST(seen.done); });
    for_every_piece(large, request, [](outcome const& seen) {
        BOOST_TEST((seen.code == errc::response_too_large), seen.code.message());
    });
    // one that never ends
    for_every_piece("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x'), request, [](outcome const& seen) {
        BOOST_TEST((seen.code == errc::response_too_large), seen.code.message());
    });
}

BOOST_AUTO_TEST_CASE(the_header_is_limited_in_fields)
{
    auto request = request_of(http::verb::get);
    request.limits.header_fields = 3;
    for_every_piece("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n", request, [](outcome const& seen) {
        BOOST_TEST(seen.done);
    });
    for_every_piece(
        "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\nContent-Length: 0\r\n\r\n", request,
        [](outcome const& seen) { BOOST_TEST((seen.code == errc::response_too_large), seen.code.message()); });
}

BOOST_AUTO_TEST_CASE(trailers_do_not_escape_the_limits)
{
    auto request = request_of(http::verb::get);
    request.limits.header_bytes = 200;
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for (int i = 0; i < 500; ++i)
        text += "X: y\r\n";
    auto const seen = read(text, 100, request);
    BOOST_TEST((seen.code == errc::response_too_large || seen.code == errc::invalid_http_response));
    auto const extension =
        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" + std::string(100'000, 'x'), 1000, request);
    BOOST_TEST((extension.code == errc::response_too_large || extension.code == errc::invalid_http_response));
}

BOOST_AUTO_TEST_CASE(damaged_replies_do_not_break_the_reader)
{
    std::string_view const seeds[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive, x\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"};
    std::string_view const spices[] = {"\r\n", "\r", "\n", "0", "0\r\n", "\r\n\r\n", ";", " ", ":", "f", "\"", "\0"};
    std::minstd_rand random(1);
    auto const below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
    auto request = request_of(http::verb::get);
    request.limits.body_bytes = 64;
    request.limits.header_bytes = 256;
    for (int i = 0; i < 20'000; ++i) {
        std::string text(seeds[below(std::size(seeds))]);
        for (std::size_t changes = below(4) + 1; changes > 0; --changes) {
            std::size_t const at = below(text.size());
            switch (below(4)) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, below(8) + 1);
                break;
            case 2:
                text.insert(at, spices[below(std::size(spices))]);
                break;
            default:
                text.insert(at, text.substr(below(text.size()), below(20)));
            }
            if (text.empty())
                text = "\r";
        }
        auto const seen = read(text, below(text.size()) + 1, request);
        BOOST_TEST_REQUIRE(seen.reply.body.size() <= 64U);
        BOOST_TEST_REQUIRE((!seen.reusable || seen.done));
    }
}

BOOST_AUTO_TEST_SUITE_END()
