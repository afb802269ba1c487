#pragma once

// Error codes, `diagnostics`, `failure` and `result`.
#include <cloud_governance/core/error.hpp>
