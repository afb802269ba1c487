#pragma once

#include <cloud_governance/core/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace support {

/// Runs an awaitable to its end and returns its value, or the error of the `failure` that it threw.
template <class T>
cloud_governance::result<T> run(boost::asio::io_context& io, boost::asio::awaitable<T> work)
{
    std::optional<cloud_governance::result<T>> out;
    boost::asio::co_spawn(io, std::move(work), [&out](std::exception_ptr thrown, T value) {
        if (!thrown) {
            out.emplace(std::move(value));
            return;
        }
        try {
            std::rethrow_exception(thrown);
        }
        catch (cloud_governance::failure const& failure) {
            out.emplace(failure.error());
        }
    });
    io.restart();
    io.run();
    return std::move(*out);
}

} // namespace support
