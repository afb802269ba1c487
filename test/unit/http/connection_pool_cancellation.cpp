#include "pool_run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <future>
#include <memory>

BOOST_AUTO_TEST_SUITE(http_connection_pool_cancellation)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
using cloud_governance::errc;
using pool_test::get;
using pool_test::outcome;

namespace {

/// Where an exchange is when it is interrupted.
struct place {
    char const* name;
    bool tls_server;
    bool tls_client;
    char const* host;
    bool wait_for_pool;
    bool sent;
};

constexpr place places[] = {
    {"looking up the name", false, false, "localhost", false, false},
    {"shaking hands", false, true, "127.0.0.1", false, false},
    {"waiting for the pool", false, false, "127.0.0.1", true, false},
    {"waiting for the reply", false, false, "127.0.0.1", false, true},
    {"waiting for the reply over TLS", true, true, "127.0.0.1", false, true}};

/// A server that takes everything and answers nothing, and exchanges with it.
class bench {
public:
    explicit bench(place const& where)
        : server(
              [&](raw::peer& client) {
                  if (!where.tls_client || where.tls_server)
                      client.read_request();
                  server.note("received");
                  client.wait_for_end();
              },
              where.tls_server ? std::optional(pool_test::trusted_tls()) : std::nullopt),
          request(get(server))
    {
        request.origin.secure = where.tls_client;
        request.origin.host = where.host;
        auto options = pool_test::options();
        options.max_connections = 1;
        pool.emplace(io->get_executor(), options);
    }

    /// Runs until the exchange is at its place.
    void run_up_to(place const& where)
    {
        if (where.host == std::string_view("localhost")) {
            io->run_one(); // the look-up has begun
            return;
        }
        while (server.notes().empty())
            io->run_one_for(std::chrono::milliseconds(1));
        io->poll();
    }

    raw::server server;
    http::request request;
    std::unique_ptr<asio::io_context> io = std::make_unique<asio::io_context>();
    std::optional<http::connection_pool> pool;
};

/// An exchange that every type of cancellation reaches; a spawned coroutine lets only terminal ones through by itself.
asio::awaitable<outcome> exchange_with_all_types(http::connection_pool& pool, http::request const& request)
{
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_return co_await pool.exchange(request);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_cancelled_exchange_ends_wherever_it_is)
{
    for (auto const& where : places)
        for (auto const type :
             {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total})
            BOOST_TEST_CONTEXT(where.name << " type " << static_cast<int>(type))
            {
                bench at(where);
                asio::cancellation_signal signal;
                asio::cancellation_signal holders_signal;
                std::optional<outcome> ended;
                std::optional<outcome> holder;
                if (where.wait_for_pool)
                    asio::co_spawn(
                        *at.io, at.pool->exchange(at.request),
                        asio::bind_cancellation_slot(holders_signal.slot(), [&](std::exception_ptr, outcome result) {
                            holder.emplace(std::move(result));
                        }));
                std::exception_ptr thrown;
                asio::co_spawn(
                    *at.io, exchange_with_all_types(*at.pool, at.request),
                    asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error, outcome result) {
                        thrown = error;
                        ended.emplace(std::move(result));
                    }));
                at.run_up_to(where);
                BOOST_TEST(!ended.has_value());
                signal.emit(type);
                while (!ended)
                    at.io->run_one();
                BOOST_TEST(!thrown);
                BOOST_TEST_REQUIRE(!ended->has_value());
                BOOST_TEST((ended->error().code == errc::cancelled), pool_test::describe(*ended));
                BOOST_TEST(ended->error().diagnostics.request_may_have_been_sent == where.sent);
                BOOST_TEST(at.pool->current_state().waiting == 0U);
                BOOST_TEST(at.pool->current_state().idle == 0U);
                if (where.wait_for_pool) {
                    BOOST_TEST(!holder.has_value());
                    BOOST_TEST(at.pool->current_state().busy == 1U);
                    holders_signal.emit(asio::cancellation_type::terminal);
                }
                at.io->run(); // nothing is left that runs
                BOOST_TEST(at.pool->current_state().busy == 0U);
            }
}

BOOST_AUTO_TEST_CASE(a_cancelled_wait_leaves_the_next_turn_to_the_others)
{
    std::promise<void> answer;
    raw::server server([&](raw::peer& client) {
        while (auto const request = client.read_request()) {
            if (request->starts_with("GET /first"))
                answer.get_future().wait();
            client.reply("");
        }
    });
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 1;
    http::connection_pool pool(io.get_executor(), options);
    auto const first = get(server, "/first");
    auto const other = get(server, "/other");
    std::optional<outcome> ended[4];
    asio::cancellation_signal signals[4];
    for (std::size_t i = 0; i < 4; ++i)
        asio::co_spawn(
            io, pool.exchange(i == 0 ? first : other),
            asio::bind_cancellation_slot(signals[i].slot(), [&, i](std::exception_ptr, outcome result) {
                ended[i].emplace(std::move(result));
            }));
    while (pool.current_state().waiting != 3)
        io.run_one();
    signals[1].emit(asio::cancellation_type::terminal);
    answer.set_value();
    // the connection comes free and is granted to the third while that is being cancelled
    while (!ended[0])
        io.run_one();
    signals[2].emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST(ended[0]->has_value());
    BOOST_TEST((ended[1]->error().code == errc::cancelled));
    BOOST_TEST((ended[2]->has_value() || ended[2]->error().code == errc::cancelled));
    BOOST_TEST(ended[3]->has_value(), pool_test::describe(*ended[3]));
    BOOST_TEST(pool.current_state().busy == 0U);
}

BOOST_AUTO_TEST_CASE(an_exchange_cancelled_before_it_begins_sends_nothing)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); });
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    auto const request = get(server);
    asio::cancellation_signal signal;
    std::optional<outcome> ended;
    asio::co_spawn(
        io, pool.exchange(request),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr, outcome result) { ended.emplace(std::move(result)); }));
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST((ended->error().code == errc::cancelled));
    BOOST_TEST(!ended->error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(pool.current_state().busy == 0U);
}

BOOST_AUTO_TEST_CASE(destroying_the_context_frees_exchanges_in_every_state)
{
    for (auto const& where : places) {
        bench at(where);
        auto const alive = std::make_shared<int>(1);
        for (int i = 0; i < 3; ++i)
            asio::co_spawn(*at.io, at.pool->exchange(at.request), [alive](std::exception_ptr, outcome) {});
        at.run_up_to(where);
        BOOST_TEST(alive.use_count() == 4);
        at.pool.reset(); // as with every I/O object of Asio, before its context; the exchanges keep what they need
        at.io.reset();   // the leak checker sees what stays
        BOOST_TEST(alive.use_count() == 1);
    }
}

BOOST_AUTO_TEST_CASE(kept_connections_do_not_keep_the_context_running)
{
    for (bool tls : {false, true}) {
        raw::server server(
            [](raw::peer& client) {
                while (client.read_request())
                    client.reply("");
            },
            tls ? std::optional(pool_test::trusted_tls()) : std::nullopt);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pool_test::options());
        BOOST_TEST(pool_test::exchange(io, pool, get(server)).has_value()); // returns, so run() did
        BOOST_TEST(pool.current_state().idle == 1U);
        io.restart();
        BOOST_TEST(io.poll() == 0U); // nothing is pending
    }
}

BOOST_AUTO_TEST_SUITE_END()
