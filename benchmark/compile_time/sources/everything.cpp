// Includes the whole library and uses nothing of it.
#include <cloud_governance.hpp>

int main() {}
