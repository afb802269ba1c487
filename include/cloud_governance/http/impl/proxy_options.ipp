#pragma once

#include <cloud_governance/http/impl/proxy/no_proxy.hpp>
#include <cloud_governance/http/impl/proxy/proxy_url.hpp>
#include <cloud_governance/http/proxy_options.hpp>

#include <cstdlib>

namespace cloud_governance::http {

CLOUD_GOVERNANCE_DECL proxy_options proxy_options::from_environment()
{
    // an empty variable counts as one that is not set
    auto const read = [](char const* name) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): as in secret_from_env
        char const* const value = std::getenv(name);
        return std::string_view(value == nullptr ? "" : value);
    };
    proxy_options out;
    for (char const* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"}) {
        if (read(name).empty())
            continue;
        auto parsed = detail::parse_proxy_url(read(name), name);
        if (!parsed)
            throw failure(std::move(parsed).error());
        out.url = parsed->origin.to_string();
        if (parsed->has_credentials) {
            out.username = std::move(parsed->username);
            out.password = std::move(parsed->password);
        }
        break;
    }
    // the proxy's own loopback is another machine's
    out.no_proxy = "localhost,127.0.0.0/8,::1";
    detail::for_each_entry(
        read("no_proxy").empty() ? read("NO_PROXY") : read("no_proxy"), [&out](std::string_view entry) {
            if (detail::no_proxy_rule::parse(entry))
                out.no_proxy.append(",").append(entry);
        });
    return out;
}

} // namespace cloud_governance::http
