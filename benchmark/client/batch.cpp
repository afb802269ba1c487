// `send_all`, compared with the same calls by as many hand-written coroutines; the two take turns.

#include "calls.hpp"
#include "process_time.hpp"

#include <cloud_governance/batch.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace client_benchmark;
namespace cg = cloud_governance;
namespace asio = boost::asio;

asio::awaitable<void> approve_all(bearer_client client, std::size_t count, std::size_t& failed)
{
    auto const outcomes = co_await cg::send_all(client, std::vector<approve_task>(count, approve_task(task_id())));
    failed = count - outcomes.size();
    for (auto const& outcome : outcomes)
        failed += !outcome.has_value();
}

void batch(benchmark::State& state, listener where)
{
    auto const count = static_cast<std::size_t>(state.range(0));
    auto& from = server::running();
    asio::io_context io(1);
    auto const client = make_client(io, from, where, from.options());
    run_calls(io, client, work::approve, 32, 32);
    double batched = 0, by_hand = 0;
    for (auto _ : state) {
        std::size_t failed = count;
        double const begin = process_seconds();
        asio::co_spawn(io, approve_all(client, count, failed), end_on_failure);
        io.restart();
        io.run();
        batched += process_seconds() - begin;
        if (failed != 0)
            state.SkipWithError("an operation failed");
        state.PauseTiming();
        double const again = process_seconds();
        run_calls(io, client, work::approve, count, 32);
        by_hand += process_seconds() - again;
        state.ResumeTiming();
    }
    double const calls = static_cast<double>(state.iterations()) * static_cast<double>(count);
    state.SetItemsProcessed(static_cast<std::int64_t>(calls));
    state.counters["cpu_us_per_call"] = batched * 1e6 / calls;
    state.counters["cpu_us_per_call_by_hand"] = by_hand * 1e6 / calls;
}

} // namespace

BENCHMARK_CAPTURE(batch, plain, plain)->Arg(1000)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, tls, ec)->Arg(1000)->UseRealTime()->Unit(benchmark::kMillisecond);
