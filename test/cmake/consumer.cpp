// What a user's first program may look like; it links two files so that a body defined twice shows.
#include <cloud_governance/core/version.hpp>
#include <cloud_governance/environment.hpp>

#include <iostream>

int answer_of_the_other_file();

int main()
{
    std::cout << "cloud_governance " << CLOUD_GOVERNANCE_VERSION_STRING << " for "
              << cloud_governance::environment::commercial().api_url() << '\n';
    return answer_of_the_other_file();
}
