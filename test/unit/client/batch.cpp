#include "client_fixture.hpp"

#include <cloud_governance/batch.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(client_batch)

using namespace client_test;
using cg::errc;

namespace {

/// Answers each request with its target after one turn of the context; counts how many are under way.
class counting_transport final : public cg::http::transport {
public:
    explicit counting_transport(asio::io_context& io) : io_(io) {}

    asio::awaitable<void> perform(cg::http::exchange& work) override
    {
        struct presence {
            explicit presence(counting_transport& where) : here(where)
            {
                std::lock_guard const lock(here.mutex);
                here.most = std::max(here.most, ++here.under_way);
                ++here.begun;
            }
            ~presence()
            {
                std::lock_guard const lock(here.mutex);
                --here.under_way;
            }
            counting_transport& here;
        };
        presence const counted(*this);
        asio::steady_timer pause(io_);
        if (silent)
            pause.expires_after(std::chrono::hours(1));
        else
            pause.expires_after(std::chrono::milliseconds(0));
        boost::system::error_code ec;
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        work.reset();
        if (ec) {
            work.fail(cg::error(errc::cancelled));
            co_return;
        }
        work.sent = true;
        work.reply.status = work.request.target.ends_with("missing") ? 404 : 200;
        work.reply.body = "\"" + work.request.target + "\"";
    }
    asio::any_io_executor get_executor() const override { return io_.get_executor(); }

