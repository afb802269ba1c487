#include "reply_outcome.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(http_reply_reader)

using namespace reply_test;
using cloud_governance::errc;

namespace {

void expect_body(std::string_view text, std::string_view body, bool reusable)
{
    for_every_piece(text, [&](outcome const& seen) {
        BOOST_TEST(seen.done);
        BOOST_TEST(seen.reply.status == 200U);
        BOOST_TEST(seen.reply.body == body);
        BOOST_TEST(seen.reusable == reusable);
    });
}

void expect_error(std::string_view text, errc code)
{
    for_every_piece(text, [&](outcome const& seen) {
        BOOST_TEST(!seen.done);
        BOOST_TEST(!seen.reusable);
        BOOST_TEST((seen.code == code), seen.code.message());
    });
}

/// Neither complete nor wrong: the connection was closed too early.
void expect_cut_off(std::string_view text)
{
    for_every_piece(text, [&](outcome const& seen) {
        BOOST_TEST(!seen.done);
        BOOST_TEST(!seen.code);
        BOOST_TEST(!seen.reusable);
        BOOST_TEST(seen.began);
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_body_of_fixed_length_is_read)
{
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true);
    expect_body("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true);
    expect_body("HTTP/1.1 200 \r\ncontent-length:5 \r\n\r\nhello", "hello", true);
    expect_body("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", "hello", false);
    expect_body("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", false);
    expect_body("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", "hello", true);
}

BOOST_AUTO_TEST_CASE(a_chunked_body_is_read)
{
    expect_body(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world",
        true);
    expect_body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", true);
    expect_body(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA;name=value\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n",
        "0123456789", true);
}

BOOST_AUTO_TEST_CASE(a_body_without_length_ends_with_the_stream)
{
    expect_body("HTTP/1.1 200 OK\r\n\r\nhello", "hello", false);
    expect_body("HTTP/1.0 200 OK\r\n\r\n", "", false);
    for_every_piece("HTTP/1.1 200 OK\r\n\r\nhello", [](outcome const& seen) { BOOST_TEST(!seen.done_before_end); });
}

BOOST_AUTO_TEST_CASE(trailer_fields_are_not_added_to_the_header)
{
    for_every_piece(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nRetry-After: 3\r\n\r\n", [](outcome const& seen) {
            BOOST_TEST(seen.done);
            BOOST_TEST(seen.reply.fields.size() == 1U);
        });
}

BOOST_AUTO_TEST_CASE(fields_are_kept_in_order)
{
    for_every_piece(
        "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nX: a\r\nx:  b \r\nEmpty:\r\nContent-Length: 0\r\n\r\n",
        [](outcome const& seen) {
            BOOST_TEST(seen.reply.status == 429U);
            BOOST_TEST(seen.reply.fields.size() == 5U);
            BOOST_TEST(seen.reply.fields.find("retry-after").value() == "3");
            BOOST_TEST(seen.reply.fields[1].value == "a");
            BOOST_TEST(seen.reply.fields[2].value == "b");
            BOOST_TEST(seen.reply.fields.find("empty").value() == "");
        });
}

BOOST_AUTO_TEST_CASE(replies_without_a_body_end_after_the_header)
{
    for (char const* text :
         {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
          "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n"})
        for_every_piece(text, [](outcome const& seen) {
            BOOST_TEST(seen.done_before_end);
            BOOST_TEST(seen.reply.body == "");
            BOOST_TEST(seen.reusable);
        });
    for (char const* text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 404 Not Found\r\n\r\n"})
        for_every_piece(text, request_of(http::verb::head), [](outcome const& seen) {
            BOOST_TEST(seen.done_before_end);
            BOOST_TEST(seen.reply.body == "");
        });
}

BOOST_AUTO_TEST_CASE(the_declared_length_of_a_reply_to_head_is_not_limited)
{
    auto request = request_of(http::verb::head);
    request.limits.body_bytes = 10;
    for_every_piece("HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n", request, [](outcome const& seen) {
        BOOST_TEST(seen.done);
        BOOST_TEST(seen.reusable);
    });
}

BOOST_AUTO_TEST_CASE(informational_replies_are_skipped)
{
    std::string const last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    for_every_piece(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + last, [](outcome const& seen) {
            BOOST_TEST(seen.done);
            BOOST_TEST(seen.reply.status == 200U);
            BOOST_TEST(seen.reply.fields.size() == 1U); // none of the early hints'
            BOOST_TEST(seen.reply.body == "ok");
            BOOST_TEST(seen.reusable);
        });
    std::string flood;
    for (int i = 0; i < 10; ++i)
        flood += "HTTP/1.1 102 Processing\r\n\r\n";
    BOOST_TEST(read(flood + last, 1, request_of(http::verb::get)).done);
    BOOST_TEST(read(flood + last, 4096, request_of(http::verb::get)).done);
    flood += "HTTP/1.1 102 Processing\r\n\r\n";
    BOOST_TEST((read(flood + last, 1, request_of(http::verb::get)).code == errc::invalid_http_response));
    BOOST_TEST((read(flood + last, 4096, request_of(http::verb::get)).code == errc::invalid_http_response));
}

BOOST_AUTO_TEST_CASE(switching_protocols_is_refused)
{
    expect_error("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", errc::invalid_http_response);
}

BOOST_AUTO_TEST_CASE(statuses_outside_the_protocols_range_are_refused)
{
    expect_error("HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n", errc::invalid_http_response);
    expect_error("HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", errc::invalid_http_response);
    expect_error("HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", errc::invalid_http_response);
    expect_error("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", errc::invalid_http_response);
}

BOOST_AUTO_TEST_CASE(ambiguous_framing_is_refused)
{
    for (char const* text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
          "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello!", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nContent-Length: 5a\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhello\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\nhello\r\n0\r\n\r\n"})
        expect_error(text, errc::invalid_http_response);
}

BOOST_AUTO_TEST_CASE(repeated_equal_lengths_are_accepted)
{
    // RFC 9110 section 8.6 lets a recipient take them for one; refusing is as good, a wrong body is not
    for_every_piece("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", [](outcome const& seen) {
        BOOST_TEST((seen.done ? seen.reply.body == "hello" : seen.code == errc::invalid_http_response));
    });
}

BOOST_AUTO_TEST_CASE(garbage_is_refused)
{
    for (char const* text :
         {"hello, world\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
          "HTTP/2 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "HTTP/11 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: nameless\r\n\r\n",
          "HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n", "HTTP/1.1 200 OK\r\nX : x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX: a\x01"
          "b\r\n\r\n"})
        expect_error(text, errc::invalid_http_response);
    std::string const zero("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", 28);
    expect_error(zero, errc::invalid_http_response);
    std::string const tls("\x15\x03\x01\0\x02\x02\x16\r\n\r\n", 11);
    expect_error(tls, errc::invalid_http_response);
}

BOOST_AUTO_TEST_CASE(a_truncated_reply_is_incomplete_and_ends_the_connection)
{
    for (std::string_view const whole :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"})
        for (std::size_t size = 1; size < whole.size(); ++size)
            BOOST_TEST_CONTEXT("cut at " << size)
            {
                auto const seen = read(whole.substr(0, size), 1, request_of(http::verb::get));
                BOOST_TEST(!seen.done);
                BOOST_TEST(!seen.code);
                BOOST_TEST(!seen.reusable);
                BOOST_TEST(seen.began);
            }
    expect_cut_off("HTTP/1.1 100 Continue\r\n\r\n");
    expect_cut_off("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
    auto const nothing = read("", 1, request_of(http::verb::get));
    BOOST_TEST(!nothing.done);
    BOOST_TEST(!nothing.began);
}

BOOST_AUTO_TEST_CASE(bytes_after_the_reply_end_the_connection)
{
    // as one piece, since a reader that is done takes no further ones
    for (std::string_view const text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\r\n"}) {
        auto const seen = read(text, text.size(), request_of(http::verb::get));
        BOOST_TEST(seen.done);
        BOOST_TEST(seen.reply.body == "hello");
        BOOST_TEST(!seen.reusable);
    }
    std::string_view const empty = "HTTP/1.1 204 No Content\r\n\r\nX";
    BOOST_TEST(!read(empty, empty.size(), request_of(http::verb::get)).reusable);
}

BOOST_AUTO_TEST_CASE(a_reply_is_sensitive_when_its_request_is)
{
    auto request = request_of(http::verb::get);
    request.sensitive = true;
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 5, request).reply.sensitive);
    request.sensitive = false;
    BOOST_TEST(!read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 5, request).reply.sensitive);
}

BOOST_AUTO_TEST_SUITE_END()
