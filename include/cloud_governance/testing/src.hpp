#pragma once

// As cloud_governance/src.hpp, for the headers under testing/.
#ifndef CLOUD_GOVERNANCE_SEPARATE_COMPILATION
#error                                                                                                                 \
    "cloud_governance/testing/src.hpp needs CLOUD_GOVERNANCE_SEPARATE_COMPILATION to be defined for the whole program"
#endif
