// expected: deleted
#include <cloud_governance/secret_string.hpp>

cloud_governance::secret_string copy(cloud_governance::secret_string const& secret) { return secret; }
