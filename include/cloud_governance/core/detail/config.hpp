#pragma once

// Bodies of non-template functions live in impl/*.ipp. By default they are inline and included by their header;
// with CLOUD_GOVERNANCE_SEPARATE_COMPILATION they are built once, by a file that includes cloud_governance/src.hpp.
// Generated headers of api/ and model/ hold their bodies themselves, behind macros of their own, which api/src_*.hpp and
// model/src_*.hpp define for those that they build.
#ifdef CLOUD_GOVERNANCE_SEPARATE_COMPILATION
#define CLOUD_GOVERNANCE_DECL
#else
#define CLOUD_GOVERNANCE_HEADER_ONLY 1
#define CLOUD_GOVERNANCE_API_BODIES 1
#define CLOUD_GOVERNANCE_MODEL_BODIES 1
#define CLOUD_GOVERNANCE_DECL inline
#endif
