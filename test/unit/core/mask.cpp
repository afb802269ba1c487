#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/mask.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_mask)

namespace {

std::string masked(std::string_view text, std::vector<std::string_view> const& secrets)
{
    return cloud_governance::detail::mask(text, secrets);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_occurrence_is_replaced)
{
    BOOST_TEST(masked("s3cret and s3cret", {"s3cret"}) == "[masked] and [masked]");
    BOOST_TEST(masked("s3crets3cret", {"s3cret"}) == "[masked][masked]");
    BOOST_TEST(masked("nothing to hide", {"s3cret"}) == "nothing to hide");
    BOOST_TEST(masked("s3cre", {"s3cret"}) == "s3cre");
}

BOOST_AUTO_TEST_CASE(case_does_not_matter) { BOOST_TEST(masked("user S3CRET", {"s3cReT"}) == "user [masked]"); }

BOOST_AUTO_TEST_CASE(several_secrets_are_masked_and_empty_ones_ignored)
{
    BOOST_TEST(masked("alice:s3cret", {"", "alice", "s3cret"}) == "[masked]:[masked]");
    BOOST_TEST(masked("", {"s3cret"}) == "");
}

// the replacement is not searched again, or this would not end
BOOST_AUTO_TEST_CASE(a_secret_that_is_part_of_the_replacement_is_replaced_once)
{
    BOOST_TEST(masked("mask", {"mask"}) == "[masked]");
}

BOOST_AUTO_TEST_SUITE_END()
