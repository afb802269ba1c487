#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>
#include <utility>

/// Runs one coroutine to its end and returns the exit status. All examples share this function.
inline int run(boost::asio::io_context& io, boost::asio::awaitable<void> body)
{
    int status = 0;
    boost::asio::co_spawn(io, std::move(body), [&](std::exception_ptr error) {
        if (!error)
            return;
        status = 1;
        try {
            std::rethrow_exception(error);
        }
        catch (std::exception const& reason) {
            std::cerr << reason.what() << '\n';
        }
    });
    io.run();
    return status;
}
