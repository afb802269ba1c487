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
    /// Connects if necessary, and makes calls as long as callers want them.
    virtual boost::asio::awaitable<void> call_all(callers& queue, measurement& into) = 0;
};

/// Uses TLS if the options say so. Options and context must outlive the session.
std::unique_ptr<beast_session>
make_beast_session(boost::asio::any_io_executor executor, boost::asio::ssl::context& context, options const& wanted);

} // namespace concurrency_benchmark
