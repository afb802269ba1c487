#pragma once

#include <cloud_governance/testing/certificate_authority.hpp>
#include <cloud_governance/testing/detail/certificate_builder.hpp>

namespace cloud_governance::testing {

CLOUD_GOVERNANCE_DECL certificate_authority::certificate_authority(std::string_view subject)
    : own_(detail::build_certificate(subject, {.key = certificate_key::ec_p256}, detail::certificate_role::authority))
{
}

CLOUD_GOVERNANCE_DECL certificate_pem
certificate_authority::issue(std::string_view subject, certificate_settings const& settings) const
{
    return detail::build_certificate(subject, settings, detail::certificate_role::issued, &own_);
}

CLOUD_GOVERNANCE_DECL certificate_pem certificate_authority::issue_for_loopback() const
{
    certificate_settings settings;
    settings.key = certificate_key::ec_p256;
    settings.dns_names = {"localhost"};
    settings.ip_addresses = {"127.0.0.1", "::1"};
    return issue("CN=localhost", settings);
}

} // namespace cloud_governance::testing
