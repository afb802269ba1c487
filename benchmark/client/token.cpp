// Getting a token: discovery, token request and first call of a new client; many tasks that wait for one renewal.

#include "calls.hpp"
#include "process_time.hpp"

#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

namespace {

using namespace client_benchmark;
namespace cg = cloud_governance;
namespace asio = boost::asio;

cg::auth::client_secret secret_strategy()
{
    return cg::auth::client_secret(
        {.client_id = "app", .client_secret = cg::secret_string("secret"), .username = "someone@contoso.com"});
}

cg::auth::client_certificate certificate_strategy(cg::testing::certificate_key key)
{
    cg::testing::certificate_settings settings;
    settings.key = key;
    return cg::auth::client_certificate(
        {.client_id = "app",
         .certificate = cg::testing::make_certificate("CN=benchmark", settings),
         .username = "someone@contoso.com"});
}

template <class Auth>
asio::awaitable<void> call(cg::client<Auth> client)
{
    co_await client.send(get_task_by_id(task_id()));
}

/// Creates a client, makes its first call and destroys it: two TLS connections, three requests.
template <class Strategy>
void first_call(benchmark::State& state, Strategy const& make_strategy)
{
    auto& from = server::running();
    auto const& shared = from.shared();
    std::uint64_t const tokens = shared.token_requests, discoveries = shared.discovery_requests;
    auto const strategy = make_strategy(); // the key is made once
    for (auto _ : state) {
        asio::io_context io(1);
        cg::client client(io, from.environment(ec), strategy, from.options());
        asio::co_spawn(io, call(client), end_on_failure);
        io.run();
    }
    auto const rounds = static_cast<std::uint64_t>(state.iterations());
    if (shared.token_requests - tokens != rounds || shared.discovery_requests - discoveries != rounds)
        state.SkipWithError("not one discovery and one token request each");
}

constexpr int waiting_tasks = 1000;

/// Starts all tasks, runs them, and returns the processor time.
template <class Auth>
double run_tasks(asio::io_context& io, cg::client<Auth> const& client)
{
    double const begin = process_seconds();
    for (int i = 0; i < waiting_tasks; ++i)
        asio::co_spawn(io, call(client), end_on_failure);
    io.restart();
    io.run();
    return process_seconds() - begin;
}

/// 1,000 tasks need a token that has expired: one request is sent, and all tasks continue with its result.
void renewal(benchmark::State& state)
{
    auto& from = server::running();
    auto& shared = from.shared();
    double waited = 0, warm = 0;
    std::uint64_t rounds = 0;
    for (auto _ : state) {
        asio::io_context io(1);
        shared.token_lifetime = 1;
        cg::client client(io, from.environment(ec), secret_strategy(), from.options());
        asio::co_spawn(io, call(client), end_on_failure);
        io.run();
        shared.token_lifetime = 3600;
        // a token with a lifetime of one second is used for three quarters of it
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        auto const tokens = shared.token_requests.load();
        auto const begin = std::chrono::steady_clock::now();
        waited += run_tasks(io, client);
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        if (shared.token_requests != tokens + 1) {
            state.SkipWithError("another number of token requests than one");
            break;
        }
        warm += run_tasks(io, client); // the same with a token
        ++rounds;
    }
    double const tasks = static_cast<double>(rounds) * waiting_tasks;
    state.counters["cpu_us_per_task"] = waited * 1e6 / tasks;
    state.counters["cpu_us_per_task_with_a_token"] = warm * 1e6 / tasks;
    state.counters["token_requests"] = 1;
}

} // namespace

BENCHMARK_CAPTURE(first_call, secret, secret_strategy)->UseRealTime();
BENCHMARK_CAPTURE(first_call, certificate_rsa_2048, [] {
    return certificate_strategy(cg::testing::certificate_key::rsa_2048);
})->UseRealTime();
BENCHMARK_CAPTURE(first_call, certificate_p256, [] {
    return certificate_strategy(cg::testing::certificate_key::ec_p256);
})->UseRealTime();
BENCHMARK(renewal)->Name("1000_tasks_wait_for_one_renewal")->UseManualTime()->Unit(benchmark::kMillisecond);
