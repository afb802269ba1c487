#pragma once

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <cloud_governance/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace concurrency_benchmark {

/// One caller: makes one call after the other as long as calls are left.
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

/// A caller that makes calls until it is stopped.
template <class Call>
boost::asio::awaitable<void> call_until(Call const& call, bool const& stop, measurement& into)
{
    while (!stop) {
        std::size_t one = 1;
        co_await call_on(call, one, into);
    }
}

/** Measures small calls alone, then beside four callers of large ones on other connections of the same client. Prints a
    line for each, and a third line for the large calls.
*/
template <class Small, class Large>
void measure_beside(boost::asio::io_context& io, options const& wanted, Small const& small, Large const& large)
{
    measurement warm_up(wanted.warm_up);
    run_calls(io, small, wanted.warm_up, wanted.in_flight, warm_up);
    measurement alone(wanted.calls);
    run_calls(io, small, wanted.calls, wanted.in_flight, alone);
    alone.print("small-alone");

    bool stop = false;
    measurement large_ones(0);
    for (int at = 0; at < 4; ++at)
        boost::asio::co_spawn(io, call_until(large, stop, large_ones), boost::asio::detached);
    measurement beside(wanted.calls);
    std::size_t left = wanted.calls;
    std::size_t callers = wanted.in_flight;
    for (std::size_t at = 0; at < wanted.in_flight; ++at)
        boost::asio::co_spawn(io, call_on(small, left, beside), [&](std::exception_ptr) { stop = --callers == 0; });
    io.run();
    beside.print("small-beside-large");
    large_ones.print("large");
}

/// Starts calls without waiting for them. After every 64, other handlers run, so that refused calls can end.
template <class Call>
boost::asio::awaitable<void> begin_all(Call const& call, std::size_t count, std::size_t& one_each, measurement& into)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    for (std::size_t at = 0; at < count; ++at) {
        ++one_each;
        boost::asio::co_spawn(executor, call_on(call, one_each, into), boost::asio::detached);
        if (at % 64 == 63)
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
}

/// Makes all calls at once to a server that does not answer. All fail, and the memory used is printed.
template <class Call>
void measure_stalled(boost::asio::io_context& io, options const& wanted, Call const& call)
{
    measurement measured(0);
    std::size_t left = 0;
    boost::asio::co_spawn(io, begin_all(call, wanted.calls, left, measured), boost::asio::detached);
    io.run();
    measured.print("stalled");
}

/// Makes the warm-up calls, measures, and prints the result.
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
