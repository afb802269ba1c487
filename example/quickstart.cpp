// The main job from end to end: discovery, a token by client assertion, typed calls, a refusal and its diagnosis.
// Without options it calls a service inside this program. With options (--help) it reads from your tenant.
#include "quickstart/settings.hpp"
#include "quickstart/transcript.hpp"

#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/user_token.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/identity/discovery.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using cg::model::task_approval_status;
using quickstart::diagnosis;
using quickstart::heading;

void expect(bool holds, char const* what)
{
    if (!holds)
        throw std::runtime_error(std::string("the quickstart expected ") + what);
}

asio::awaitable<void> tour(asio::io_context& io)
{
    std::string const user = "someone@contoso.com";
    cg::testing::fake_service service(io);
    quickstart::transcript wire(service);
    auto const certificate = cg::testing::make_certificate("CN=quickstart");
    service.register_certificate_client("ceb5e-quickstart", certificate);
    service.add_pending_tasks(7);
    std::cout << "A Cloud Governance service inside this program, over TLS on this machine\n"
              << "    API       " << service.environment().api_url() << '\n'
              << "    identity  " << service.environment().identity_url() << '\n';

    cg::auth::client_certificate auth({.client_id = "ceb5e-quickstart", .certificate = certificate, .username = user});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});

    heading(
        "1. Tasks waiting for approval, in pages of three; the first call also fetches discovery document and token");
    std::vector<cg::model::task_list> tasks;
    auto pages = governance.pages(cg::api::tasks::get_my_tasks(task_approval_status::pending_confirm).top(3));
    while (auto page = co_await pages.next()) {
        wire.show();
        for (auto& task : cg::items(page->value)) {
            std::cout << "    " << cg::to_string(*task.id) << "  " << task.title.value_or("(no title)") << '\n';
            tasks.push_back(task);
        }
    }
    expect(tasks.size() == 7, "seven tasks");

    heading("2. An approval");
    cg::model::comments_param comments;
    comments.comments = "approved by the quickstart";
    co_await governance.send(cg::api::tasks::approve_task(*tasks[0].id).body(comments));
    wire.show();
    std::cout << "    done; " << service.pending_tasks() << " tasks wait now\n";
    expect(service.pending_tasks() == 6, "six tasks");

    heading("3. A failed call: a request that does not exist");
    auto const unknown = cg::uuid_from_string("6ab493d7-b588-4338-a233-9290000000ce");
    auto missing = co_await governance.try_send(cg::api::requests::get_request_by_id(unknown));
    wire.show();
    expect(!missing && missing.error().code == cg::errc::not_found, "the code not_found");
    diagnosis(missing.error());

    heading("4. A client that the identity service rejects: a certificate that is not registered");
    auto const other_certificate = cg::testing::make_certificate("CN=not registered");
    cg::auth::client_certificate other_auth(
        {.client_id = "ceb5e-quickstart", .certificate = other_certificate, .username = user});
    cg::client refused(io, service.environment(), std::move(other_auth), {.tls = service.tls()});
    auto rejected = co_await refused.try_send(cg::api::requests::get_my_requests());
    wire.show();
    expect(!rejected && rejected.error().code == cg::errc::token_request_rejected, "the code token_request_rejected");
    diagnosis(rejected.error());
    std::cout << "    (the reason, which the service does not tell the client: " << service.last_rejection() << ")\n";
    service.stop();

    std::cout << "\nThe same with your own tenant: example/quickstart.sh --help\n";
}

/// Reads from a real tenant. The same function serves all strategies.
template <cg::auth_strategy Auth>
asio::awaitable<void> look_around(asio::io_context& io, quickstart::settings const& settings, Auth auth)
{
    cg::client governance(io, settings.environment(), std::move(auth), {.tls = settings.tls()});

    heading("Tasks waiting for approval");
    auto tasks = co_await governance.send(cg::api::tasks::get_my_tasks(task_approval_status::pending_confirm).top(10));
    for (auto& task : cg::items(tasks.value))
        std::cout << "    " << (task.id ? cg::to_string(*task.id) : "") << "  " << task.title.value_or("") << '\n';

    heading("Requests");
    auto requests = co_await governance.send(cg::api::requests::get_my_requests().top(10));
    for (auto& request : cg::items(requests.value))
        std::cout << "    " << (request.id ? cg::to_string(*request.id) : "") << "  " << request.summary.value_or("")
                  << '\n';
}

asio::awaitable<void> show_discovery(asio::io_context& io, quickstart::settings const& settings)
{
    cg::http::connection_pool transport(io.get_executor(), {.tls = settings.tls()});
    auto const document =
        co_await cg::identity::fetch_discovery_document(transport, settings.environment().identity_url());
    heading("Discovery");
    std::cout << "    issuer          " << document.issuer << '\n'
              << "    token endpoint  " << document.token_endpoint << '\n';
}

asio::awaitable<void> real_tenant(asio::io_context& io, quickstart::settings const& settings)
{
    std::string const& strategy = settings.strategy();
    if (strategy == "client-certificate") {
        cg::auth::client_certificate auth(
            {.client_id = settings.client_id(), .certificate = settings.certificate(), .username = settings.user()});
        co_await show_discovery(io, settings);
        co_await look_around(io, settings, std::move(auth));
    }
    else if (strategy == "client-secret") {
        cg::auth::client_secret auth(
            {.client_id = settings.client_id(), .client_secret = settings.secret(), .username = settings.user()});
        co_await show_discovery(io, settings);
        co_await look_around(io, settings, std::move(auth));
    }
    else if (strategy == "api-profile") {
        cg::auth::api_profile auth(
            {.client_id = settings.client_id(),
             .client_secret = settings.secret(),
             .user_principal_name = settings.user()});
        co_await look_around(io, settings, std::move(auth));
    }
    else if (strategy == "delegated-token") {
        cg::auth::delegated_token auth({.client_secret = settings.secret(), .user_principal_name = settings.user()});
        co_await look_around(io, settings, std::move(auth));
    }
    else if (strategy == "user-token") {
        auto auth = cg::auth::user_token::from_json(settings.secret().expose());
        co_await look_around(io, settings, std::move(auth));
    }
    else if (strategy == "bearer") {
        cg::auth::bearer auth(settings.secret());
        co_await look_around(io, settings, std::move(auth));
    }
    else {
        throw std::runtime_error("unknown strategy " + strategy + "; --help lists them");
    }
}

int main(int argc, char** argv)
{
    int status = 0;
    auto const report = [&](std::exception_ptr error) {
        if (!error)
            return;
        status = 1;
        try {
            std::rethrow_exception(error);
        }
        catch (cg::failure const& failure) {
            heading("This failed:");
            diagnosis(failure.error());
        }
        catch (std::exception const& other) {
            std::cerr << "quickstart: " << other.what() << '\n';
        }
    };
    try {
        quickstart::settings const settings(argc, argv);
        if (settings.help) {
            std::cout << quickstart::usage;
            return 0;
        }
        asio::io_context io;
        asio::co_spawn(io, settings.real_tenant ? real_tenant(io, settings) : tour(io), report);
        io.run();
    }
    catch (...) {
        report(std::current_exception());
    }
    return status;
}
