// A call on a new connection: plain, with a full TLS 1.3 handshake, and with a resumed session; the three take turns.
// No connection is kept, so that each call opens one.

#include "calls.hpp"
#include "process_time.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace client_benchmark;
namespace asio = boost::asio;

class lane {
public:
    lane(server& from, listener where) : client(make_client(io, from, where, options(from)))
    {
        run_calls(io, client, work::exchange, 2); // brings the first session
    }

    void call()
    {
        double const begin = process_seconds();
        run_calls(io, client, work::exchange, 1);
        spent += process_seconds() - begin;
    }

    asio::io_context io{1};
    bearer_client client;
    double spent = 0;

private:
    static cloud_governance::client_options options(server& from)
    {
        auto out = from.options();
        out.keep_alive_idle = std::chrono::milliseconds(0);
        return out;
    }
};

void reconnect(benchmark::State& state, listener resuming, listener full)
{
    auto& from = server::running();
    auto const& shared = from.shared();
    lane without_tls(from, plain), anew(from, full), again(from, resuming);
    std::uint64_t const full_before = shared.full_handshakes, resumed_before = shared.resumed_handshakes;
    for (auto _ : state) {
        without_tls.call();
        anew.call();
        double const before = again.spent;
        again.call();
        state.SetIterationTime(again.spent - before);
    }
    auto const rounds = static_cast<std::uint64_t>(state.iterations());
    if (shared.full_handshakes - full_before != rounds || shared.resumed_handshakes - resumed_before != rounds)
        state.SkipWithError("not one full and one resumed handshake each");
    double const n = static_cast<double>(rounds);
    state.counters["plain_us"] = without_tls.spent * 1e6 / n;
    state.counters["full_us"] = anew.spent * 1e6 / n;
    state.counters["resumed_us"] = again.spent * 1e6 / n;
    state.counters["ratio"] = again.spent / anew.spent;
    // what TLS adds to the connection
    state.counters["ratio_of_tls_alone"] = (again.spent - without_tls.spent) / (anew.spent - without_tls.spent);
}

} // namespace

BENCHMARK_CAPTURE(reconnect, ecdsa_p256, ec, ec_full)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(reconnect, rsa_2048, rsa, rsa_full)->UseManualTime()->Unit(benchmark::kMicrosecond);
