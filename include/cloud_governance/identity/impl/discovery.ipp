#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/http/detail/redirect.hpp>
#include <cloud_governance/http/detail/retry_after.hpp>
#include <cloud_governance/identity/detail/retry.hpp>
#include <cloud_governance/identity/detail/text.hpp>
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

/// The document in a reply, or the error of a reply without one.
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
    reason.diagnostics.retry_after = http::detail::retry_after_of(reply);
    if (reply.status == 404)
        reason.diagnostics.hints.push_back(
            "no discovery document at this URL: check identity_url, or give the token endpoint instead");
    return reason;
}

/// The request for a discovery document, for `retry`.
class discovery_exchange {
public:
    using value_type = discovery_document;

    discovery_exchange(std::string identity_url, discovery_policy policy, request_limits limits)
        : identity_url_(std::move(identity_url)), policy_(std::move(policy)), limits_(std::move(limits))
    {
    }

    request_limits const& limits() const { return limits_; }
    bool repeatable() const { return true; }

    void prepare(http::request& request, unsigned attempt) const
    {
        if (attempt == 1)
            request = make_discovery_request(identity_url_, policy_);
    }

    result<discovery_document> interpret(http::response const& reply) const
    {
        auto out = interpret_discovery_reply(reply, identity_url_, policy_);
        if (out)
            return out;
        auto reason = std::move(out).error();
        reason.diagnostics.http_status = reply.status;
        return reason;
    }

    after_failure after(error const& /*reason*/, http::response const* reply) const
    {
        return reply != nullptr && reply->status == 200 ? after_failure::give_up : after_failure::retry;
    }

private:
    std::string identity_url_;
    discovery_policy policy_;
    request_limits limits_;
};

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
    return detail::retry<detail::discovery_exchange>(
        transport, std::move(identity_url), std::move(policy), std::move(limits));
}

} // namespace cloud_governance::identity
