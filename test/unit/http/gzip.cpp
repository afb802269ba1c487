#include "pool_run.hpp"

#include <cloud_governance/http/impl/message/reply_reader.hpp>

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <random>

BOOST_AUTO_TEST_SUITE(http_gzip)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;

namespace {

std::string const text = R"({"value":["one","two","two","two","two","two","three"]})";

std::string bytes_of(std::string_view hexadecimal)
{
    std::string out;
    for (std::size_t i = 0; i < hexadecimal.size(); i += 2)
        out += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
    return out;
}

// by Python's zlib: as it is; with all optional parts of the header; with stored blocks
std::string const plain =
    bytes_of("1f8b0800000000000203ab562a4bcc294d55b28a56cacf4b55d2512a29cfc7476614a5a62ac5d6020064a79208"
             "37000000");
std::string const with_everything = bytes_of(
    "1f8b081f0102030400ff050061620063646e616d652e6a736f6e006120636f6d6d656e7400d1a9ab562a4bcc294d55b28a56cacf4b55"
    "d2512a29cfc7476614a5a62ac5d6020064a7920837000000");
std::string const stored = bytes_of(
    "1f8b08000000000000ff013700c8ff7b2276616c7565223a5b226f6e65222c2274776f222c2274776f222c2274776f222c2274776f22"
    "2c2274776f222c227468726565225d7d64a7920837000000");

/// Bit by bit, unlike the library's.
std::uint32_t crc_of(std::string_view data)
{
    std::uint32_t out = 0xFFFFFFFF;
    for (char c : data) {
        out ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            out = (out & 1) != 0 ? out >> 1 ^ 0xEDB88320 : out >> 1;
    }
    return ~out;
}

std::string little_endian(std::uint32_t value)
{
    std::string out;
    for (int i = 0; i < 4; ++i)
        out += static_cast<char>(value >> 8 * i & 255);
    return out;
}

std::string gzip(std::string_view data)
{
    std::string out = bytes_of("1f8b08000000000000ff");
    std::string body(data.size() + data.size() / 100 + 100, '\0');
    boost::beast::zlib::deflate_stream stream;
    boost::beast::zlib::z_params io;
    io.next_in = data.data();
    io.avail_in = data.size();
    io.next_out = body.data();
    io.avail_out = body.size();
    boost::system::error_code ec;
    stream.write(io, boost::beast::zlib::Flush::finish, ec);
    BOOST_TEST_REQUIRE((ec == boost::beast::zlib::error::end_of_stream));
    body.resize(body.size() - io.avail_out);
    return out + body + little_endian(crc_of(data)) + little_endian(static_cast<std::uint32_t>(data.size()));
}

http::request request_of(bool accept_gzip = true)
{
    http::request out;
    out.accept_gzip = accept_gzip;
    return out;
}

/// What becomes of a reply whose bytes come in pieces of that size.
pool_test::outcome
read(std::string const& reply, std::size_t piece = 16 * 1024, http::request const& request = request_of())
{
    http::response into;
    http::detail::reply_reader reader(request, nullptr, into);
    for (std::size_t at = 0; at < reply.size(); at += piece)
        if (auto taken = reader.take(reply.data() + at, (std::min)(piece, reply.size() - at)); !taken)
            return std::move(taken).error();
    if (!reader.take_end() && !reader.done())
        return cloud_governance::error(errc::connection_closed);
    return into;
}

std::string reply_with(std::string const& body, std::string const& encoding = "gzip")
{
    return "HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::string detail_of(pool_test::outcome const& ended)
{
    BOOST_TEST_REQUIRE(ended.has_error());
    BOOST_TEST((ended.error().code == errc::invalid_http_response), pool_test::describe(ended));
    BOOST_TEST(ended.error().diagnostics.http_status == 200U);
    return ended.error().diagnostics.detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(bodies_are_decoded_in_pieces_of_any_size)
{
    std::mt19937 random(7);
    std::string noise(300'000, '\0');
    for (char& c : noise)
        c = static_cast<char>(random());
    std::string lines;
    for (int i = 0; lines.size() < 300'000; ++i)
        lines += "{\"id\":" + std::to_string(i * 7919) + ",\"name\":\"site\"},";
    std::pair<std::string, std::string> const bodies[] = {
        {plain, text},
        {with_everything, text},
        {stored, text},
        {plain + with_everything + stored, text + text + text},
        {gzip(""), ""},
        {gzip(noise), noise},
        {gzip(lines), lines},
        {gzip(std::string(500'000, 'x')), std::string(500'000, 'x')},
        {"", ""}};
    for (auto const& [encoded, decoded] : bodies)
        for (std::size_t piece : {1U, 2U, 3U, 7U, 1000U, 16384U, 1'000'000U}) {
            if (piece < 7 && encoded.size() > 100'000)
                continue; // slow, and nothing new
            auto const ended = read(reply_with(encoded), piece);
            BOOST_TEST_REQUIRE(ended.has_value(), pool_test::describe(ended));
            BOOST_TEST((ended->body == decoded), encoded.size() << " in pieces of " << piece);
        }
    BOOST_TEST(read(reply_with(plain, "X-GZip")).value().body == text);
    BOOST_TEST(read(reply_with(text, "identity")).value().body == text);
}

BOOST_AUTO_TEST_CASE(chunked_bodies_and_bodies_without_length_are_decoded)
{
    std::string const head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n";
    auto const chunked = head + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + plain.substr(0, 5) + "\r\n2c\r\n" +
                         plain.substr(5) + "\r\n0\r\n\r\n";
    for (std::size_t piece : {1U, 10U, 1000U}) {
        BOOST_TEST(read(chunked, piece).value().body == text);
        BOOST_TEST(read(head + "\r\n" + plain, piece).value().body == text);
        BOOST_TEST(read(head + "\r\n" + plain.substr(0, plain.size() - 1), piece).has_error());
    }
}

BOOST_AUTO_TEST_CASE(a_reply_without_a_body_may_be_labelled_gzip)
{
    BOOST_TEST(read("HTTP/1.1 204 No\r\nContent-Encoding: gzip\r\n\r\n").has_value());
    auto head = request_of();
    head.method = http::verb::head;
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n", 100, head).has_value());
    BOOST_TEST(
        read("HTTP/1.1 103 Early\r\nContent-Encoding: br\r\n\r\n" + reply_with(plain), 100).value().body == text);
}

BOOST_AUTO_TEST_CASE(truncated_and_changed_data_is_refused)
{
    for (auto const& whole : {plain, with_everything, stored}) {
        for (std::size_t size = 1; size < whole.size(); ++size)
            BOOST_TEST(detail_of(read(reply_with(whole.substr(0, size)))).starts_with("gzip: "), size);
        std::size_t unnoticed = 0;
        for (std::size_t at = 0; at < whole.size(); ++at) {
            auto changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x10);
            auto const ended = read(reply_with(changed));
            // what no checksum covers: times, the system, and bits between blocks that mean nothing
            if (ended)
                BOOST_TEST(ended->body == text, at);
            else
                BOOST_TEST(detail_of(ended).starts_with("gzip: "), at);
            unnoticed += ended.has_value();
        }
        BOOST_TEST(unnoticed <= 8U);
        BOOST_TEST(detail_of(read(reply_with(whole + "x"))).starts_with("gzip: the body is not gzip"));
        BOOST_TEST(detail_of(read(reply_with(whole + std::string(1, '\0')))).starts_with("gzip: "));
    }
    auto bad = plain;
    bad[bad.size() - 8] = static_cast<char>(bad[bad.size() - 8] + 1);
    BOOST_TEST(detail_of(read(reply_with(bad))) == "gzip: the data's checksum is wrong");
    bad = plain;
    bad[bad.size() - 4] = static_cast<char>(bad[bad.size() - 4] + 1);
    BOOST_TEST(detail_of(read(reply_with(bad))) == "gzip: the data's size is wrong");
    BOOST_TEST(detail_of(read(reply_with(text))) == "gzip: the body is not gzip");
}

BOOST_AUTO_TEST_CASE(encodings_that_were_not_requested_are_refused)
{
    BOOST_TEST(detail_of(read(reply_with(text, "br"))) == "Content-Encoding: br is not supported");
    BOOST_TEST(detail_of(read(reply_with(text, "gzip, gzip"))) == "Content-Encoding: gzip, gzip is not supported");
    BOOST_TEST(
        detail_of(
            read("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n")) ==
        "Content-Encoding: gzip is not supported");
    BOOST_TEST(
        detail_of(read(reply_with(plain), 100, request_of(false))) == "Content-Encoding: gzip was not asked for");
    auto secret = request_of();
    secret.sensitive = true;
    BOOST_TEST(detail_of(read(reply_with(plain), 100, secret)) == "Content-Encoding: gzip was not asked for");
}

BOOST_AUTO_TEST_CASE(limits_count_decoded_bytes)
{
    std::string const data(1000, 'x');
    auto request = request_of();
    request.limits.body_bytes = 1000;
    BOOST_TEST(read(reply_with(gzip(data)), 100, request).value().body == data);
    for (std::uint64_t const most : {999U, 500U, 40U}) {
        request.limits.body_bytes = most;
        auto const ended = read(reply_with(gzip(data)), 100, request);
        BOOST_TEST((ended.error().code == errc::response_too_large), pool_test::describe(ended));
    }
    // a large body that grows too much
    request = request_of();
    std::string const large(4 * 1024 * 1024, 'x');
    auto ended = read(reply_with(gzip(large)), 100, request);
    BOOST_TEST((ended.error().code == errc::response_too_large));
    BOOST_TEST(ended.error().diagnostics.detail.find("200-fold") != std::string::npos);
    request.limits.expansion = 1100;
    ended = read(reply_with(gzip(large)), 100, request);
    BOOST_TEST(ended.value().body.size() == large.size());
}

BOOST_AUTO_TEST_CASE(a_bomb_stops_at_the_limit_and_takes_little_memory)
{
    // ten thousand times a mebibyte of zeros: ten gibibytes in ten mebibytes
    auto const member = gzip(std::string(1024 * 1024, '\0'));
    std::string bomb;
    while (bomb.size() < 10'000 * member.size())
        bomb += member;
    BOOST_TEST(bomb.size() < 12'000'000U);
    auto const reply = reply_with(bomb);
    auto const peak = [] {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        return used.ru_maxrss; // KiB
    };
    auto const before = peak();
    for (std::uint32_t const expansion : {200U, 2000U}) { // one limit stops it, or the other
        auto request = request_of();
        request.limits.expansion = expansion;
        request.limits.body_bytes = 16 * 1024 * 1024;
        auto const ended = read(reply, 16 * 1024, request);
        BOOST_TEST((ended.error().code == errc::response_too_large), pool_test::describe(ended));
    }
    BOOST_TEST(peak() - before < 100 * 1024); // AddressSanitizer keeps freed blocks for a while
}

BOOST_AUTO_TEST_CASE(the_pool_requests_gzip_where_the_request_allows_it)
{
    for (bool tls : {false, true})
        for (bool wanted : {false, true}) {
            raw::server* here = nullptr;
            raw::server server(
                [&](raw::peer& client) {
                    while (auto const request = client.read_request()) {
                        here->note(*request);
                        if (request->find("Accept-Encoding: gzip\r\n") != std::string::npos)
                            client.reply(with_everything, "200 OK", "Content-Encoding: gzip\r\n");
                        else
                            client.reply(text);
                    }
                },
                tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
            here = &server;
            asio::io_context io;
            http::connection_pool pool(io.get_executor(), pool_test::options());
            auto request = pool_test::get(server);
            request.accept_gzip = wanted;
            for (int i = 0; i < 2; ++i) // the connection can be used again
                BOOST_TEST(pool_test::exchange(io, pool, request).value().body == text);
            BOOST_TEST(server.connections() == 1U);
            BOOST_TEST((server.notes().front().find("Accept-Encoding") != std::string::npos) == wanted);
            request.sensitive = true;
            BOOST_TEST(pool_test::exchange(io, pool, request).value().body == text);
            BOOST_TEST(server.notes().back().find("Accept-Encoding") == std::string::npos);
        }
}

BOOST_AUTO_TEST_SUITE_END()
