// Warm small calls, to be examined from outside (valgrind, perf, strace):
//   benchmark_calls [--transport plain|tls|rsa] [--what send|exchange|approve] [--calls N] [--in-flight K] [--threads
//   T]
//                   [--reconnect resumed|full]
// With --reconnect each call uses a new connection, whose handshake resumes an earlier session or is a full one. Prints
// calls per second and processor time per call.

#include "calls.hpp"
#include "process_time.hpp"
#include "table.hpp"

#include <chrono>
#include <cstdio>

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

    server from(transport == "rsa" ? server::keys::ec_and_rsa : server::keys::ec);
    auto options = from.options();
    if (!reconnect.empty())
        options.keep_alive_idle = std::chrono::milliseconds(0);
    boost::asio::io_context io(static_cast<int>(threads));
    auto const client = make_client(io, from, listener_of(transport, reconnect == "full"), options);
    run_calls(io, client, work_of(what), in_flight, in_flight);

    auto const begin = std::chrono::steady_clock::now();
    double const before = process_seconds();
    run_calls(io, client, work_of(what), calls, in_flight, threads);
    double const spent = process_seconds() - before;
    std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - begin;

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
