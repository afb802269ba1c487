#include "pool_run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <deque>

BOOST_AUTO_TEST_SUITE(http_overload)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

http::pool_options pausing_options(std::size_t max_connections)
{
    auto out = pool_test::options();
    out.max_connections = max_connections;
    out.max_pause = 60s;
    out.pause_spread = 0ms;
    return out;
}

/// A server that answers its first request as it is told, and the others with 200.
class first_differs {
public:
    first_differs(std::string status, std::string fields)
        : server([this, status, fields](raw::peer& client) {
              while (client.read_request()) {
                  server.note(std::to_string(steady::now().time_since_epoch().count()));
                  if (server.notes().size() == 1)
                      client.reply("", status, fields);
                  else
                      client.reply("fine");
              }
          })
    {
    }

    /// When the n-th request came.
    steady::time_point came(std::size_t n) const
    {
        return steady::time_point(steady::duration(std::stoll(server.notes().at(n))));
    }

    raw::server server;
};

/// Several exchanges at once, all to their end.
std::deque<std::optional<pool_test::outcome>>
exchange_all(asio::io_context& io, http::connection_pool& pool, http::request const& request, std::size_t count)
{
    std::deque<std::optional<pool_test::outcome>> ended(count);
    for (auto& each : ended)
        pool_test::start(io, pool, request, each);
    io.restart();
    io.run();
    return ended;
}

} // namespace

BOOST_AUTO_TEST_CASE(one_pause_holds_back_waiting_and_new_exchanges)
{
    for (char const* status : {"429 Slow", "503 Busy"}) {
        first_differs at(status, "Retry-After: 1\r\n");
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pausing_options(1));
        auto const request = pool_test::get(at.server);
        // all but one wait in the queue for the only connection when the pause begins
        auto const ended = exchange_all(io, pool, request, 10);
        BOOST_TEST(ended[0]->value().status == (status[0] == '4' ? 429U : 503U));
        for (std::size_t i = 1; i < ended.size(); ++i)
            BOOST_TEST(ended[i]->value().status == 200U);
        BOOST_TEST(at.server.notes().size() == 10U);
        BOOST_TEST((at.came(1) - at.came(0) >= 1s));
    }
}

BOOST_AUTO_TEST_CASE(a_pause_that_is_too_long_refuses_at_once_and_states_its_length)
{
    for (bool throttled : {true, false}) {
        first_differs at(throttled ? "429 Slow" : "503 Busy", "Retry-After: 3600\r\n");
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pausing_options(2));
        auto request = pool_test::get(at.server);
        BOOST_TEST(pool_test::exchange(io, pool, request).has_value());
        for (auto const& each : exchange_all(io, pool, request, 20)) {
            auto const& reason = each->error();
            BOOST_TEST((reason.code == (throttled ? errc::rate_limited : errc::server_error)));
            BOOST_TEST(!reason.diagnostics.request_may_have_been_sent);
            BOOST_TEST((reason.diagnostics.retry_after >= 3590s && reason.diagnostics.retry_after <= 3600s));
        }
        BOOST_TEST(at.server.notes().size() == 1U);
    }
    // a deadline that is sooner than the end of the pause
    first_differs at("429 Slow", "Retry-After: 30\r\n");
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pausing_options(2));
    auto request = pool_test::get(at.server);
    BOOST_TEST(pool_test::exchange(io, pool, request).has_value());
    request.deadline = steady::now() + 20s;
    auto const begin = steady::now();
    BOOST_TEST((pool_test::exchange(io, pool, request).error().code == errc::rate_limited));
    BOOST_TEST((steady::now() - begin < 10s));
}

BOOST_AUTO_TEST_CASE(a_pause_affects_its_origin_only)
{
    first_differs at("429 Slow", "Retry-After: 3600\r\n");
    raw::server other([](raw::peer& client) {
        while (client.read_request())
            client.reply("other");
    });
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pausing_options(2));
    BOOST_TEST(pool_test::exchange(io, pool, pool_test::get(at.server)).has_value());
    BOOST_TEST(pool_test::exchange(io, pool, pool_test::get(other)).has_value());
    BOOST_TEST(pool_test::exchange(io, pool, pool_test::get(at.server)).has_error());
}

