// expected: compiles
// The other files of this folder differ from this one in what they are about; it shows that the rest of them is right.
#include <cloud_governance/client.hpp>

#include <boost/asio/io_context.hpp>

namespace cg = cloud_governance;

struct strategy {
    void authorize(cg::auth::request_context& request) { request.set_header("Authorization", "Bearer token"); }
};

auto make(boost::asio::io_context& io) { return cg::client(io, cg::environment::commercial(), strategy()); }
