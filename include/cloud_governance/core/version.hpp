#pragma once

/// The library's version: major * 10000 + minor * 100 + patch. The build system reads it from here.
#define CLOUD_GOVERNANCE_VERSION 100

/// The version as text.
#define CLOUD_GOVERNANCE_VERSION_STRING "0.1.0"
