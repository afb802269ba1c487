#define BOOST_TEST_MODULE wiping
#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace http = cloud_governance::http;
namespace asio = boost::asio;

namespace {

constexpr char canary[] = "s3cret-canary-that-must-not-stay";

// this thread's alone; the server's threads may do as they like
thread_local bool watching = false;
thread_local int left_behind = 0;

void look_at(void* memory)
{
    if (!watching || memory == nullptr)
        return;
    if (::memmem(memory, ::malloc_usable_size(memory), canary, sizeof canary - 1) != nullptr)
        ++left_behind;
}

} // namespace

// every block of memory is looked at when it is given back
void* operator new(std::size_t size)
{
    if (void* const memory = std::calloc(1, size)) // zeroed: what another thread left there is not ours
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept
{
    look_at(memory);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    look_at(memory);
    std::free(memory);
}

BOOST_AUTO_TEST_CASE(the_watch_sees_what_is_left_behind)
{
    watching = true;
    {
        std::string const forgotten(std::string(100, 'x') + canary);
    }
    watching = false;
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
                    watching = true;
                    {
                        auto const ended = pool_test::exchange(io, pool, request);
                        BOOST_TEST(ended.has_value() == (kind != 3), pool_test::describe(ended));
                    }
                    watching = false;
                    watching = true;
                    pool.close_idle();
                    request = http::request();
                }
                watching = false;
                BOOST_TEST(left_behind == 0);
                left_behind = 0;
            }
}
