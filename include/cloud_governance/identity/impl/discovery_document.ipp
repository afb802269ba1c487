#pragma once

#include <cloud_governance/identity/detail/endpoint.hpp>
#include <cloud_governance/identity/detail/text.hpp>
#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

/// The endpoint, if credentials may be sent there; otherwise the error says why not.
inline result<std::string> check_endpoint(
    boost::json::value const& value, std::string_view member, std::vector<http::base_url> const& bases,
    bool allow_http_on_loopback)
{
    auto const* const text = value.if_string();
    if (text == nullptr)
        return refused_document(std::string(member) + ": it is not a string");
    auto const url = parse_endpoint(text_of(*text), member, allow_http_on_loopback);
    if (!url)
        return url.error();
    if (std::any_of(bases.begin(), bases.end(), [&](auto const& base) { return lies_under(*url, base); }))
        return std::string(text_of(*text));
    bool const known_origin =
        std::any_of(bases.begin(), bases.end(), [&](auto const& base) { return base.origin == url->origin; });
    if (known_origin)
        return refused_document(
            std::string(member) + ": its path does not lie under that of the identity URL, " + bases.front().path);
    return refused_document(
        std::string(member) + ": it is at " + url->origin.to_string() + " and not at the identity URL's " +
        bases.front().origin.to_string() + "; allow it in additional_endpoint_bases if it belongs to the service");
}

inline std::optional<error>
check_issuer(boost::json::object const& members, http::base_url const& authority, discovery_policy const& policy)
{
    auto const* const member = members.if_contains("issuer");
    if (member == nullptr)
        return refused_document("issuer: the document has none");
    auto const* const text = member->if_string();
    if (text == nullptr)
        return refused_document("issuer: it is not a string");
    std::string_view const issuer = text_of(*text);
    auto const differs = [&](std::string const& expected) {
        return refused_document("issuer: it is " + printable(issuer, 200) + " and not " + printable(expected, 200));
    };
    if (!policy.expected_issuer.empty()) {
        if (issuer != policy.expected_issuer)
            return differs(policy.expected_issuer);
        return std::nullopt;
    }
    if (issuer.empty())
        return refused_document("issuer: it is empty");
    if (has_blank_or_control(issuer))
        return refused_document("issuer: it contains a blank or control character");
    std::string_view const bare = issuer.substr(0, issuer.size() - (issuer.back() == '/' ? 1 : 0));
    auto const url = http::parse_base_url(bare, "issuer");
    if (!url)
        return refused_document(url.error().diagnostics.detail);
    // scheme and host are compared without case, the rest exactly
    if (!(url->origin == authority.origin) || url->path != authority.path || bare.ends_with('/'))
        return differs(authority.to_string());
    return std::nullopt;
}

inline discovery_document::list
read_list(boost::json::object const& members, char const* name, std::vector<std::string>& warnings)
{
    auto const* const member = members.if_contains(name);
    if (member == nullptr)
        return std::nullopt;
    std::vector<std::string> out;
    auto const* const array = member->if_array();
    bool usable = array != nullptr;
    for (std::size_t i = 0; usable && i < array->size(); ++i) {
        if (auto const* const text = (*array)[i].if_string())
            out.emplace_back(text_of(*text));
        else
            usable = false;
    }
    if (usable)
        return out;
    warnings.push_back(std::string(name) + ": it is not an array of strings, and ignored");
    return std::nullopt;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL result<discovery_document>
validate_discovery_document(std::string_view body, std::string_view identity_url, discovery_policy const& policy)
{
    std::vector<http::base_url> bases;
    auto authority = http::parse_base_url(identity_url, "identity_url");
    if (!authority)
        return authority.error();
    if (!detail::is_allowed_scheme(authority->origin, policy.allow_http_on_loopback))
        return error(errc::invalid_argument, "identity_url: the URL's scheme must be https");
    bases.push_back(std::move(*authority));
    for (auto const& text : policy.additional_endpoint_bases) {
        auto base = http::parse_base_url(text, "additional_endpoint_bases");
        if (!base)
            return base.error();
        bases.push_back(std::move(*base));
    }

    auto parsed = json::parse_strict_document(body, json::document_limits(policy.max_bytes, 64));
    if (!parsed) {
        auto reason = parsed.error();
        reason.code = errc::discovery_document_invalid;
        return reason;
    }
    auto* const members = parsed->if_object();
    if (members == nullptr)
        return detail::refused_document("(top level): the document is not a JSON object");

    if (auto const reason = detail::check_issuer(*members, bases.front(), policy))
        return *reason;

    discovery_document out;
    out.issuer = detail::text_of(members->at("issuer").as_string());
    auto const* const endpoint = members->if_contains("token_endpoint");
    if (endpoint == nullptr)
        return detail::refused_document("token_endpoint: the document has none");
    auto checked = detail::check_endpoint(*endpoint, "token_endpoint", bases, policy.allow_http_on_loopback);
    if (!checked)
        return checked.error();
    out.token_endpoint = std::move(*checked);

    if (auto const* const aliases = members->if_contains("mtls_endpoint_aliases")) {
        constexpr char const* name = "mtls_endpoint_aliases.token_endpoint";
        std::optional<error> reason;
        auto const* const object = aliases->if_object();
        if (object == nullptr) {
            reason = detail::refused_document("mtls_endpoint_aliases: it is not an object");
        }
        else if (auto const* const alias = object->if_contains("token_endpoint")) {
            auto url = detail::check_endpoint(*alias, name, bases, policy.allow_http_on_loopback);
            if (url)
                out.mtls_token_endpoint = std::move(*url);
            else
                reason = url.error();
        }
        if (reason && policy.mutual_tls)
            return *reason;
        if (reason)
            out.warnings.push_back(reason->diagnostics.detail);
    }

    out.grant_types_supported = detail::read_list(*members, "grant_types_supported", out.warnings);
    out.token_endpoint_auth_methods_supported =
        detail::read_list(*members, "token_endpoint_auth_methods_supported", out.warnings);
    out.token_endpoint_auth_signing_alg_values_supported =
        detail::read_list(*members, "token_endpoint_auth_signing_alg_values_supported", out.warnings);
    out.scopes_supported = detail::read_list(*members, "scopes_supported", out.warnings);
    if (auto const& grants = out.grant_types_supported;
        grants && std::find(grants->begin(), grants->end(), "client_credentials") == grants->end())
        out.warnings.push_back("grant_types_supported: client_credentials is not among them");
    out.members = std::move(*members);
    out.allow_http_on_loopback = policy.allow_http_on_loopback;
    return out;
}

CLOUD_GOVERNANCE_DECL discovery_document
fixed_token_endpoint(std::string token_endpoint, std::string issuer, bool allow_http_on_loopback)
{
    auto const url = detail::parse_endpoint(token_endpoint, "token_endpoint", allow_http_on_loopback);
    if (!url)
        throw_failure(errc::invalid_argument, url.error().diagnostics.detail);
    discovery_document out;
    out.token_endpoint = std::move(token_endpoint);
    out.issuer = std::move(issuer);
    out.allow_http_on_loopback = allow_http_on_loopback;
    return out;
}

} // namespace cloud_governance::identity
