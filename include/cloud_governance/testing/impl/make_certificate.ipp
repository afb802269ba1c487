#pragma once

#include <cloud_governance/testing/detail/certificate_builder.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <map>
#include <mutex>

namespace cloud_governance::testing {

CLOUD_GOVERNANCE_DECL certificate_pem
make_certificate_pem(std::string_view subject, certificate_settings const& settings)
{
    std::string wanted(subject);
    wanted += '\n' + std::to_string(static_cast<int>(settings.key)) + ' ' + std::to_string(settings.valid_from.count());
    wanted += ' ' + std::to_string(settings.valid_until.count()) + ' ' + detail::subject_alternative_name(settings);

    static std::mutex mutex;
    static std::map<std::string, certificate_pem> made;
    std::lock_guard const lock(mutex);
    auto const found = made.find(wanted);
    if (found != made.end())
        return found->second;
    return made.emplace(wanted, detail::build_certificate(subject, settings, detail::certificate_role::self_signed))
        .first->second;
}

CLOUD_GOVERNANCE_DECL certificate make_certificate(std::string_view subject, certificate_settings const& settings)
{
    auto const pem = make_certificate_pem(subject, settings);
    return certificate::from_pem(pem.certificate + pem.private_key);
}

CLOUD_GOVERNANCE_DECL certificate make_certificate(std::string_view subject)
{
    certificate_settings const settings;
    return make_certificate(subject, settings);
}

} // namespace cloud_governance::testing
