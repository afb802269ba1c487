#include <cloud_governance/src.hpp>
