#pragma once

// Certificates and keys that sign client assertions.
#include <cloud_governance/crypto/certificate.hpp>
