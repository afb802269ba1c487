// Memory of connections and calls:
//   benchmark_memory [--json] [--connections N] [--calls N]
// Heap bytes are those in use, as malloc rounds them; resident memory is counted by the kernel.

#include "allocations.hpp"
#include "calls.hpp"
#include "table.hpp"

#include <chrono>
#include <cstdio>
#include <functional>
#include <malloc.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace client_benchmark;
namespace asio = boost::asio;

double resident_bytes()
{
    long pages = 0;
    if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*d %ld", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

class memory_use {
public:
    double own = 0;
    double openssl = 0;
    double resident = 0;
    double trimmed = 0; // resident memory after the C library has returned free memory

    static memory_use now()
    {
        memory_use out;
        out.own = static_cast<double>(own_heap().bytes);
        out.openssl = static_cast<double>(openssl_heap().bytes);
        out.resident = resident_bytes();
        ::malloc_trim(0);
        out.trimmed = resident_bytes();
        return out;
    }
};

/// Memory per item. Trivially copyable, because it is sent through a pipe.
class holding {
public:
    char const* transport; // a literal: the address is the same in both processes
    char const* of;
    std::size_t number;
    memory_use each;

    holding() = default;
    holding(
        char const* transport, char const* of, std::size_t number, memory_use const& before, memory_use const& after)
        : transport(transport), of(of), number(number)
    {
        auto const share = [number](double a, double b) { return (b - a) / static_cast<double>(number); };
        each.own = share(before.own, after.own);
        each.openssl = share(before.openssl, after.openssl);
        each.resident = share(before.resident, after.resident);
        each.trimmed = share(before.trimmed, after.trimmed);
    }
};
using holdings = std::vector<holding>;

/// Measures in a new process: memory that an earlier measurement freed would be reused and not counted.
template <class Measure>
void measure_in_child(table& out, Measure const& measure)
{
    int ends[2];
    if (::pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    pid_t const child = ::fork();
    if (child == 0) {
        int status = 1;
        try {
            holdings const found = measure();
            auto const size = static_cast<ssize_t>(found.size() * sizeof(holding));
            status = ::write(ends[1], found.data(), static_cast<std::size_t>(size)) == size ? 0 : 1;
        }
        catch (std::exception const& reason) {
            std::fprintf(stderr, "%s\n", reason.what());
        }
        ::_exit(status);
    }
    ::close(ends[1]);
    holding one;
    while (::read(ends[0], static_cast<void*>(&one), sizeof one) == sizeof one)
        out.add(
            {one.transport, one.of, one.number, one.each.own, one.each.openssl, one.each.own + one.each.openssl,
             one.each.resident, one.each.trimmed});
    ::close(ends[0]);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("a measurement failed");
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

/// The smallest possible caller; its frame and that of `co_spawn` are counted as well.
asio::awaitable<void> send_once(bearer_client client) { co_await client.send(get_task_by_id(task_id())); }

/// Starts calls that nobody waits for.
void start_calls(asio::io_context& io, bearer_client const& client, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        asio::co_spawn(io, send_once(client), end_on_failure);
}

/// Measures the given number of connections, first in use, then idle.
holdings measure_connections(char const* transport, listener where, std::size_t count)
{
    server from(server::keys::ec);
    auto& shared = from.shared();
    asio::io_context io(1);
    auto options = from.options();
    options.max_connections = count + 1;
    // on a busy machine the last handshake may be late
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
    return {
        holding(transport, "idle connection", count, before, idle),
        holding(transport, "connection with a call on it", count, before, busy)};
}

/// Measures the given number of calls that wait for the only connection, which is busy.
holdings measure_waiting(char const* transport, listener where, std::size_t count)
{
    server from(server::keys::ec);
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
    shared.hold = 0;
    run_until(io, [&] { return shared.calls == seen + 1 + count; });
    io.run();
    return {holding(transport, "waiting call", count, before, waiting)};
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
        "Memory in bytes for each",
        {"transport", "of", "number", "own heap", "OpenSSL's heap", "heap", "resident", "resident, heap trimmed"});
    measure_in_child(out, [=] { return measure_connections("plain", plain, connections); });
    measure_in_child(out, [=] { return measure_connections("TLS 1.3", ec, connections); });
    measure_in_child(out, [=] { return measure_waiting("plain", plain, calls); });
    measure_in_child(out, [=] { return measure_waiting("TLS 1.3", ec, calls); });
    out.print(told.has("--json"));
    return 0;
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "%s\n", reason.what());
    return 1;
}
