#pragma once

// As cloud_governance/src.hpp, for the headers under testing/.
#ifndef CLOUD_GOVERNANCE_SEPARATE_COMPILATION
#error                                                                                                                 \
    "cloud_governance/testing/src.hpp needs CLOUD_GOVERNANCE_SEPARATE_COMPILATION to be defined for the whole program"
#endif

#include <cloud_governance/testing/impl/certificate_authority.ipp>
#include <cloud_governance/testing/impl/fake_service.ipp>
#include <cloud_governance/testing/impl/https_server.ipp>
#include <cloud_governance/testing/impl/make_certificate.ipp>
#include <cloud_governance/testing/impl/scripted_transport.ipp>
