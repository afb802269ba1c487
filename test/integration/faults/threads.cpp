// One context, several threads: calls, renewals, storms of refused tokens, cancellations and clients that are destroyed
// while their calls run, all at once.
#include "service_rig.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>

#include <deque>
#include <thread>

BOOST_AUTO_TEST_SUITE(faults_threads)

using namespace faults;

namespace {

/// Outcomes, counted by any thread.
class tally {
public:
    void take(std::exception_ptr thrown, cg::result<void> const& outcome, bool cancellable)
    {
        ++ended;
        if (!thrown && outcome)
            ++succeeded;
        else if (!thrown && outcome.error().code == errc::unauthorized)
            ++refused;
        else if (!(cancellable && is_cancelled(thrown, outcome)))
            ++unexpected;
    }

    std::atomic<std::size_t> ended = 0;
    std::atomic<std::size_t> succeeded = 0;
    std::atomic<std::size_t> refused = 0;
    std::atomic<std::size_t> unexpected = 0;

private:
    static bool is_cancelled(std::exception_ptr thrown, cg::result<void> const& outcome)
    {
        if (!thrown)
            return outcome.error().code == errc::cancelled;
        try {
            std::rethrow_exception(thrown);
        }
        catch (boost::system::system_error const& other) { // Asio's, before the coroutine began
            return other.code() == asio::error::operation_aborted;
        }
    }
};

/// The fake service on a thread of its own.
class service_thread {
public:
    service_thread() : service(context_)
    {
        service.register_secret_client("app", "secret");
        running_ = std::thread([this] { context_.run(); });
    }
    ~service_thread()
    {
        service.stop();
        running_.join();
    }

private:
    asio::io_context context_;

public:
    cg::testing::fake_service service;

private:
    std::thread running_;
};

/// A call that is cancelled from another thread.
class cancelled_call {
public:
    explicit cancelled_call(asio::io_context& io) : strand(asio::make_strand(io)) {}

    void cancel()
    {
        asio::dispatch(strand, [this] { signal.emit(asio::cancellation_type::terminal); });
    }

    asio::strand<asio::io_context::executor_type> strand;
    asio::cancellation_signal signal;
};

void run_mixture(std::size_t threads)
{
    constexpr std::size_t calls = 400;
    service_thread at;
    asio::io_context io;
    auto pool = pool_test::options();
    pool.tls = at.service.tls();
    pool.max_connections = 6;
    cg::client_options options;
    options.transport = std::make_shared<cg::http::connection_pool>(io.get_executor(), pool);
    auto const make_client = [&] {
        auto cache = strategy::no_pauses();
        cache.life.quick_rejection = 0ms; // storms come more often than in real life
        return cg::client<strategy>(
            io, at.service.environment(), strategy(credentials::token, std::make_shared<int>(0), cache), options);
    };
    auto const shared = make_client();
    auto guard = std::make_optional(asio::make_work_guard(io));
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&] { io.run(); });

    tally counts;
    std::deque<cancelled_call> cancelled;
    std::size_t storms = 0;
    std::size_t own_clients = 0;
    for (std::size_t i = 0; i < calls; ++i) {
        if (i % 7 == 3) {
            auto& each = cancelled.emplace_back(io);
            asio::co_spawn(
                each.strand, shared.try_send(list_requests()),
                asio::bind_cancellation_slot(
                    each.signal.slot(),
                    [&](std::exception_ptr thrown, cg::result<void> outcome) { counts.take(thrown, outcome, true); }));
            if (i % 2 == 0)
                each.cancel();
        }
        else {
            // of every 20th the client has gone before its call has begun
            auto const governance = i % 20 == 5 ? make_client() : shared;
            own_clients += i % 20 == 5 ? 1 : 0;
            asio::co_spawn(
                io, governance.try_send(list_requests()),
                [&](std::exception_ptr thrown, cg::result<void> outcome) { counts.take(thrown, outcome, false); });
        }
        if (i % 50 == 49) {
            // a call that met two storms would be refused for good, so the last one must be over
            while (counts.ended <= i)
                std::this_thread::yield();
            at.service.expire_access_tokens();
            ++storms;
        }
        else if (i % 10 == 9) {
            cancelled.back().cancel(); // somewhere on its way
        }
    }
    guard.reset();
    for (auto& each : running)
        each.join();

    BOOST_TEST(counts.ended == calls);
    BOOST_TEST(counts.unexpected == 0U);
    BOOST_TEST(counts.refused == 0U);
    BOOST_TEST(counts.succeeded > calls / 2);
    // one renewal for each storm, however many calls it hit
    BOOST_TEST(at.service.statistics().token_requests <= 1 + storms + 2 * own_clients);

    tally last;
    asio::co_spawn(io, shared.try_send(list_requests()), [&](std::exception_ptr thrown, cg::result<void> outcome) {
        last.take(thrown, outcome, false);
    });
    io.restart();
    io.run();
    BOOST_TEST(last.succeeded == 1U);
}

} // namespace

BOOST_AUTO_TEST_CASE(one_thread) { run_mixture(1); }
BOOST_AUTO_TEST_CASE(two_threads) { run_mixture(2); }
BOOST_AUTO_TEST_CASE(eight_threads) { run_mixture(8); }

BOOST_AUTO_TEST_SUITE_END()
