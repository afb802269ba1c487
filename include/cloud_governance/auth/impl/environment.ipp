#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/origin.hpp>

namespace cloud_governance {
namespace detail {

inline std::string normalised_service_url(std::string_view text, char const* field)
{
    auto const parsed = http::parse_base_url(text, field);
    if (!parsed)
        throw failure(parsed.error());
    if (!parsed->origin.secure && !parsed->origin.is_loopback())
        refuse(field, "the URL's scheme must be https");
    return parsed->to_string();
}

} // namespace detail

CLOUD_GOVERNANCE_DECL environment::environment(std::string_view api_url, std::string_view identity_url)
    : api_url_(detail::normalised_service_url(api_url, "api_url")),
      identity_url_(identity_url.empty() ? std::string() : detail::normalised_service_url(identity_url, "identity_url"))
{
}

CLOUD_GOVERNANCE_DECL environment environment::commercial()
{
    return environment("https://go-api.avepointonlineservices.com", "https://identity.avepointonlineservices.com");
}

CLOUD_GOVERNANCE_DECL environment environment::us_government()
{
    return environment(
        "https://governance-api-us-gov.avepointonlineservices.com", "https://identity-gov.avepointonlineservices.com");
}

CLOUD_GOVERNANCE_DECL environment environment::insider_us_east(std::string_view identity_url)
{
    return environment("https://insider-governance-api-us-east.avepointonlineservices.com", identity_url);
}

CLOUD_GOVERNANCE_DECL environment environment::insider_north_europe(std::string_view identity_url)
{
    return environment("https://insider-governance-api-north-europe.avepointonlineservices.com", identity_url);
}

} // namespace cloud_governance
