#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/testing/certificate_authority.hpp>
#include <cloud_governance/testing/fake_service.hpp>
#include <cloud_governance/testing/impl/service_core.hpp>

namespace cloud_governance::testing {

namespace detail {

inline std::string service_url(std::string const& host, std::uint16_t port, std::string const& path)
{
    return "https://" + host + ':' + std::to_string(port) + path;
}

inline void check_path(std::string const& path, char const* field)
{
    if (!path.empty() && (!path.starts_with('/') || path.ends_with('/')))
        cloud_governance::detail::refuse(field, "expected a path as /name, without trailing slash");
}

} // namespace detail

/// The servers, and what they share. The servers' handlers hold the core only, so nothing holds itself.
class fake_service::state {
public:
    state(boost::asio::any_io_executor executor, fake_service_settings const& settings)
    {
        detail::check_path(settings.api_path, "api_path");
        detail::check_path(settings.identity_path, "identity_path");
        certificate_authority const authority("CN=fake service authority");
        authority_pem = authority.pem();
        auto const issued = authority.issue_for_loopback();

        // the ports are known only when the servers listen, and the core needs the ports: it comes last
        auto const slot = std::make_shared<std::shared_ptr<detail::service_core>>();
        auto const start = [&](service_side side, std::uint16_t port) {
            detail::https_server_settings server;
            server.certificate_pem = issued.certificate;
            server.private_key_pem = issued.private_key;
            server.client_authority_pem = settings.client_authority_pem;
            server.port = port;
            server.allow_tls_1_2 = settings.tls_1_2;
            server.allow_tls_1_3 = settings.tls_1_3;
            return detail::make_https_server(executor, server, [slot, side](recorded_request& request) {
                request.side = side;
                return (*slot)->handle(request);
            });
        };
        api = start(service_side::api, settings.api_port);
        identity = start(service_side::identity, settings.identity_port);
        auto const api_url = detail::service_url(settings.host, api->port(), settings.api_path);
        auto const identity_url = detail::service_url(settings.host, identity->port(), settings.identity_path);
        core = std::make_shared<detail::service_core>(settings, api_url, identity_url);
        *slot = core;
        urls = std::make_unique<cloud_governance::environment>(api_url, identity_url);
        api->start();
        identity->start();
    }

    std::string authority_pem;
    std::shared_ptr<detail::https_server> api;
    std::shared_ptr<detail::https_server> identity;
    std::shared_ptr<detail::service_core> core;
    std::unique_ptr<cloud_governance::environment> urls;
};

CLOUD_GOVERNANCE_DECL fake_service::fake_service(boost::asio::any_io_executor executor)
    : fake_service(std::move(executor), fake_service_settings())
{
}

CLOUD_GOVERNANCE_DECL
fake_service::fake_service(boost::asio::any_io_executor executor, fake_service_settings const& settings)
    : state_(std::make_shared<state>(std::move(executor), settings))
{
}

CLOUD_GOVERNANCE_DECL fake_service::~fake_service() { stop(); }

CLOUD_GOVERNANCE_DECL void fake_service::stop() noexcept
{
    state_->api->stop();
    state_->identity->stop();
}

CLOUD_GOVERNANCE_DECL void fake_service::close_connections()
{
    state_->api->close_connections();
    state_->identity->close_connections();
}

CLOUD_GOVERNANCE_DECL cloud_governance::environment fake_service::environment() const { return *state_->urls; }

CLOUD_GOVERNANCE_DECL http::tls_options fake_service::tls() const
{
    http::tls_options options;
    options.use_system_trust = false;
    options.trust_pem = state_->authority_pem;
    return options;
}

CLOUD_GOVERNANCE_DECL boost::json::value fake_service::discovery_document() const
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->identity().discovery_document();
}

CLOUD_GOVERNANCE_DECL void
fake_service::register_certificate_client(std::string_view client_id, certificate const& certificate)
{
    register_certificate_client(client_id, std::string_view(certificate.to_pem()));
}

CLOUD_GOVERNANCE_DECL void
fake_service::register_certificate_client(std::string_view client_id, std::string_view certificate_pem)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->identity().register_certificate(std::string(client_id), certificate_pem);
}

CLOUD_GOVERNANCE_DECL void fake_service::register_secret_client(std::string_view client_id, std::string_view secret)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->identity().register_secret(std::string(client_id), std::string(secret));
}

CLOUD_GOVERNANCE_DECL bool fake_service::forget_client(std::string_view client_id)
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->identity().forget_client(std::string(client_id));
}

CLOUD_GOVERNANCE_DECL void fake_service::register_profile(
    std::string_view client_id, std::string_view secret, std::string_view user_principal_name)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->governance().register_profile(
        std::string(client_id), std::string(secret), std::string(user_principal_name));
}

