// As one_call.cpp, with the operation whose reply contains the most models: 62.
#include <cloud_governance/api/services/get_create_site_service.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>

namespace cg = cloud_governance;

boost::asio::awaitable<std::size_t> count(cg::client<cg::auth::client_secret> governance, cg::uuid id)
{
    auto service = co_await governance.send(cg::api::services::get_create_site_service(id));
    co_return service.name ? service.name->size() : 0;
}
