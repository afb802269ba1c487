#pragma once

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace concurrency_benchmark {

/// One kept connection.
class beast_session {
public:
    virtual ~beast_session() = default;
    /// Connects when it is not connected, and calls as long as a call is wanted.
    virtual boost::asio::awaitable<void> call_all(callers& queue, measurement& into) = 0;
};

/// Over TLS when the options say so. Options and context must outlive it.
std::unique_ptr<beast_session>
make_beast_session(boost::asio::any_io_executor executor, boost::asio::ssl::context& context, options const& wanted);

} // namespace concurrency_benchmark
