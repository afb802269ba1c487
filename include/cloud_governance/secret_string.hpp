#pragma once

// `secret_string`, and functions that read one from the environment.
#include <cloud_governance/core/secret_string.hpp>
