#include "pool_run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <thread>

BOOST_AUTO_TEST_SUITE(http_threads)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using pool_test::get;
using pool_test::outcome;
using namespace std::chrono_literals;

namespace {

/// Answers, closes now and then, and never answers /silent.
void serve(raw::peer& client)
{
    for (int i = 0; auto const request = client.read_request(); ++i) {
        if (request->starts_with("GET /silent"))
            return client.wait_for_end();
        if (client.number % 3 == 2 && i == 4) {
            client.reply("", "200 OK", "Connection: close\r\n");
            return;
        }
        client.reply(std::string(i % 2 == 0 ? 10 : 20'000, 'x'));
        if (client.number % 3 == 1 && i == 3)
            return; // without a word
    }
}

void run_by_threads(asio::io_context& io, int count)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&] { io.run(); });
    for (auto& each : threads)
        each.join();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_pool_may_be_used_on_several_threads)
{
    for (bool tls : {false, true}) {
        raw::server server(serve, tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
        asio::io_context io;
        auto options = pool_test::options();
        options.max_connections = 4;
        http::connection_pool pool(io.get_executor(), options);
        auto const request = get(server);
        std::atomic<int> replies = 0;
        std::atomic<int> errors = 0;
        for (int i = 0; i < 300; ++i)
            asio::co_spawn(io, pool.exchange(request), [&](std::exception_ptr thrown, outcome ended) {
                ++(!thrown && ended ? replies : errors);
            });
        run_by_threads(io, 4);
        BOOST_TEST(replies == 300);
        BOOST_TEST(errors == 0);
        BOOST_TEST(pool.current_state().busy == 0U);
        BOOST_TEST(pool.current_state().waiting == 0U);
    }
}

BOOST_AUTO_TEST_CASE(deadlines_and_cancellation_on_several_threads)
{
    raw::server server(serve);
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 3;
    options.pool_timeout = 10ms;
    http::connection_pool pool(io.get_executor(), options);
    std::deque<http::request> requests;
    struct cancelled_exchange {
        explicit cancelled_exchange(asio::io_context& io) : strand(asio::make_strand(io)) {}
        asio::strand<asio::io_context::executor_type> strand;
        asio::cancellation_signal signal;
    };
    std::deque<cancelled_exchange> cancelled;
    std::atomic<int> ended_count = 0;
    std::atomic<int> unexpected = 0;
    for (int i = 0; i < 200; ++i) {
        auto& request = requests.emplace_back(get(server, i % 2 == 0 ? "/silent" : "/"));
        request.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(i % 20);
        auto& each = cancelled.emplace_back(io);
        asio::co_spawn(
            each.strand, pool.exchange(request),
            asio::bind_cancellation_slot(each.signal.slot(), [&](std::exception_ptr thrown, outcome ended) {
                ++ended_count;
                if (thrown)
                    ++unexpected;
                else if (
                    !ended && ended.error().code != errc::timed_out && ended.error().code != errc::cancelled &&
                    ended.error().code != errc::pool_timed_out)
                    ++unexpected;
            }));
    }
    std::thread canceller([&] {
        for (std::size_t i = 0; i < cancelled.size(); i += 3)
            asio::dispatch(
                cancelled[i].strand, [&, i] { cancelled[i].signal.emit(asio::cancellation_type::terminal); });
    });
    std::thread observer([&] {
        for (int i = 0; i < 200; ++i) {
            pool.current_state();
            pool.close_idle();
        }
    });
    run_by_threads(io, 4);
    canceller.join();
    observer.join();
    io.restart();
    io.run();
    BOOST_TEST(ended_count == 200);
    BOOST_TEST(unexpected == 0);
    BOOST_TEST(pool.current_state().busy == 0U);
    BOOST_TEST(pool.current_state().waiting == 0U);
}

BOOST_AUTO_TEST_CASE(a_pool_used_from_another_context_than_its_own)
{
    raw::server server(serve, pool_test::trusted_tls());
    asio::io_context own;
    asio::io_context other;
    auto const keep_running = asio::make_work_guard(own);
    http::connection_pool pool(own.get_executor(), pool_test::options());
    auto const request = get(server);
    std::atomic<int> replies = 0;
    std::thread running([&] { own.run(); });
    for (int i = 0; i < 50; ++i)
        asio::co_spawn(other, pool.exchange(request), [&](std::exception_ptr thrown, outcome ended) {
            if (!thrown && ended)
                ++replies;
        });
    run_by_threads(other, 2);
    own.stop();
    running.join();
    BOOST_TEST(replies == 50);
}

BOOST_AUTO_TEST_SUITE_END()
