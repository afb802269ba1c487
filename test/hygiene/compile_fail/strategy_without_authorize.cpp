// expected: member `authorize.cloud_governance::auth::request_context&.` is missing
#include <cloud_governance/client.hpp>

#include <boost/asio/io_context.hpp>

namespace cg = cloud_governance;

struct strategy {
    void authorise(cg::auth::request_context& request) { request.set_header("Authorization", "Bearer token"); }
};

auto make(boost::asio::io_context& io) { return cg::client(io, cg::environment::commercial(), strategy()); }
