#include "calls.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

namespace client_benchmark {

namespace cg = cloud_governance;
namespace asio = boost::asio;

work work_of(std::string const& name)
{
    if (name == "send")
        return work::send;
    if (name == "exchange")
        return work::exchange;
    if (name == "approve")
        return work::approve;
    throw std::invalid_argument(name + ": send, exchange or approve");
}

cg::uuid task_id()
{
    static cg::uuid const id = cg::uuid_from_string("0b0d7c5e-8f1c-4d2a-9a44-3c1f5e6a7b80");
    return id;
}

cg::secret_string token() { return cg::secret_string(std::string(1000, 'k')); }

bearer_client make_client(asio::io_context& io, server& from, listener api, cg::client_options options)
{
    return bearer_client(io, from.environment(api), cg::auth::bearer(token()), std::move(options));
}

asio::awaitable<void> call_in_turn(bearer_client client, work what, std::atomic<std::int64_t>& left)
{
    // one loop for each kind of call, so that no other coroutine is between it and the client's own
    if (what == work::send)
        while (left.fetch_sub(1, std::memory_order_relaxed) > 0)
            co_await client.send(get_task_by_id(task_id()));
    else if (what == work::exchange)
        while (left.fetch_sub(1, std::memory_order_relaxed) > 0)
            co_await client.exchange(undecoded_task(task_id()));
    else
        while (left.fetch_sub(1, std::memory_order_relaxed) > 0)
            co_await client.send(approve_task(task_id()));
}

/// Makes the calls. `instructions.sh` counts only what runs in this function, by its name: the code before it makes an
/// RSA key, whose cost is random.
__attribute__((noinline)) void run_on_threads(asio::io_context& io, std::size_t threads)
{
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < threads; ++i)
        others.emplace_back([&io] { io.run(); });
    io.run();
    for (auto& each : others)
        each.join();
}

void run_calls(
    asio::io_context& io, bearer_client const& client, work what, std::size_t count, std::size_t in_flight,
    std::size_t threads)
{
    std::atomic<std::int64_t> left = static_cast<std::int64_t>(count);
    for (std::size_t i = 0; i < in_flight; ++i)
        asio::co_spawn(io, call_in_turn(client, what, left), end_on_failure);
    io.restart();
    run_on_threads(io, threads);
}

void end_on_failure(std::exception_ptr error)
{
    if (!error)
        return;
    try {
        std::rethrow_exception(error);
    }
    catch (std::exception const& reason) {
        std::fprintf(stderr, "a call failed: %s\n", reason.what());
    }
    std::exit(1);
}

} // namespace client_benchmark
