// Warm small calls on one io_context with one thread and with two, 64 in flight over 32 connections.

#include "calls.hpp"
#include "process_time.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace client_benchmark;
namespace asio = boost::asio;

constexpr std::size_t in_flight = 64;
constexpr std::size_t calls_each_round = 5'000;

void calls(benchmark::State& state, listener where, work what)
{
    auto const threads = static_cast<int>(state.range(0));
    auto& from = server::running();
    asio::io_context io(threads);
    auto const client = make_client(io, from, where, from.options());
    run_calls(io, client, what, in_flight, in_flight);
    double const begin = process_seconds();
    for (auto _ : state)
        run_calls(io, client, what, calls_each_round, in_flight, static_cast<std::size_t>(threads));
    double const made = static_cast<double>(state.iterations()) * calls_each_round;
    state.counters["cpu_us_per_call"] = (process_seconds() - begin) * 1e6 / made;
    state.SetItemsProcessed(static_cast<std::int64_t>(made)); // calls per second
}

} // namespace

BENCHMARK_CAPTURE(calls, plain_exchange, plain, work::exchange)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(calls, tls_exchange, ec, work::exchange)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(calls, plain_send, plain, work::send)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(calls, tls_send, ec, work::send)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
