#pragma once

#include "peers.hpp"

#include <cloud_governance/http/connection_pool.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace interop {

namespace asio = boost::asio;
namespace http = cg::http;

/// Trust in the tests' own authority and nobody else.
inline http::tls_options trust()
{
    http::tls_options options;
    options.use_system_trust = false;
    options.trust_file = file("ca.pem");
    return options;
}

/// Runs the coroutine `make(transport)` to its end over a connection pool of its own.
template <class Make>
void run_with(http::pool_options options, Make make)
{
    asio::io_context io;
    http::connection_pool transport(io.get_executor(), std::move(options));
    std::exception_ptr failed;
    asio::co_spawn(io, make(transport), [&](std::exception_ptr error) { failed = error; });
    io.run();
    if (failed)
        std::rethrow_exception(failed);
}

/// The same with the tests' trust and the defaults otherwise.
template <class Make>
void run(Make make)
{
    http::pool_options options;
    options.tls = trust();
    run_with(std::move(options), std::move(make));
}

/// A request of a full URL.
inline http::request
make_request(std::string const& url, http::verb method = http::verb::get, std::string_view body = {})
{
    auto const parsed = http::parse_absolute_url(url, "url").value();
    http::request request;
    request.method = method;
    request.origin = parsed.origin;
    request.target = parsed.target;
    request.body = body;
    return request;
}

/// Sends it.
inline asio::awaitable<cg::result<http::response>>
call(http::transport& transport, std::string url, http::verb method = http::verb::get, std::string_view body = {})
{
    auto const request = make_request(url, method, body);
    co_return co_await transport.exchange(request);
}

/// One field of a reply; "" when there is none.
inline std::string field(http::response const& reply, std::string_view name)
{
    return std::string(reply.fields.find(name).value_or(""));
}

} // namespace interop