BOOST_AUTO_TEST_CASE(without_the_option_or_without_retry_after_nothing_pauses)
{
    auto const served = [](char const* fields, std::chrono::milliseconds max_pause) {
        first_differs at("429 Slow", fields);
        asio::io_context io;
        auto options = pausing_options(2);
        options.max_pause = max_pause;
        http::connection_pool pool(io.get_executor(), options);
        auto const request = pool_test::get(at.server);
        BOOST_TEST(pool_test::exchange(io, pool, request).has_value());
        return pool_test::exchange(io, pool, request).has_value();
    };
    BOOST_TEST(served("", 60s));
    BOOST_TEST(served("Retry-After: 0\r\n", 60s));
    BOOST_TEST(served("Retry-After: soon\r\n", 60s));
    BOOST_TEST(served("Retry-After: 3600\r\n", 0s));
    BOOST_TEST(!served("Retry-After: 3600\r\n", 60s));
}

BOOST_AUTO_TEST_CASE(waiting_for_the_end_of_a_pause_can_be_cancelled)
{
    first_differs at("429 Slow", "Retry-After: 50\r\n");
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pausing_options(2));
    auto const request = pool_test::get(at.server);
    BOOST_TEST(pool_test::exchange(io, pool, request).has_value());
    asio::cancellation_signal signal;
    std::optional<pool_test::outcome> ended;
    asio::co_spawn(
        io, pool.exchange(request),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr, pool_test::outcome outcome) { ended.emplace(std::move(outcome)); }));
    io.restart();
    io.poll();
    BOOST_TEST(pool.current_state().waiting == 1U);
    BOOST_TEST(!ended);
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST((ended->error().code == errc::cancelled));
    BOOST_TEST(pool.current_state().waiting == 0U);
}

BOOST_AUTO_TEST_CASE(an_exchange_is_refused_at_once_when_the_queue_is_full)
{
    for (std::size_t const places : {0U, 1U, 3U}) {
        raw::server server([](raw::peer& client) { client.wait_for_end(); });
        asio::io_context io;
        auto options = pool_test::options();
        options.max_connections = 2;
        options.max_waiting = places;
        http::connection_pool pool(io.get_executor(), options);
        auto request = pool_test::get(server);
        request.deadline = steady::now() + 200ms;
        auto const ended = exchange_all(io, pool, request, 8);
        std::size_t refused = 0;
        for (std::size_t i = 0; i < ended.size(); ++i) {
            auto const& reason = ended[i]->error();
            BOOST_TEST((reason.code == (i < 2 + places ? errc::timed_out : errc::queue_full)));
            if (reason.code != errc::queue_full)
                continue;
            ++refused;
            BOOST_TEST(!reason.diagnostics.request_may_have_been_sent);
            BOOST_TEST(reason.diagnostics.detail.find("max_waiting") != std::string::npos);
        }
        BOOST_TEST(refused == 6 - places);
        BOOST_TEST(pool.current_state().waiting == 0U);
    }
}

BOOST_AUTO_TEST_CASE(exchanges_that_wait_for_a_pause_count_against_the_queue_limit)
{
    first_differs at("429 Slow", "Retry-After: 1\r\n");
    asio::io_context io;
    auto options = pausing_options(2);
    options.max_waiting = 3;
    http::connection_pool pool(io.get_executor(), options);
    auto const request = pool_test::get(at.server);
    BOOST_TEST(pool_test::exchange(io, pool, request).has_value());
    auto const ended = exchange_all(io, pool, request, 5);
    for (std::size_t i = 0; i < ended.size(); ++i) {
        if (i < 3)
            BOOST_TEST(ended[i]->has_value());
        else
            BOOST_TEST((ended[i]->error().code == errc::queue_full));
    }
}

BOOST_AUTO_TEST_SUITE_END()
