#include <cloud_governance/http/impl/connect/happy_eyeballs.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(http_happy_eyeballs)

namespace http = cloud_governance::http;
namespace ip = boost::asio::ip;
using http::detail::happy_eyeballs;
using http::detail::steady_time;
using namespace std::chrono_literals;

namespace {

std::string order(std::vector<char const*> const& addresses)
{
    std::vector<ip::tcp::endpoint> found;
    for (char const* address : addresses)
        found.emplace_back(ip::make_address(address), std::uint16_t(443));
    std::string out;
    for (auto const& one : http::detail::interleave_families(found))
        out += (out.empty() ? "" : " ") + one.address().to_string();
    return out;
}

steady_time const start = steady_time(1h);

/// The numbers of all attempts that are due, as text.
std::string begun(happy_eyeballs& race, steady_time now)
{
    std::string out;
    while (auto const number = race.begin_next(now))
        out += std::to_string(*number);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(families_take_turns)
{
    BOOST_TEST(order({}) == "");
    BOOST_TEST(order({"10.0.0.1"}) == "10.0.0.1");
    BOOST_TEST(order({"::1", "::2", "10.0.0.1", "10.0.0.2"}) == "::1 10.0.0.1 ::2 10.0.0.2");
    BOOST_TEST(order({"10.0.0.1", "10.0.0.2", "::1", "::2"}) == "10.0.0.1 ::1 10.0.0.2 ::2");
    BOOST_TEST(order({"::3", "::2", "::1", "10.0.0.1"}) == "::3 10.0.0.1 ::2 ::1");
    BOOST_TEST(order({"::1", "10.0.0.3", "10.0.0.2", "10.0.0.1"}) == "::1 10.0.0.3 10.0.0.2 10.0.0.1");
    BOOST_TEST(order({"::1", "10.0.0.1", "::2", "10.0.0.2"}) == "::1 10.0.0.1 ::2 10.0.0.2");
    BOOST_TEST(order({"10.0.0.2", "10.0.0.1"}) == "10.0.0.2 10.0.0.1");
}

BOOST_AUTO_TEST_CASE(one_address)
{
    happy_eyeballs race(1, 250ms, 10s);
    BOOST_TEST(!race.lost());
    BOOST_TEST(begun(race, start) == "0");
    BOOST_TEST((race.next_event() == start + 10s));
    BOOST_TEST(begun(race, start + 9s) == "");
    BOOST_TEST(!race.expire(start + 10s - 1ms).has_value());
    BOOST_TEST(!race.lost());
    BOOST_TEST(race.expire(start + 10s).value() == 0U);
    BOOST_TEST(race.lost());
    BOOST_TEST((race.next_event() == (steady_time::max)()));
}

BOOST_AUTO_TEST_CASE(no_address)
{
    happy_eyeballs race(0, 250ms, 10s);
    BOOST_TEST(race.lost());
    BOOST_TEST(begun(race, start) == "");
}

BOOST_AUTO_TEST_CASE(each_has_its_head_start)
{
    happy_eyeballs race(3, 250ms, 10s);
    BOOST_TEST(begun(race, start) == "0");
    BOOST_TEST((race.next_event() == start + 250ms));
    BOOST_TEST(begun(race, start + 249ms) == "");
    BOOST_TEST(begun(race, start + 250ms) == "1");
    BOOST_TEST((race.next_event() == start + 500ms));
    BOOST_TEST(begun(race, start + 499ms) == "");
    // late, as a busy machine is: one head start is not made up for by two attempts at once
    BOOST_TEST(begun(race, start + 900ms) == "2");
    BOOST_TEST((race.next_event() == start + 10s));
    BOOST_TEST(!race.lost());
}

BOOST_AUTO_TEST_CASE(a_failure_ends_the_head_start)
{
    happy_eyeballs race(4, 250ms, 10s);
    BOOST_TEST(begun(race, start) == "0");
    race.fail(0, start + 10ms);
    BOOST_TEST((race.next_event() == start + 10ms));
    BOOST_TEST(begun(race, start + 10ms) == "1");
    BOOST_TEST((race.next_event() == start + 260ms)); // counted from its own beginning
    BOOST_TEST(begun(race, start + 260ms) == "2");
    race.fail(1, start + 270ms); // an older one
    BOOST_TEST(begun(race, start + 270ms) == "3");
    race.fail(1, start + 280ms); // told twice
    race.fail(3, start + 290ms);
    BOOST_TEST(!race.lost());
    race.fail(2, start + 300ms);
    BOOST_TEST(race.lost());
}

BOOST_AUTO_TEST_CASE(an_attempt_goes_on_until_its_own_time_is_over)
{
    happy_eyeballs race(2, 100ms, 1s);
    BOOST_TEST(begun(race, start) == "0");
    BOOST_TEST(begun(race, start + 100ms) == "1");
    BOOST_TEST((race.next_event() == start + 1s));
    BOOST_TEST(race.expire(start + 1s).value() == 0U);
    BOOST_TEST(!race.expire(start + 1s).has_value());
    BOOST_TEST((race.next_event() == start + 1100ms));
    BOOST_TEST(!race.lost());
    BOOST_TEST(race.expire(start + 1100ms).value() == 1U);
    BOOST_TEST(race.lost());
}

BOOST_AUTO_TEST_CASE(a_time_that_is_shorter_than_the_head_start)
{
    happy_eyeballs race(2, 250ms, 20ms);
    BOOST_TEST(begun(race, start) == "0");
    BOOST_TEST((race.next_event() == start + 20ms));
    BOOST_TEST(race.expire(start + 20ms).value() == 0U);
    BOOST_TEST(begun(race, start + 20ms) == "1");
}

BOOST_AUTO_TEST_SUITE_END()
