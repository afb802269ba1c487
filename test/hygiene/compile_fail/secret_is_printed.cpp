// expected: deleted
#include <cloud_governance/secret_string.hpp>

#include <iostream>

void print(cloud_governance::secret_string const& secret) { std::cout << secret; }
