#pragma once

// `environment`: the addresses of the identity service and of the API.
#include <cloud_governance/auth/environment.hpp>
