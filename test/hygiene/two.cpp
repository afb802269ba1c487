// Every header, header-only, in two files of one program: a body that is not inline is defined twice, and the linker
// says so.
#include "hostile_macros.hpp"

#include <cloud_governance.hpp>
#include <cloud_governance/testing/fake_service.hpp>

cloud_governance::environment hygiene_other_file() { return cloud_governance::environment::commercial(); }