    std::mutex mutex;
    std::size_t under_way = 0;
    std::size_t most = 0;
    std::size_t begun = 0;
    bool silent = false;

private:
    asio::io_context& io_;
};

template <class Strategy = fixed_key>
class batch_bench {
public:
    explicit batch_bench(Strategy strategy = Strategy())
        : transport(std::make_shared<counting_transport>(io)),
          client(io, cg::environment("https://api.example", ""), std::move(strategy), {.transport = transport})
    {
    }
    asio::io_context io;
    std::shared_ptr<counting_transport> transport;
    cg::client<Strategy> client;
};

std::vector<read_thing> things(int count)
{
    std::vector<read_thing> out;
    for (int i = 0; i < count; ++i)
        out.emplace_back(std::to_string(i));
    return out;
}

using results = std::vector<cg::result<std::string>>;

/// The results of a batch, or what it threw.
template <class Strategy>
results
run(batch_bench<Strategy>& at, std::vector<read_thing> operations, cg::batch_options options = cg::batch_options())
{
    std::exception_ptr failed;
    results out;
    asio::co_spawn(
        at.io, cg::send_all(at.client, std::move(operations), std::move(options)),
        [&](std::exception_ptr thrown, results ended) {
            failed = thrown;
            out = std::move(ended);
        });
    at.io.restart();
    at.io.run();
    if (failed)
        std::rethrow_exception(failed);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(results_are_in_order_and_concurrency_is_limited)
{
    for (std::size_t const concurrency : {1U, 2U, 7U, 100U, 1000U}) {
        batch_bench at;
        auto operations = things(100);
        operations[33].id = "missing";
        operations[50].id = ""; // cannot be encoded
        std::size_t calls = 0;
        auto const got =
            run(at, operations,
                cg::batch_options().concurrency(concurrency).on_progress([&](cg::batch_progress const& seen) {
                    ++calls;
                    BOOST_TEST(seen.done == calls);
                    BOOST_TEST(seen.total == 100U);
                }));
        BOOST_TEST_REQUIRE(got.size() == 100U);
        for (std::size_t i = 0; i < got.size(); ++i) {
            if (i == 33)
                BOOST_TEST((got[i].error().code == errc::not_found));
            else if (i == 50)
                BOOST_TEST((got[i].error().code == errc::invalid_argument));
            else
                BOOST_TEST(got[i].value() == "/things/" + std::to_string(i));
        }
        BOOST_TEST(calls == 100U);
        BOOST_TEST(at.transport->most <= concurrency);
        BOOST_TEST(at.transport->most >= std::min<std::size_t>(concurrency, 90U));
    }
}

BOOST_AUTO_TEST_CASE(failures_are_counted)
{
    batch_bench at;
    auto operations = things(5);
    operations[1].id = operations[4].id = "missing";
    cg::batch_progress last;
    run(at, operations, cg::batch_options().on_progress([&](cg::batch_progress const& seen) { last = seen; }));
    BOOST_TEST(last.done == 5U);
    BOOST_TEST(last.failed == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_to_send)
{
    batch_bench at;
    BOOST_TEST(run(at, {}).empty());
}

BOOST_AUTO_TEST_CASE(a_concurrency_of_zero_is_refused)
{
    batch_bench at;
    try {
        run(at, things(1), cg::batch_options().concurrency(0));
        BOOST_FAIL("taken");
    }
    catch (cg::failure const& refused) {
        BOOST_TEST((refused.code() == errc::invalid_argument));
        BOOST_TEST(refused.diagnostics().detail.starts_with("batch_options.concurrency:"));
    }
}

BOOST_AUTO_TEST_CASE(each_call_has_the_options)
{
    client_fixture at;
    at.transport->answer(200, "\"v\"").answer(200, "\"v\"");
    at.run([](cg::client<fixed_key> c) -> asio::awaitable<void> {
        auto const options = cg::batch_options().call(cg::call_options().request_id("mine").max_response_bytes(5));
        auto const got = co_await cg::send_all(c, things(2), options);
        BOOST_TEST(got.size() == 2U);
    }(at.client));
    for (auto const& sent : at.transport->requests()) {
        BOOST_TEST(sent.field("client-request-id") == "mine");
        BOOST_TEST(sent.limits.body_bytes == 5U);
    }
}

BOOST_AUTO_TEST_CASE(a_cancelled_batch_cancels_what_is_under_way_and_starts_no_more)
{
    batch_bench at;
    at.transport->silent = true;
    std::exception_ptr thrown;
    bool ended = false;
    asio::cancellation_signal signal;
    asio::co_spawn(
        at.io, cg::send_all(at.client, things(50), cg::batch_options().concurrency(4)),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error, results) {
            thrown = error;
            ended = true;
        }));
    at.io.poll();
    BOOST_TEST(at.transport->under_way == 4U);
    signal.emit(asio::cancellation_type::terminal);
    at.io.run(); // returns: nothing waits for the hour to pass
    BOOST_TEST(ended);
    BOOST_TEST(at.transport->under_way == 0U);
    BOOST_TEST(at.transport->begun == 4U);
    try {
        std::rethrow_exception(thrown);
    }
    catch (cg::failure const& failed) {
        BOOST_TEST((failed.code() == errc::cancelled));
    }
}

BOOST_AUTO_TEST_CASE(destroying_the_context_frees_a_batch)
{
    auto const alive = std::make_shared<int>(1);
    {
        auto at = std::make_unique<batch_bench<>>();
        at->transport->silent = true;
        auto const options = cg::batch_options().concurrency(4).on_progress([alive](cg::batch_progress const&) {});
        asio::co_spawn(at->io, cg::send_all(at->client, things(50), options), [alive](std::exception_ptr, results) {});
        at->io.poll();
        BOOST_TEST(alive.use_count() > 1);
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(exceptions_of_a_strategy_are_rethrown_after_all_calls_have_ended)
{
    struct sometimes_throwing {
        std::shared_ptr<int> count = std::make_shared<int>(0);
        void authorize(cg::auth::request_context&)
        {
            if (++*count == 3)
                throw std::runtime_error("mine");
        }
    };
    batch_bench<sometimes_throwing> at;
    BOOST_CHECK_THROW(run(at, things(20), cg::batch_options().concurrency(2)), std::runtime_error);
    BOOST_TEST(at.transport->under_way == 0U);
}

BOOST_AUTO_TEST_CASE(a_batch_on_several_threads)
{
    batch_bench at;
    std::optional<results> got;
    std::size_t reported = 0; // not atomic: the calls do not overlap
    auto const options =
        cg::batch_options().concurrency(16).on_progress([&](cg::batch_progress const& seen) { reported = seen.done; });
    asio::co_spawn(at.io, cg::send_all(at.client, things(400), options), [&](std::exception_ptr thrown, results ended) {
        BOOST_TEST(!thrown);
        got.emplace(std::move(ended));
    });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { at.io.run(); });
    for (auto& each : threads)
        each.join();
    BOOST_TEST_REQUIRE(got->size() == 400U);
    for (std::size_t i = 0; i < 400; ++i)
        BOOST_TEST((*got)[i].value() == "/things/" + std::to_string(i));
    BOOST_TEST(reported == 400U);
    BOOST_TEST(at.transport->most <= 16U);
}

BOOST_AUTO_TEST_CASE(batches_cancelled_on_several_threads)
{
    batch_bench at;
    std::atomic<int> ended = 0;
    constexpr int count = 30;
    std::vector<asio::cancellation_signal> signals(count);
    std::vector<asio::strand<asio::io_context::executor_type>> strands;
    for (int i = 0; i < count; ++i) {
        strands.push_back(asio::make_strand(at.io));
        asio::co_spawn(
            strands.back(), cg::send_all(at.client, things(40), cg::batch_options().concurrency(8)),
            asio::bind_cancellation_slot(
                signals[static_cast<std::size_t>(i)].slot(), [&](std::exception_ptr, results) { ++ended; }));
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { at.io.run(); });
    for (std::size_t i = 0; i < count; ++i)
        asio::post(strands[i], [&, i] { signals[i].emit(asio::cancellation_type::terminal); });
    for (auto& each : threads)
        each.join();
    at.io.restart();
    at.io.run();
    BOOST_TEST(ended == count);
    BOOST_TEST(at.transport->under_way == 0U);
}

static_assert(!std::is_aggregate_v<cg::batch_options>);
static_assert(!std::is_aggregate_v<cg::batch_progress>);

BOOST_AUTO_TEST_SUITE_END()
