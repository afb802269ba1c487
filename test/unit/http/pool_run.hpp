#pragma once

// Running exchanges of a connection pool to their end, from code that is no coroutine.

#include "raw_server.hpp"

#include <cloud_governance/http/connection_pool.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pool_test {

namespace asio = boost::asio;
namespace http = cloud_governance::http;
using outcome = cloud_governance::result<http::response>;

inline cloud_governance::testing::certificate_authority const& authority()
{
    static cloud_governance::testing::certificate_authority const made;
    return made;
}

/// TLS with a certificate that `options` trust.
inline raw::tls_settings trusted_tls()
{
    raw::tls_settings out;
    out.identity = authority().issue_for_loopback();
    return out;
}

/// Options that trust the tests' authority alone and allow plain http to this machine.
inline http::pool_options options()
{
    http::pool_options out;
    out.tls.use_system_trust = false;
    out.tls.trust_pem = authority().pem();
    out.allow_http_on_loopback = true;
    return out;
}

inline http::request get(raw::server const& server, std::string target = "/", bool repeatable = true)
{
    http::request out;
    out.origin = server.origin();
    out.target = std::move(target);
    out.repeatable = repeatable;
    return out;
}

inline http::request post(raw::server const& server, std::string_view body)
{
    http::request out;
    out.origin = server.origin();
    out.method = http::verb::post;
    out.body = body;
    return out;
}

/// Starts an exchange whose outcome is put into `into`.
inline void
start(asio::io_context& io, http::connection_pool& pool, http::request const& request, std::optional<outcome>& into)
{
    asio::co_spawn(io, pool.exchange(request), [&into](std::exception_ptr thrown, outcome ended) {
        if (thrown)
            std::rethrow_exception(thrown);
        into.emplace(std::move(ended));
    });
}

/// One exchange, and everything that is under way, to its end.
inline outcome exchange(asio::io_context& io, http::connection_pool& pool, http::request const& request)
{
    std::optional<outcome> out;
    start(io, pool, request, out);
    io.restart();
    io.run();
    return std::move(out).value();
}

/// The error's name, for a message; "none" for a reply.
inline std::string describe(outcome const& ended)
{
    return ended ? "none" : cloud_governance::to_string(ended.error());
}

} // namespace pool_test
