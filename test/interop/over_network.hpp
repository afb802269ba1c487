#pragma once

#include "peers.hpp"

#include <cloud_governance/http/connection_pool.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <utility>

namespace interop {

namespace asio = boost::asio;

/// Trust in the tests' own authority and nobody else.
inline cg::http::tls_options trust()
{
    cg::http::tls_options options;
    options.use_system_trust = false;
    options.trust_file = file("ca.pem");
    return options;
}

/// Runs the coroutine that `make(transport)` gives to its end, over a connection pool of its own.
template <class Make>
void run(Make make, cg::http::tls_options tls = trust())
{
    asio::io_context io;
    cg::http::pool_options options;
    options.tls = std::move(tls);
    cg::http::connection_pool transport(io.get_executor(), options);
    std::exception_ptr failed;
    asio::co_spawn(io, make(transport), [&](std::exception_ptr error) { failed = error; });
    io.run();
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace interop
