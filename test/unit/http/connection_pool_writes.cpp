#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/syscall.h>

BOOST_AUTO_TEST_SUITE(http_connection_pool_writes)

namespace http = cloud_governance::http;
namespace asio = boost::asio;

namespace {

// calls of this thread; the server's threads have their own
thread_local int writes = 0;
thread_local int reads = 0;

} // namespace

// Asio calls these; in this program they are ours and count
extern "C" ssize_t sendmsg(int socket, msghdr const* message, int flags)
{
    ++writes;
    return ::syscall(SYS_sendmsg, socket, message, flags);
}

extern "C" ssize_t send(int socket, void const* data, std::size_t size, int flags)
{
    ++writes;
    return ::syscall(SYS_sendto, socket, data, size, flags, nullptr, 0);
}

extern "C" ssize_t recvmsg(int socket, msghdr* message, int flags)
{
    ++reads;
    return ::syscall(SYS_recvmsg, socket, message, flags);
}

extern "C" ssize_t recv(int socket, void* data, std::size_t size, int flags)
{
    ++reads;
    return ::syscall(SYS_recvfrom, socket, data, size, flags, nullptr, nullptr);
}

BOOST_AUTO_TEST_CASE(a_request_goes_out_in_one_write_head_and_body)
{
    for (bool tls : {false, true}) {
        raw::server server(
            [](raw::peer& client) {
                while (client.read_request())
                    client.reply("hello");
            },
            tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pool_test::options());
        BOOST_TEST(pool_test::exchange(io, pool, pool_test::get(server)).has_value());
        for (std::string const& body : {std::string(), std::string("{}"), std::string(50'000, 'x')}) {
            writes = 0;
            reads = 0;
            auto const ended = pool_test::exchange(io, pool, pool_test::post(server, body));
            BOOST_TEST(ended.has_value(), pool_test::describe(ended));
            BOOST_TEST(writes == 1);
            BOOST_TEST(reads <= 4); // the look at the kept connection, an early try, the reply, tickets
        }
        BOOST_TEST(server.connections() == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