CLOUD_GOVERNANCE_DECL void fake_service::register_administrator(std::string_view user_principal_name)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->governance().register_administrator(user_principal_name);
}

CLOUD_GOVERNANCE_DECL browser_sign_in fake_service::sign_in(std::string_view user_principal_name)
{
    std::lock_guard const lock(state_->core->mutex);
    auto const shown = state_->core->governance().sign_in(std::string(user_principal_name), state_->core->now());
    browser_sign_in out;
    out.json = boost::json::serialize(shown);
    out.access_token = shown.at("access_token").as_string();
    out.refresh_token = shown.at("refresh_token").as_string();
    return out;
}

CLOUD_GOVERNANCE_DECL std::string fake_service::issue_token(std::string_view user_principal_name)
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->tokens().issue(
        "issue_token", std::string(user_principal_name), detail::identity_service::scope, state_->core->now());
}

CLOUD_GOVERNANCE_DECL void fake_service::expire_access_tokens()
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->tokens().expire_all();
}

CLOUD_GOVERNANCE_DECL void fake_service::add_pending_tasks(std::size_t count)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->governance().add_tasks(count, state_->core->now());
}

CLOUD_GOVERNANCE_DECL std::size_t fake_service::pending_tasks() const
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->governance().pending_tasks();
}

CLOUD_GOVERNANCE_DECL boost::json::value fake_service::task(uuid const& id) const
{
    std::lock_guard const lock(state_->core->mutex);
    auto found = state_->core->governance().task(cloud_governance::to_string(id));
    return found ? boost::json::value(std::move(*found)) : boost::json::value();
}

CLOUD_GOVERNANCE_DECL uuid fake_service::add_request()
{
    std::lock_guard const lock(state_->core->mutex);
    auto& core = *state_->core;
    return uuid_from_string(core.governance().add_request("", {}, "requester@contoso.com", core.now()));
}

CLOUD_GOVERNANCE_DECL boost::json::value fake_service::request_body(uuid const& id) const
{
    std::lock_guard const lock(state_->core->mutex);
    auto found = state_->core->governance().request_body(cloud_governance::to_string(id));
    return found ? boost::json::value(std::move(*found)) : boost::json::value();
}

CLOUD_GOVERNANCE_DECL uuid
fake_service::add_create_site_service(std::string_view name, boost::json::value const& request_template)
{
    return add_service("createsite", name, request_template);
}

CLOUD_GOVERNANCE_DECL uuid
fake_service::add_service(std::string_view kind, std::string_view name, boost::json::value const& request_template)
{
    if (!request_template.is_object())
        cloud_governance::detail::refuse("request_template", "expected a JSON object");
    std::lock_guard const lock(state_->core->mutex);
    return uuid_from_string(
        state_->core->governance().add_service(std::string(kind), std::string(name), request_template.get_object()));
}

CLOUD_GOVERNANCE_DECL void fake_service::add_workspaces(std::size_t count)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->governance().add_workspaces(count, state_->core->now());
}

CLOUD_GOVERNANCE_DECL void fake_service::next_replies(scripted_reply const& script)
{
    std::lock_guard const lock(state_->core->mutex);
    if (script.count != 0)
        state_->core->scripts.push_back(script);
}

CLOUD_GOVERNANCE_DECL void fake_service::clear_scripts()
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->scripts.clear();
}

CLOUD_GOVERNANCE_DECL void fake_service::shift_clock(std::chrono::seconds by)
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->clock_shift += by;
}

CLOUD_GOVERNANCE_DECL service_statistics fake_service::statistics() const
{
    auto const api = state_->api->counts();
    auto const identity = state_->identity->counts();
    std::lock_guard const lock(state_->core->mutex);
    auto counts = state_->core->counts;
    counts.connections = api.accepted + identity.accepted;
    counts.failed_handshakes = api.failed_handshakes + identity.failed_handshakes;
    counts.open_connections = api.open + identity.open;
    return counts;
}

CLOUD_GOVERNANCE_DECL std::vector<recorded_request> fake_service::requests() const
{
    std::lock_guard const lock(state_->core->mutex);
    return {state_->core->requests.begin(), state_->core->requests.end()};
}

CLOUD_GOVERNANCE_DECL void fake_service::clear_requests()
{
    std::lock_guard const lock(state_->core->mutex);
    state_->core->requests.clear();
}

CLOUD_GOVERNANCE_DECL std::string fake_service::last_user() const
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->governance().last_user();
}

CLOUD_GOVERNANCE_DECL std::string fake_service::last_rejection() const
{
    std::lock_guard const lock(state_->core->mutex);
    return state_->core->identity().last_rejection();
}

} // namespace cloud_governance::testing
