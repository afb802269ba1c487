// expected: `authorize` must return void or boost::asio::awaitable<void>
#include <cloud_governance/client.hpp>

#include <boost/asio/io_context.hpp>

#include <string>

namespace cg = cloud_governance;

struct strategy {
    std::string authorize(cg::auth::request_context&) { return "Bearer token"; }
};

auto make(boost::asio::io_context& io) { return cg::client(io, cg::environment::commercial(), strategy()); }
