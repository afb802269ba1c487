#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/chrono.hpp>

BOOST_AUTO_TEST_SUITE(core_chrono)

using cloud_governance::detail::bounded;

BOOST_AUTO_TEST_CASE(a_duration_is_kept_between_zero_and_ten_years)
{
    using std::chrono::milliseconds;
    constexpr milliseconds ten_years = std::chrono::hours(24 * 366 * 10);
    BOOST_TEST((bounded(milliseconds(-1)) == milliseconds(0)));
    BOOST_TEST((bounded((milliseconds::min)()) == milliseconds(0)));
    BOOST_TEST((bounded(milliseconds(0)) == milliseconds(0)));
    BOOST_TEST((bounded(milliseconds(1500)) == milliseconds(1500)));
    BOOST_TEST((bounded(ten_years) == ten_years));
    BOOST_TEST((bounded(ten_years + milliseconds(1)) == ten_years));
    BOOST_TEST((bounded((milliseconds::max)()) == ten_years));
}

BOOST_AUTO_TEST_CASE(a_bounded_duration_can_be_added_to_the_present_time)
{
    using clock = std::chrono::steady_clock;
    auto const now = clock::now();
    BOOST_TEST((now + bounded((clock::duration::max)()) > now));
}

BOOST_AUTO_TEST_SUITE_END()
