#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/refuse.hpp>

BOOST_AUTO_TEST_SUITE(core_refuse)

namespace cg = cloud_governance;

BOOST_AUTO_TEST_CASE(the_detail_names_the_field_and_the_reason)
{
    auto const reason = cg::detail::refusal("timeout", "must be more than zero");
    BOOST_TEST((reason.code == cg::errc::invalid_argument));
    BOOST_TEST(reason.diagnostics.detail == "timeout: must be more than zero");
}

BOOST_AUTO_TEST_CASE(refuse_throws_the_refusal)
{
    BOOST_CHECK_EXCEPTION(
        cg::detail::refuse("certificate", "it is empty", cg::errc::invalid_certificate), cg::failure,
        [](cg::failure const& refused) {
            return refused.code() == cg::errc::invalid_certificate &&
                   refused.diagnostics().detail == "certificate: it is empty";
        });
}

BOOST_AUTO_TEST_SUITE_END()
