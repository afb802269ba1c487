#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/base64.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/impl/proxy/no_proxy.hpp>
#include <cloud_governance/http/impl/proxy/proxy_url.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/http/proxy_options.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::http::detail {

/** Decides whether an origin is reached through the proxy, makes the proxy's request and reads its reply. No I/O.

    Made once for a pool; constant afterwards.
*/
class proxy_route {
public:
    /// Throws `failure` with `errc::invalid_argument` naming the option.
    explicit proxy_route(proxy_options const& options)
        : rules_(parse_no_proxy(options.no_proxy, "proxy.no_proxy").value())
    {
        using cloud_governance::detail::has_control_character;
        using cloud_governance::detail::refuse;
        auto const password = options.password.expose();
        if (has_control_character(options.username))
            refuse("proxy.username", "it has a control character");
        if (options.username.find(':') != std::string::npos)
            refuse("proxy.username", "it has a colon, which Basic authentication cannot carry");
        if (has_control_character(password))
            refuse("proxy.password", "it has a control character");
        bool const has_credentials = !options.username.empty() || !password.empty();
        if (options.url.empty()) {
            if (has_credentials)
                refuse("proxy.url", "it is empty, but there are credentials for it");
            return;
        }
        auto parsed = parse_proxy_url(options.url, "proxy.url").value();
        if (parsed.has_credentials)
            refuse("proxy.url", "user name and password belong into proxy.username and proxy.password");
        proxy_ = std::move(parsed.origin);
        if (has_credentials) {
            wiped_string pair;
            pair.reserve(options.username.size() + password.size() + 16);
            pair.append(options.username).append(":").append(password);
            wiped_string const value = "Basic " + cloud_governance::detail::base64_encode_wiped(pair);
            authorization_ = secret_string(std::string_view(value));
        }
    }

    /// True when connections to `origin` go through the proxy.
    bool leads_through_proxy(http::origin const& origin) const
    {
        if (proxy_.host.empty() || !origin.secure)
            return false;
        for (auto const& rule : rules_)
            if (rule.matches(origin))
                return false;
        return true;
    }

    /// The origin of the proxy.
    http::origin const& proxy() const { return proxy_; }

    /// The request for a tunnel (RFC 9110 section 9.3.6).
    request connect_request(http::origin const& origin) const
    {
        request out;
        out.method = verb::connect;
        out.origin = proxy_;
        out.target = authority(origin);
        out.fields.add("Host", out.target);
        if (!authorization_.empty())
            out.fields.add("Proxy-Authorization", authorization_.expose());
        out.limits.header_bytes = 16 * 1024;
        out.sensitive = true; // what held the credentials is wiped
        return out;
    }

    /// The error of a reply that opens no tunnel. Reads only its status and the names of the authentication schemes
    /// that it offers.
    error refusal(unsigned status, header_fields const& fields, http::origin const& origin) const
    {
        auto const asked = "proxy " + proxy_.host_field() + " for " + authority(origin) + ": ";
        // tinyproxy answers 401 to wrong credentials
        if (status == 407 || status == 401) {
            error out(
                errc::proxy_authentication_required,
                asked + (authorization_.empty() ? "it wants credentials" : "it refused the credentials") + " (status " +
                    std::to_string(status) + ")");
            std::string const others = offered_besides_basic(fields);
            auto& hints = out.diagnostics.hints;
            if (!others.empty())
                hints.push_back(
                    "it offers " + others + ", but not Basic, which is all that is spoken here: ask for an exemption");
            else if (authorization_.empty())
                hints.emplace_back("set proxy.username and proxy.password");
            else
                hints.emplace_back("check proxy.username and proxy.password");
            return out;
        }
        auto const said = asked + "it answered with status " + std::to_string(status);
        if (status >= 500) { // like a refused connection, which may be retried
            error out(errc::connect_failed, said);
            out.diagnostics.hints.emplace_back(
                "the proxy could not reach the host: check its name and port, and the proxy's own network");
            return out;
        }
        error out(errc::proxy_refused, said);
        out.diagnostics.hints.emplace_back(
            "the proxy's rules do not allow this host or port: ask its administrator, or name the host in "
            "proxy.no_proxy if it can be reached directly");
        return out;
    }

    /// The error of a proxy that sent bytes after the head that opened the tunnel: in TLS the client speaks first.
    error spoke_first(http::origin const& origin) const
    {
        return error(
            errc::proxy_refused,
            "proxy " + proxy_.host_field() + " for " + authority(origin) + ": it sent data before the TLS handshake");
    }

    /// Names the proxy in an error that occurred before the proxy replied, so that it is not taken for the service's.
    error name_proxy(error reason, http::origin const& origin) const
    {
        if (reason.code == errc::cancelled)
            return reason;
        auto& known = reason.diagnostics;
        std::string const detail = std::move(known.detail);
        known.detail = "proxy " + proxy_.host_field() + " for " + authority(origin);
        if (!detail.empty())
            known.detail += ": " + detail;
        known.http_status = 0; // that of a service only
        known.server_request_id.clear();
        return reason;
    }

private:
    /// Host and port, also the default port (RFC 9112 section 3.2.3).
    static std::string authority(http::origin const& origin)
    {
        bool const brackets = origin.host.find(':') != std::string::npos;
        return (brackets ? "[" + origin.host + "]" : origin.host) + ":" + std::to_string(origin.port);
    }

    /// The schemes of `Proxy-Authenticate`; empty when Basic is among them, or none is named.
    static std::string offered_besides_basic(header_fields const& fields)
    {
        std::string out;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (!equals_ignoring_case(fields[i].name, "Proxy-Authenticate"))
                continue;
            std::string_view const scheme = fields[i].value.substr(0, fields[i].value.find_first_of(" ,"));
            if (equals_ignoring_case(scheme, "Basic"))
                return {};
            if (out.size() < 100)
                out += (out.empty() ? "" : ", ") + printable(scheme, 20);
        }
        return out;
    }

    http::origin proxy_;
    secret_string authorization_;
    std::vector<no_proxy_rule> rules_;
};

} // namespace cloud_governance::http::detail
