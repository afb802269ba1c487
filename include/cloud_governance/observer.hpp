#pragma once

// `observer`: receives events about calls, attempts, tokens and connections.
#include <cloud_governance/observe/observer.hpp>
