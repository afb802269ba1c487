// Dates as the service writes them: what is read lies within the service's years and is written as it was meant.

#include "fuzz.hpp"

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/core/uuid.hpp>

namespace {

namespace cg = cloud_governance;
using fuzz::require;

void check_date_time(std::string_view text)
{
    auto const moment = cg::parse_date_time(text);
    if (!moment)
        return fuzz::require_message(moment.error());
    require(*moment >= cg::unset_date_time && *moment <= cg::last_date_time, "the moment lies in the years 1 to 9999");
    auto const written = cg::to_string(*moment);
    require(written.size() <= 28 && written.back() == 'Z', "it is written in UTC");
    auto const again = cg::parse_date_time(written);
    require(again && *again == *moment, "what was written is read as the same moment");
    require(cg::to_string(*again) == written, "it is written the same way again");
}

void check_uuid(std::string_view text)
{
    auto const id = cg::parse_uuid(text);
    if (!id)
        return fuzz::require_message(id.error());
    auto const written = cg::to_string(*id);
    auto const again = cg::parse_uuid(written);
    require(written.size() == 36 && again && *again == *id, "what was written is read as the same identifier");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    check_date_time(text);
    check_uuid(text);
    return 0;
}
