#include "freed_memory.hpp"
#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>

BOOST_AUTO_TEST_SUITE(http_wiping)

namespace http = cloud_governance::http;
namespace asio = boost::asio;

namespace {

constexpr char canary[] = "s3cret-canary-that-must-not-stay";

// this thread's alone; the server's threads may do as they like
thread_local int left_behind = 0;

void look_at(char const* memory, std::size_t size)
{
    if (::memmem(memory, size, canary, sizeof canary - 1) != nullptr)
        ++left_behind;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_test_detects_secrets_in_freed_memory)
{
    freed_memory::watch = look_at;
    {
        std::string const forgotten(std::string(100, 'x') + canary);
    }
    freed_memory::watch = nullptr;
    BOOST_TEST(left_behind > 0);
    left_behind = 0;
}

BOOST_AUTO_TEST_CASE(a_sensitive_exchange_leaves_nothing_in_freed_memory)
{
    std::string const secret = canary;
    std::string large(100'000, 'x');
    large.replace(10, secret.size(), secret);
    large.replace(50'000, secret.size(), secret);
    std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: " + secret + "\r\n\r\n";
    for (int i = 0; i < 200; ++i)
        chunked += "28\r\n" + secret + "01234567\r\n";
    chunked += "0\r\n\r\n";
    for (bool tls : {false, true})
        for (int kind = 0; kind < 4; ++kind)
            BOOST_TEST_CONTEXT("kind " << kind << " tls " << tls)
            {
                raw::server server(
                    [&](raw::peer& client) {
                        client.read_request();
                        if (kind == 0)
                            client.reply(secret, "200 OK", "Set-Cookie: " + secret + "\r\n");
                        else if (kind == 1)
                            client.reply(large);
                        else if (kind == 2)
                            client.write(chunked);
                        else
                            client.write("HTTP/1.1 200 OK\r\nX: " + secret); // cut off in the header
                        client.end();
                    },
                    tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
                auto request = pool_test::post(server, secret + std::string(kind == 1 ? 100'000 : 1, 'x'));
                request.sensitive = true;
                request.fields.add("Authorization", secret);
                request.fields.set("Authorization", secret + "2");
                {
                    asio::io_context io;
                    http::connection_pool pool(io.get_executor(), pool_test::options());
                    freed_memory::watch = look_at;
                    {
                        auto const ended = pool_test::exchange(io, pool, request);
                        BOOST_TEST(ended.has_value() == (kind != 3), pool_test::describe(ended));
                    }
                    pool.close_idle();
                    request = http::request();
                }
                freed_memory::watch = nullptr;
                BOOST_TEST(left_behind == 0);
                left_behind = 0;
            }
}

BOOST_AUTO_TEST_SUITE_END()
