#pragma once

#include <cloud_governance/identity/audience_profile.hpp>

namespace cloud_governance::identity {

CLOUD_GOVERNANCE_DECL assertion_form
form_of_assertion(audience_profile profile, std::string_view issuer, std::string_view token_endpoint)
{
    assertion_form out;
    if (profile == audience_profile::strict) {
        out.type = "client-authentication+jwt";
        out.audience.emplace_back(issuer);
        return out;
    }
    out.audience.emplace_back(token_endpoint);
    if (profile == audience_profile::both) {
        while (issuer.ends_with('/'))
            issuer.remove_suffix(1);
        std::string under_issuer = std::string(issuer) + "/connect/token";
        if (under_issuer != token_endpoint)
            out.audience.push_back(std::move(under_issuer));
    }
    return out;
}

} // namespace cloud_governance::identity
