// The whole library, of which nothing is used.
#include <cloud_governance.hpp>

int main() {}
