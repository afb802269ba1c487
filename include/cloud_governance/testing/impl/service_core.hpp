#pragma once

// The state that the two servers of the fake service share, with scripts and records; included by .ipp files only.

#include <cloud_governance/testing/fake_service_settings.hpp>
#include <cloud_governance/testing/impl/governance_service.hpp>
#include <cloud_governance/testing/impl/identity_service.hpp>
#include <cloud_governance/testing/scripted_reply.hpp>

#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>

namespace cloud_governance::testing::detail {

/// Everything behind the two servers; their handlers share it. One mutex guards it all.
class service_core {
public:
    service_core(fake_service_settings settings, std::string api_url, std::string const& identity_url)
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
        auto const question = (std::min)(target.find('?'), target.size());
        auto path = target.substr(0, question);
        auto const query = target.substr((std::min)(question + 1, target.size()));
        auto const& base = api ? settings_.api_path : settings_.identity_path;
        bool const inside = path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
        path = inside ? path.substr(base.size()) : std::string_view();

        count(api, path);
        server_reply reply;
        auto const script = take_script(api, path);
        if (!script || !replaces(*script) || script->perform) {
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

    /// The script replaces the service's own reply.
    static bool replaces(scripted_reply const& script)
    {
        return script.status != 0 || script.close_after_request || !script.raw.empty();
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

} // namespace cloud_governance::testing::detail
