// What connections and calls hold of memory:
//   benchmark_memory [--json] [--connections N] [--calls N]
// Heap bytes are those in use, as malloc rounds them; resident memory is what the kernel counts.

#include "allocations.hpp"
#include "calls.hpp"
#include "table.hpp"

#include <chrono>
#include <cstdio>
#include <functional>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace client_benchmark;
namespace asio = boost::asio;

class memory_use {
public:
    double own = 0;
    double openssl = 0;
    double resident = 0;

    static memory_use now()
    {
        memory_use out;
        out.own = static_cast<double>(own_heap().bytes);
        out.openssl = static_cast<double>(openssl_heap().bytes);
        if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
            long pages = 0;
            if (std::fscanf(file, "%*d %ld", &pages) == 1)
                out.resident = static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
            std::fclose(file);
        }
        return out;
    }
};

/// Between two moments, for each of so many.
void add_row(
    table& out, std::string transport, char const* of, std::size_t number, memory_use const& before,
    memory_use const& after)
{
    auto const each = [number](double a, double b) { return (b - a) / static_cast<double>(number); };
    double const own = each(before.own, after.own);
    double const openssl = each(before.openssl, after.openssl);
    out.add({std::move(transport), of, number, own, openssl, own + openssl, each(before.resident, after.resident)});
}

void run_until(asio::io_context& io, std::function<bool()> const& done)
{
    io.restart();
    auto const latest = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    while (!done()) {
        io.run_for(std::chrono::milliseconds(5));
        if (std::chrono::steady_clock::now() > latest)
            throw std::runtime_error("the calls did not come through");
    }
}

/// What a program does with a call that it need not wait for.
void start_calls(asio::io_context& io, bearer_client const& client, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        asio::co_spawn(io, call_once(client, work::send), end_on_failure);
}

/// So many connections in use, and then idle.
void measure_connections(table& out, std::string const& transport, listener where, std::size_t count)
{
    server from;
    auto& shared = from.shared();
    asio::io_context io(1);
    auto options = from.options();
    options.max_connections = count + 1;
    // under load on the machine the last handshake may come late
    options.handshake_timeout = options.connect_timeout = std::chrono::minutes(5);
    auto const client = make_client(io, from, where, options);
    run_calls(io, client, work::send, 10);

    auto const before = memory_use::now();
    auto const seen = shared.calls.load();
    shared.hold = 1;
    start_calls(io, client, count + 1);
    run_until(io, [&] { return shared.calls == seen + count + 1; });
    auto const busy = memory_use::now();
    shared.hold = 0;
    io.restart();
    io.run();
    auto const idle = memory_use::now();
    if (shared.connections != count + 1)
        throw std::runtime_error("another number of connections than was meant");
    add_row(out, transport, "idle connection", count, before, idle);
    add_row(out, transport, "connection with a call on it", count, before, busy);
}

/// So many calls that wait for the one connection, which is held.
void measure_waiting(table& out, std::string const& transport, listener where, std::size_t count)
{
    server from;
    auto& shared = from.shared();
    asio::io_context io(1);
    auto options = from.options();
    options.max_connections = 1;
    options.max_waiting = count;
    options.pool_timeout = std::chrono::hours(1);
    auto const client = make_client(io, from, where, options);
    run_calls(io, client, work::send, 10);
    shared.hold = 1;
    auto const seen = shared.calls.load();
    start_calls(io, client, 1);
    run_until(io, [&] { return shared.calls == seen + 1; });

    auto const before = memory_use::now();
    start_calls(io, client, count);
    io.restart();
    io.poll();
    auto const waiting = memory_use::now();
    add_row(out, transport, "waiting call", count, before, waiting);
    shared.hold = 0;
    run_until(io, [&] { return shared.calls == seen + 1 + count; });
    io.run();
}

} // namespace

int main(int count, char** values)
try {
    arguments const told(count, values);
    auto const connections = told.number("--connections", 1000);
    auto const calls = told.number("--calls", 10'000);
    rlimit files = {};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    table out(
        "Memory in bytes for each", {"transport", "of", "number", "own heap", "OpenSSL's heap", "heap", "resident"});
    measure_connections(out, "plain", plain, connections);
    measure_connections(out, "TLS 1.3", ec, connections);
    measure_waiting(out, "plain", plain, calls);
    measure_waiting(out, "TLS 1.3", ec, calls);
    out.print(told.has("--json"));
    return 0;
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "%s\n", reason.what());
    return 1;
}
