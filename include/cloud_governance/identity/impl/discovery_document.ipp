#pragma once

#include <cloud_governance/http/origin.hpp>
#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace cloud_governance::identity {
namespace detail {

inline std::string_view view(boost::json::string const& text) { return std::string_view(text.data(), text.size()); }

inline error refused_document(std::string detail) { return error(errc::discovery_document_invalid, std::move(detail)); }

inline bool has_blank_or_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F;
    });
}

/// True for a path that another program may read as a different one: dot segments, encoded separators.
inline bool is_ambiguous_path(std::string_view target)
{
    auto path = target.substr(0, target.find('?'));
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%' && path.size() - i >= 3) {
            char const high = path[i + 1];
            char const low = static_cast<char>(path[i + 2] | 0x20);
            if ((high == '2' && low == 'f') || (high == '5' && low == 'c'))
                return true;
            if (high == '2' && low == 'e') {
                plain += '.';
                i += 2;
                continue;
            }
        }
        plain += path[i];
    }
    plain += '/';
    return plain.find("/./") != std::string::npos || plain.find("/../") != std::string::npos;
}

inline bool is_allowed_scheme(http::origin const& origin, bool allow_http_on_loopback)
{
    return origin.secure || (allow_http_on_loopback && origin.is_loopback());
}

/// Parses an endpoint's URL; the error's detail begins with `member`.
inline result<http::absolute_url>
parse_endpoint(std::string_view text, std::string_view member, bool allow_http_on_loopback)
{
    auto const refuse = [&](std::string const& why) { return refused_document(std::string(member) + ": " + why); };
    if (text.empty())
        return refuse("the URL is empty");
    if (has_blank_or_control(text))
        return refuse("the URL contains a blank or control character");
    auto url = http::parse_absolute_url(text, member);
    if (!url)
        return refused_document(url.error().diagnostics.detail);
    if (!is_allowed_scheme(url->origin, allow_http_on_loopback))
        return refuse("the URL's scheme must be https, since credentials are sent there");
    if (is_ambiguous_path(url->target))
        return refuse("the URL's path has dot segments or encoded separators");
    return url;
}

inline bool lies_under(http::absolute_url const& url, http::base_url const& base)
{
    if (!(url.origin == base.origin))
        return false;
    std::string_view const path = std::string_view(url.target).substr(0, url.target.find('?'));
    return path.starts_with(base.path) && (path.size() == base.path.size() || path[base.path.size()] == '/');
}

/// The endpoint is one that credentials may be sent to; otherwise says why not.
inline result<std::string> check_endpoint(
    boost::json::value const& value, std::string_view member, std::vector<http::base_url> const& bases,
    bool allow_http_on_loopback)
{
    auto const* const text = value.if_string();
    if (text == nullptr)
        return refused_document(std::string(member) + ": it is not a string");
    auto const url = parse_endpoint(view(*text), member, allow_http_on_loopback);
    if (!url)
        return url.error();
    if (std::any_of(bases.begin(), bases.end(), [&](auto const& base) { return lies_under(*url, base); }))
        return std::string(view(*text));
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
    std::string_view const issuer = view(*text);
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
    // scheme and host in any case are the same; everything else to the letter
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
            out.emplace_back(view(*text));
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
    out.issuer = detail::view(members->at("issuer").as_string());
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
