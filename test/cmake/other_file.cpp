#include <cloud_governance/error.hpp>

int answer_of_the_other_file()
{
    cloud_governance::error const reason(cloud_governance::errc::not_found, "nothing here");
    return cloud_governance::to_string(reason).empty() ? 1 : 0;
}
