#pragma once

#include <cloud_governance/testing/certificate_authority.hpp>
#include <cloud_governance/testing/detail/governance_service.hpp>
#include <cloud_governance/testing/detail/identity_service.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <deque>
#include <list>
#include <mutex>

namespace cloud_governance::testing {

namespace detail {

/// Everything behind the two servers; their handlers share it. One mutex guards it all.
class service_core {
public:
    service_core(fake_service_settings settings, std::string api_url, std::string identity_url)
        : settings_(std::move(settings)), tokens_(identity_url, settings_.access_token_lifetime),
          identity_(rules_of(settings_, identity_url), tokens_),
          governance_(std::move(api_url), tokens_, settings_.rotate_refresh_tokens)
    {
    }

    std::mutex mutable mutex;

    // all below with the mutex held
    time_point now() const { return std::chrono::system_clock::now() + clock_shift; }
    token_store& tokens() { return tokens_; }
    identity_service& identity() { return identity_; }
    governance_service& governance() { return governance_; }

    std::chrono::seconds clock_shift{0};
    std::list<scripted_reply> scripts;
    std::deque<recorded_request> requests;
    service_statistics counts;

    /// Called by the servers, without the mutex.
    server_reply handle(recorded_request const& request)
    {
        std::lock_guard const lock(mutex);
        auto const at = now();
        bool const api = request.side == service_side::api;
        record(request);

        std::string_view const target = request.target;
        auto const question = std::min(target.find('?'), target.size());
        auto path = target.substr(0, question);
        auto const query = target.substr(std::min(question + 1, target.size()));
        auto const& base = api ? settings_.api_path : settings_.identity_path;
        bool const inside = path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
        path = inside ? path.substr(base.size()) : std::string_view();

        count(api, path);
        server_reply reply;
        auto const script = take_script(api, path);
        if (!script || script->status == 0 || script->perform) {
            if (!inside)
                reply = status_reply(404);
            else if (api)
                reply = governance_.handle(request, path, query, counts, at);
            else
                reply = identity_.handle(request, path, counts, at);
        }
        if (script)
            apply(*script, api, reply, at);
        if (api) {
            auto const has_id = [](auto const& field) { return field.first == "request-id"; };
            if (std::none_of(reply.fields.begin(), reply.fields.end(), has_id))
                reply.fields.emplace_back("request-id", random_uuid());
        }
        auto const is_date = [](auto const& field) { return same_text(field.first, "Date"); };
        if (std::none_of(reply.fields.begin(), reply.fields.end(), is_date))
            reply.fields.emplace_back("Date", http_date(at));
        return reply;
    }

private:
    static assertion_rules rules_of(fake_service_settings const& settings, std::string const& issuer)
    {
        assertion_rules rules;
        rules.issuer = issuer;
        rules.token_endpoint = issuer + std::string(identity_service::token_path);
        rules.audience = settings.audience;
        rules.signing_algorithms = settings.signing_algorithms;
        return rules;
    }

    void record(recorded_request const& request)
    {
        if (settings_.recorded_requests == 0)
            return;
        if (requests.size() >= settings_.recorded_requests)
            requests.pop_front();
        requests.push_back(request);
    }

    void count(bool api, std::string_view path)
    {
        if (api && same_text(path, "/auth/token/refresh"))
            ++counts.refresh_requests;
        else if (api && same_text(path, "/auth/token/delegate"))
            ++counts.delegate_requests;
        else if (api)
            ++counts.api_requests;
        else if (path == identity_service::discovery_path)
            ++counts.discovery_requests;
        else if (path == identity_service::keys_path)
            ++counts.key_requests;
        else if (path == identity_service::token_path)
            ++counts.token_requests;
    }

    static bool fits(scripted_reply const& script, bool api, std::string_view path)
    {
        if (!path.starts_with(script.path_prefix))
            return false;
        switch (script.target) {
        case script_target::api:
            return api;
        case script_target::token:
            return !api && path == identity_service::token_path;
        case script_target::discovery:
            return !api && path == identity_service::discovery_path;
        case script_target::identity:
            return !api;
        case script_target::any:
            return true;
        }
        return false;
    }

    std::optional<scripted_reply> take_script(bool api, std::string_view path)
    {
        for (auto at = scripts.begin(); at != scripts.end(); ++at) {
            if (!fits(*at, api, path))
                continue;
            auto script = *at;
            if (--at->count == 0)
                scripts.erase(at);
            return script;
        }
        return std::nullopt;
    }

    static void apply(scripted_reply const& script, bool api, server_reply& reply, time_point now)
    {
        if (script.status != 0) {
            if (api)
                reply = governance_service::fail(script.status, "Scripted", "The test asked for this reply.", now);
            else
                reply = json_reply(script.status, boost::json::object({{"error", "temporarily_unavailable"}}));
            if (script.status < 400 || script.body)
                reply.body = script.body.value_or("");
            reply.content_type = reply.body.empty() ? "" : script.content_type;
        }
        else if (script.body) {
            reply.body = *script.body;
            reply.content_type = script.content_type;
        }
        reply.fields.insert(reply.fields.end(), script.header_fields.begin(), script.header_fields.end());
        if (script.retry_after)
            reply.fields.emplace_back("Retry-After", std::to_string(script.retry_after->count()));
        reply.delay = script.delay;
        reply.close_without_reply = script.close_after_request;
        reply.raw = script.raw;
        reply.close_after_body_bytes = script.close_after_body_bytes;
    }

    fake_service_settings settings_;
    token_store tokens_;
    identity_service identity_;
    governance_service governance_;
};

inline std::string service_url(std::string const& host, std::uint16_t port, std::string const& path)
{
    return "https://" + host + ':' + std::to_string(port) + path;
}

inline void check_path(std::string const& path, char const* field)
{
    if (!path.empty() && (!path.starts_with('/') || path.ends_with('/')))
        throw_failure(
            errc::invalid_argument, std::string(field) + ": expected a path as /name, without trailing slash");
}

inline uuid uuid_of(std::string_view text) { return uuid_from_string(text); }

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
    auto found = state_->core->governance().task(to_string(id));
    return found ? boost::json::value(std::move(*found)) : boost::json::value();
}

CLOUD_GOVERNANCE_DECL uuid fake_service::add_request()
{
    std::lock_guard const lock(state_->core->mutex);
    auto& core = *state_->core;
    return detail::uuid_of(core.governance().add_request("", {}, "requester@contoso.com", core.now()));
}

CLOUD_GOVERNANCE_DECL boost::json::value fake_service::request_body(uuid const& id) const
{
    std::lock_guard const lock(state_->core->mutex);
    auto found = state_->core->governance().request_body(to_string(id));
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
        throw_failure(errc::invalid_argument, "request_template: expected a JSON object");
    std::lock_guard const lock(state_->core->mutex);
    return detail::uuid_of(
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
