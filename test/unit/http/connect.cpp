#include "full_listener.hpp"
#include "raw_server.hpp"

#include <cloud_governance/http/impl/connect/connect.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <thread>

BOOST_AUTO_TEST_SUITE(http_connect)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using http::detail::connect_first;
using http::detail::steady_time;
using pool_test::full_listener;
using namespace std::chrono_literals;

namespace {

using endpoint = asio::ip::tcp::endpoint;
using outcome = cloud_governance::result<std::unique_ptr<http::detail::connection>>;

endpoint at(std::uint16_t port, char const* address = "127.0.0.1")
{
    return endpoint(asio::ip::make_address(address), port);
}

/// A port that nobody listens on, and nobody else gets while this lives.
class closed_port {
public:
    closed_port()
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        socklen_t size = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    ~closed_port() { ::close(socket_); }
    closed_port(closed_port const&) = delete;

    std::uint16_t port = 0;

private:
    int socket_ = -1;
};

/// A server that notes the end of each connection.
class listener {
public:
    listener()
        : server([this](raw::peer& client) {
              client.wait_for_end();
              server.note("ended");
          })
    {
    }

    endpoint address() const { return at(server.origin().port); }

    raw::server server;
};

/// Times of a race; the defaults are long enough never to pass.
struct times {
    std::chrono::milliseconds head_start = 1min;
    std::chrono::milliseconds each = 1min;
    steady_time limit = (steady_time::max)();
};

/// Asio's exception, with which a coroutine ends that is cancelled before it begins.
bool is_cancellation(std::exception_ptr const& thrown)
{
    try {
        std::rethrow_exception(thrown);
    }
    catch (boost::system::system_error const& other) {
        return other.code() == asio::error::operation_aborted;
    }
    catch (...) {
        return false;
    }
}

/// A race to its end, and everything it has started.
outcome race(std::vector<endpoint> addresses, times const& allowed = {})
{
    asio::io_context io;
    std::optional<outcome> out;
    asio::co_spawn(
        io, connect_first(io.get_executor(), std::move(addresses), allowed.head_start, allowed.each, allowed.limit),
        [&](std::exception_ptr thrown, outcome ended) {
            if (thrown)
                std::rethrow_exception(thrown);
            if (!ended) {
                out.emplace(std::move(ended));
                return;
            }
            boost::system::error_code ec;
            out.emplace(std::move(ended));
            BOOST_TEST((*out)->get()->socket.non_blocking());
            (*out)->get()->socket.close(ec); // before its context goes
        });
    io.run();
    return std::move(out).value();
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_address_that_accepts_is_used)
{
    listener first;
    listener second;
    BOOST_TEST(race({first.address(), second.address()}).has_value());
    BOOST_TEST(first.server.wait_for_notes(1));
    BOOST_TEST(second.server.connections() == 0U); // it was not asked
}

BOOST_AUTO_TEST_CASE(after_a_refusal_the_next_address_is_tried_at_once)
{
    closed_port const none;
    listener open;
    BOOST_TEST(race({at(none.port), at(none.port), open.address()}).has_value());
    // the other family, where nobody listens, or which this machine does not have
    BOOST_TEST(race({at(none.port, "::1"), open.address()}).has_value());
    // an address that cannot be connected to at all
    BOOST_TEST(race({at(open.address().port(), "255.255.255.255"), open.address()}).has_value());
    BOOST_TEST(open.server.wait_for_notes(3));
}

BOOST_AUTO_TEST_CASE(a_silent_address_delays_the_next_one_by_its_head_start)
{
    full_listener const silent;
    listener open;
    auto const began = std::chrono::steady_clock::now();
    BOOST_TEST(race({at(silent.port), open.address()}, {.head_start = 30ms}).has_value());
    BOOST_TEST((std::chrono::steady_clock::now() - began >= 30ms));
    // its own time may be shorter
    BOOST_TEST(race({at(silent.port), open.address()}, {.each = 30ms}).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_accepts)
{
    closed_port const none;
    full_listener const silent;
    auto const refused = race({at(none.port), at(none.port)});
    BOOST_TEST((refused.error().code == errc::connect_failed));
    BOOST_TEST((refused.error().diagnostics.cause == asio::error::connection_refused));
    auto const slow = race({at(silent.port), at(silent.port)}, {.head_start = 1ms, .each = 20ms});
    BOOST_TEST((slow.error().code == errc::timed_out));
    auto const both = race({at(none.port), at(silent.port)}, {.each = 20ms});
    BOOST_TEST((both.error().code == errc::timed_out));
    auto const late = race({at(silent.port), at(silent.port)}, {.limit = std::chrono::steady_clock::now() + 20ms});
    BOOST_TEST((late.error().code == errc::timed_out));
    listener open;
    auto const at_once = race({open.address()}, {.limit = std::chrono::steady_clock::now()});
    BOOST_TEST((at_once.error().code == errc::timed_out));
    BOOST_TEST(open.server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(other_connections_are_closed)
{
    // all at once: several are accepted before the first is known to have won
    listener all;
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(race({all.address(), all.address(), all.address()}, {.head_start = 0ms}).has_value());
    BOOST_TEST(all.server.wait_for_notes(20));
    BOOST_TEST(all.server.wait_for_notes(all.server.connections()));
}

BOOST_AUTO_TEST_CASE(a_cancelled_race_leaves_nothing_behind)
{
    full_listener const silent;
    for (bool destroy : {false, true})
        for (auto const type :
             {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
            auto io = std::make_unique<asio::io_context>();
            asio::cancellation_signal signal;
            std::optional<outcome> ended;
            auto const executor = io->get_executor();
            auto const with_all_types = [executor, &silent]() -> asio::awaitable<outcome> {
                co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
                std::vector<endpoint> addresses(3, at(silent.port));
                co_return co_await connect_first(executor, std::move(addresses), 1ms, 1min, (steady_time::max)());
            };
            asio::co_spawn(
                *io, with_all_types(),
                asio::bind_cancellation_slot(
                    signal.slot(), [&](std::exception_ptr, outcome result) { ended.emplace(std::move(result)); }));
            io->run_for(20ms); // all three are under way
            BOOST_TEST(!ended.has_value());
            if (destroy) {
                io.reset(); // the leak checker sees what stays
                BOOST_TEST(!ended.has_value());
                continue;
            }
            signal.emit(type);
            io->run();
            BOOST_TEST_REQUIRE(ended.has_value());
            BOOST_TEST((ended->error().code == errc::cancelled));
        }
}

BOOST_AUTO_TEST_CASE(races_on_several_threads)
{
    closed_port const none;
    full_listener const silent;
    listener open;
    asio::io_context io;
    struct cancelled_race {
        explicit cancelled_race(asio::io_context& io) : strand(asio::make_strand(io)) {}
        asio::strand<asio::io_context::executor_type> strand;
        asio::cancellation_signal signal;
    };
    std::deque<cancelled_race> all;
    std::atomic<int> won = 0;
    std::atomic<int> cancelled = 0;
    std::atomic<int> unexpected = 0;
    constexpr int count = 200;
    for (int i = 0; i < count; ++i) {
        auto& each = all.emplace_back(io);
        std::vector<endpoint> addresses = {at(none.port), at(silent.port), open.address(), open.address()};
        if (i % 2 != 0)
            addresses.resize(2); // cannot win
        asio::co_spawn(
            each.strand,
            connect_first(
                io.get_executor(), std::move(addresses), std::chrono::milliseconds(i % 5), 1min, (steady_time::max)()),
            asio::bind_cancellation_slot(each.signal.slot(), [&](std::exception_ptr thrown, outcome ended) {
                if (thrown)
                    ++(is_cancellation(thrown) ? cancelled : unexpected);
                else if (ended)
                    ++won;
                else
                    ++(ended.error().code == errc::cancelled ? cancelled : unexpected);
            }));
    }
    std::thread canceller([&] {
        for (std::size_t i = 1; i < all.size(); i += 2)
            asio::dispatch(all[i].strand, [&, i] { all[i].signal.emit(asio::cancellation_type::terminal); });
    });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { io.run(); });
    for (auto& each : threads)
        each.join();
    canceller.join();
    io.restart();
    io.run();
    BOOST_TEST(won == count / 2);
    BOOST_TEST(cancelled == count / 2);
    BOOST_TEST(unexpected == 0);
    // winners and losers are closed; the server may accept the last of them only now
    BOOST_TEST(open.server.wait_for_notes(count / 2));
    BOOST_TEST(open.server.wait_for_notes(open.server.connections()));
}

BOOST_AUTO_TEST_SUITE_END()
