// Warm small calls, to be looked at from outside (valgrind, perf, strace):
//   benchmark_calls [--transport plain|tls|rsa] [--what send|exchange|approve] [--calls N] [--in-flight K] [--threads
//   T]
//                   [--reconnect resumed|full]
// With --reconnect each call is on a new connection, whose handshake takes up an earlier session or does not. Prints
// calls per second and the processor's time per call.

#include "calls.hpp"
#include "table.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>
#include <vector>

namespace client_benchmark {

/// All that is measured. `instructions.sh` has only what runs in here counted, by this name: what comes before makes an
/// RSA key, whose cost is a matter of luck.
__attribute__((noinline)) void run_measured(boost::asio::io_context& io, std::size_t threads)
{
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < threads; ++i)
        others.emplace_back([&io] { io.run(); });
    io.run();
    for (auto& each : others)
        each.join();
}

} // namespace client_benchmark

namespace {

using namespace client_benchmark;

listener listener_of(std::string const& transport, bool full)
{
    if (transport == "tls")
        return full ? ec_full : ec;
    if (transport == "rsa")
        return full ? rsa_full : rsa;
    return plain;
}

} // namespace

int main(int count, char** values)
try {
    arguments const told(count, values);
    auto const calls = told.number("--calls", 100'000);
    auto const in_flight = told.number("--in-flight", 1);
    auto const threads = told.number("--threads", 1);
    auto const transport = told.value("--transport", "plain");
    auto const what = told.value("--what", "send");

    auto const reconnect = told.value("--reconnect", "");

    server from;
    auto options = from.options();
    if (!reconnect.empty())
        options.keep_alive_idle = std::chrono::milliseconds(0);
    boost::asio::io_context io(static_cast<int>(threads));
    auto const client = make_client(io, from, listener_of(transport, reconnect == "full"), options);
    run_calls(io, client, work_of(what), in_flight, in_flight);

    auto const begin = std::chrono::steady_clock::now();
    auto const before = std::clock();
    std::atomic<std::int64_t> left = static_cast<std::int64_t>(calls);
    for (std::size_t i = 0; i < in_flight; ++i)
        boost::asio::co_spawn(io, call_in_turn(client, work_of(what), left), end_on_failure);
    io.restart();
    run_measured(io, threads);
    std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - begin;
    double const spent = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;

    table out("Warm small calls", {"transport", "what", "in flight", "threads", "calls", "calls/s", "CPU us/call"});
    double const n = static_cast<double>(calls);
    out.add({transport, what, in_flight, threads, calls, n / seconds.count(), spent * 1e6 / n});
    out.print(told.has("--json"));
    return 0;
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "%s\n", reason.what());
    return 1;
}
