#pragma once

// `send_all`: many operations with a limit on those in flight.
#include <cloud_governance/client/batch.hpp>
