#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/http/detail/redirect.hpp>
#include <cloud_governance/identity/detail/attempts.hpp>
#include <cloud_governance/identity/discovery.hpp>

#include <utility>

namespace cloud_governance::identity {
namespace detail {

inline http::request make_discovery_request(std::string_view identity_url, discovery_policy const& policy)
{
    auto const base = http::parse_base_url(identity_url, "identity_url").value();
    if (!base.origin.secure && !(policy.allow_http_on_loopback && base.origin.is_loopback()))
        refuse("identity_url", "the URL's scheme must be https (http only on loopback, and only when allowed)");
    std::string_view const path = policy.document_path;
    if (!path.starts_with('/') || path.find('#') != std::string_view::npos ||
        !cloud_governance::detail::is_visible_ascii(path))
        refuse("document_path", "it must be a percent-encoded path that begins with /");

    http::request request;
    request.method = http::verb::get;
    request.origin = base.origin;
    request.target = base.path + policy.document_path;
    request.fields.add("Accept", "application/json");
    request.limits.body_bytes = policy.max_bytes;
    request.repeatable = true;
    return request;
}

/// The document in a reply, or why there is none.
inline result<discovery_document>
interpret_discovery_reply(http::response const& reply, std::string_view identity_url, discovery_policy const& policy)
{
    if (reply.status == 200)
        return validate_discovery_document(reply.body, identity_url, policy);
    if (reply.status >= 300 && reply.status < 400)
        return error(
            errc::redirect_refused, "the discovery document is said to be at " + http::detail::redirect_target(reply) +
                                        "; redirects are not followed: correct identity_url");
    error reason(errc::discovery_failed);
    reason.diagnostics.retry_after = attempts::retry_after_of(reply);
    if (reply.status == 404)
        reason.diagnostics.hints.push_back(
            "no discovery document at this URL: check identity_url, or give the token endpoint instead");
    return reason;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document>
fetch_discovery_document(http::transport& transport, std::string identity_url)
{
    return fetch_discovery_document(transport, std::move(identity_url), discovery_policy());
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document>
fetch_discovery_document(http::transport& transport, std::string identity_url, discovery_policy policy)
{
    return fetch_discovery_document(transport, std::move(identity_url), std::move(policy), request_limits());
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<discovery_document> fetch_discovery_document(
    http::transport& transport, std::string identity_url, discovery_policy policy, request_limits limits)
{
    auto request = detail::make_discovery_request(identity_url, policy);
    detail::attempts attempts(limits);
    request.deadline = attempts.deadline();
    for (;;) {
        attempts.begin();
        auto reply = co_await transport.exchange(request);
        auto const outcome = detail::attempts::outcome_of(reply, true);
        auto document = reply ? detail::interpret_discovery_reply(*reply, identity_url, policy)
                              : result<discovery_document>(reply.error());
        if (document)
            co_return std::move(*document);
        auto const delay = reply && reply->status == 200 ? std::nullopt : attempts.next(outcome);
        if (!delay) {
            auto reason = document.error();
            reason.diagnostics.operation = "GET " + request.target;
            reason.diagnostics.http_status = reply ? reply->status : 0;
            reason.diagnostics.attempts = attempts.made();
            throw failure(std::move(reason));
        }
        co_await detail::attempts::pause(*delay);
    }
}

} // namespace cloud_governance::identity
