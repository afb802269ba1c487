// Every header, header-only, in two files of one program: a body that is not inline is defined twice, and the linker
// says so.
#include "hostile_macros.hpp"

#include <cloud_governance.hpp>
#include <cloud_governance/testing/fake_service.hpp>

cloud_governance::environment hygiene_other_file();

int main() { return hygiene_other_file().api_url() == cloud_governance::environment::commercial().api_url() ? 0 : 1; }
