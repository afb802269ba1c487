#include <cloud_governance/testing/src.hpp>
