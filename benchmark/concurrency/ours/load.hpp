#pragma once

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <cloud_governance/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace concurrency_benchmark {

/// One of the callers: as long as there are calls to be made, it makes one and waits for it.
template <class Call>
boost::asio::awaitable<void> call_on(Call const& call, std::size_t& left, measurement& into)
{
    while (left != 0) {
        --left;
        auto const wanted_at = clock::now();
        try {
            co_await call();
            into.add(clock::now() - wanted_at);
        }
        catch (cloud_governance::failure const& failed) {
            into.fail(failed.what());
        }
    }
}

/// Makes `calls` calls, `in_flight` at a time.
template <class Call>
void run_calls(
    boost::asio::io_context& io, Call const& call, std::size_t calls, std::size_t in_flight, measurement& into)
{
    for (std::size_t at = 0; at < in_flight; ++at)
        boost::asio::co_spawn(io, call_on(call, calls, into), [](std::exception_ptr error) {
            if (error)
                std::rethrow_exception(error);
        });
    io.run();
    io.restart();
}

/// Warms up, measures, prints.
template <class Call>
void measure(boost::asio::io_context& io, options const& wanted, Call const& call)
{
    measurement warm_up(wanted.warm_up);
    run_calls(io, call, wanted.warm_up, wanted.in_flight, warm_up);
    measurement measured(wanted.calls);
    run_calls(io, call, wanted.calls, wanted.in_flight, measured);
    measured.print("ours-" + wanted.mode);
}

} // namespace concurrency_benchmark
