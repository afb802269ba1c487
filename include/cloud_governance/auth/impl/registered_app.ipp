#pragma once

#include <cloud_governance/auth/detail/registered_app.hpp>
#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/identity/discovery.hpp>

#include <optional>

namespace cloud_governance::auth::detail {

/// The source of the token endpoint's address: the discovery document, or the settings.
class endpoint_source {
public:
    std::shared_ptr<http::transport> transport;
    std::optional<identity::discovery_cache> discovery;
    std::shared_ptr<identity::discovery_document const> fixed;
};

inline boost::asio::awaitable<identity::fetched_token>
fetch_identity_token(std::shared_ptr<registered_app_settings const> settings, std::shared_ptr<endpoint_source> source)
{
    auto document = source->fixed;
    if (source->discovery)
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access): looked at in the line before, which the check misses here
        document = co_await source->discovery->get();
    try {
        auto token = co_await identity::request_token(*source->transport, *document, settings->request);
        co_return identity::fetched_token(std::move(token.access_token), token.expires_in, token.requested_at);
    }
    catch (failure const&) {
        // the endpoint may have moved: ask for the document again before the next request
        if (source->discovery)
            source->discovery->expire();
        throw;
    }
}

CLOUD_GOVERNANCE_DECL identity::token_cache
make_token_cache(std::shared_ptr<registered_app_settings const> settings, attach_context const& where)
{
    auto source = std::make_shared<endpoint_source>();
    source->transport = where.transport;
    std::string const& identity_url = where.environment.identity_url();
    if (!settings->token_endpoint.empty()) {
        source->fixed = std::make_shared<identity::discovery_document const>(
            identity::fixed_token_endpoint(settings->token_endpoint, identity_url, where.allow_http_on_loopback));
    }
    else {
        if (identity_url.empty())
            cloud_governance::detail::refuse(
                "identity_url", "the environment has none, and this strategy asks the identity service for a token; "
                                "give the environment its identity URL, or the strategy a token_endpoint");
        auto policy = settings->discovery;
        policy.allow_http_on_loopback = policy.allow_http_on_loopback || where.allow_http_on_loopback;
        identity::discovery_cache_options options;
        options.observer = where.observer;
        source->discovery.emplace(
            where.executor,
            [transport = where.transport, identity_url, policy] {
                return identity::fetch_discovery_document(*transport, identity_url, policy);
            },
            std::move(options));
    }
    return identity::token_cache(
        where.executor,
        [settings = std::move(settings), source = std::move(source)] { return fetch_identity_token(settings, source); },
        token_cache_options_of(where));
}

} // namespace cloud_governance::auth::detail
