// This library as a user configures it: a client with client_secret credentials, discovery of the identity service, and
// default settings except for the number of connections. Modes:
//   typed     send of a typed operation, decoded to its model
//   raw       send of api::raw, decoded to a JSON value
//   exchange  status, fields and the body's bytes, no JSON
//   page      as exchange, and simdjson reads the body into the model's structs
//   beside, stalled   see load.hpp

#include "load.hpp"
#include "uninterpreted.hpp"

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/api/tasks/get_my_tasks.hpp>
#include <cloud_governance/api/tasks/get_task_by_id.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

using namespace concurrency_benchmark;
namespace asio = boost::asio;
namespace cg = cloud_governance;

using client = cg::client<cg::auth::client_secret>;

client make_client(asio::io_context& io, options const& wanted)
{
    auto const url =
        std::string(wanted.tls() ? "https://" : "http://") + wanted.host + ":" + std::to_string(wanted.port);
    cg::client_options settings;
    settings.max_connections = wanted.connections;
    settings.allow_http_on_loopback = !wanted.tls();
    settings.tls.use_system_trust = false;
    settings.tls.trust_file = wanted.trust;
    cg::auth::client_secret auth(
        {.client_id = "benchmark", .client_secret = "secret", .username = "someone@contoso.com"});
    return client(io, cg::environment(url + wanted.base, url + "/identity"), std::move(auth), std::move(settings));
}

cg::api::tasks::get_my_tasks page_of(options const& wanted)
{
    cg::api::tasks::get_my_tasks operation(cg::model::task_approval_status::pending_confirm);
    operation.top(wanted.body == "large" ? 10'000 : 100);
    return operation;
}

void measure_mode(options const& wanted)
{
    asio::io_context io;
    client const governance = make_client(io, wanted);
    if (wanted.mode == "typed" && wanted.body == "small") {
        cg::uuid const id = cg::parse_uuid(wanted.target.substr(wanted.target.rfind('/') + 1)).value();
        measure(io, wanted, [&] { return governance.send(cg::api::tasks::get_task_by_id(id)); });
    }
    else if (wanted.mode == "typed")
        measure(io, wanted, [&] { return governance.send(page_of(wanted)); });
    else if (wanted.mode == "raw")
        measure(io, wanted, [&] { return governance.send(cg::api::raw(cg::http::verb::get, wanted.target)); });
    else if (wanted.mode == "exchange")
        measure(io, wanted, [&] { return governance.exchange(uninterpreted<cg::api::raw_reply>(wanted.target)); });
    else if (wanted.mode == "page")
        measure(io, wanted, [&] { return governance.exchange(uninterpreted<simdjson_page>(wanted.target)); });
    else if (wanted.mode == "beside")
        measure_beside(
            io, wanted, [&] { return governance.exchange(uninterpreted<cg::api::raw_reply>(wanted.target)); },
            [&] { return governance.exchange(uninterpreted<cg::api::raw_reply>("/tasks/my/v2?top=10000")); });
    else if (wanted.mode == "stalled")
        measure_stalled(io, wanted, [&] {
            auto const patience = cg::call_options().timeout(std::chrono::seconds(3));
            return governance.exchange(uninterpreted<cg::api::raw_reply>(wanted.target), patience);
        });
    else
        throw std::runtime_error("--mode: beside, stalled, typed, raw, exchange or page");
}

} // namespace

int main(int argc, char** argv)
{
    try {
        measure_mode(read_options(argc, argv));
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
