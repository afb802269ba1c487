#include <cloud_governance/http/origin_pauses.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

BOOST_TEST_DONT_PRINT_LOG_VALUE(cloud_governance::http::origin_pauses::action)

BOOST_AUTO_TEST_SUITE(http_origin_pauses)

namespace http = cloud_governance::http;
using action = http::origin_pauses::action;
using namespace std::chrono_literals;

namespace {

using time_point = http::origin_pauses::time_point;

time_point const start = time_point(1000h);
time_point const never = (time_point::max)();

http::origin origin_of(char const* host)
{
    http::origin out;
    out.host = host;
    out.port = 443;
    return out;
}

http::origin const api = origin_of("api.example");

} // namespace

BOOST_AUTO_TEST_CASE(an_origin_without_a_pause_admits_every_exchange)
{
    http::origin_pauses pauses(60s, 0ms);
    BOOST_TEST(pauses.empty());
    BOOST_TEST(pauses.admit(api, start, never, 0.5).action == action::go);
    for (unsigned status : {200U, 408U, 500U, 502U, 504U})
        BOOST_TEST(!pauses.note(api, start, status, 10s));
    BOOST_TEST(!pauses.note(api, start, 429, 0s));
    BOOST_TEST(!pauses.note(api, start, 503, -1s));
    BOOST_TEST(pauses.empty());
}

BOOST_AUTO_TEST_CASE(a_pause_holds_for_every_exchange_with_its_origin_until_it_ends)
{
    for (unsigned status : {429U, 503U}) {
        http::origin_pauses pauses(60s, 0ms);
        BOOST_TEST(pauses.note(api, start, status, 10s));
        for (auto const elapsed : {0s, 1s, 9s}) {
            auto const said = pauses.admit(api, start + elapsed, never, 0);
            BOOST_TEST(said.action == action::wait);
            BOOST_TEST((said.until == start + 10s));
            BOOST_TEST((said.left == 10s - elapsed));
            BOOST_TEST(said.status == status);
        }
        BOOST_TEST(pauses.admit(origin_of("other.example"), start, never, 0).action == action::go);
        auto plain = api;
        plain.port = 444;
        BOOST_TEST(pauses.admit(plain, start, never, 0).action == action::go);
        BOOST_TEST(!pauses.empty());
        BOOST_TEST(pauses.admit(api, start + 10s, never, 0).action == action::go);
        BOOST_TEST(pauses.empty());
    }
}

BOOST_AUTO_TEST_CASE(waiting_exchanges_are_released_over_a_spread)
{
    for (auto const& [base, spread] : {std::pair(0ms, 1000ms), std::pair(3000ms, 3000ms)}) {
        http::origin_pauses pauses(60s, base);
        pauses.note(api, start, 429, 10s);
        for (double random : {0.0, 0.25, 0.5, 0.75}) {
            auto const said = pauses.admit(api, start, never, random);
            auto const after = std::chrono::duration<double>(said.until - (start + 10s)).count();
            BOOST_TEST(
                after == std::chrono::duration<double>(spread).count() * random, boost::test_tools::tolerance(1e-6));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_pause_that_does_not_fit_into_the_calls_time_is_refused_at_once)
{
    http::origin_pauses pauses(60s, 20s);
    pauses.note(api, start, 429, 10s);
    for (auto const deadline : {start + 1s, start + 9999ms, start + 10s}) {
        auto const said = pauses.admit(api, start, deadline, 0);
        BOOST_TEST(said.action == action::refuse);
        BOOST_TEST((said.left == 10s));
        BOOST_TEST(said.status == 429U);
    }
    // the spread leaves some of the time for the attempt itself
    for (double random : {0.0, 0.5, 0.999}) {
        auto const said = pauses.admit(api, start, start + 12s, random);
        BOOST_TEST(said.action == action::wait);
        BOOST_TEST((said.until <= start + 11s));
    }
}

BOOST_AUTO_TEST_CASE(a_pause_grows_and_does_not_shrink)
{
    http::origin_pauses pauses(60s, 0ms);
    BOOST_TEST(pauses.note(api, start, 429, 10s));
    BOOST_TEST(!pauses.note(api, start, 429, 10s));
    BOOST_TEST(!pauses.note(api, start + 1s, 503, 3s));
    BOOST_TEST((pauses.admit(api, start + 1s, never, 0).until == start + 10s));
    BOOST_TEST(pauses.note(api, start + 5s, 503, 30s));
    auto const said = pauses.admit(api, start + 6s, never, 0);
    BOOST_TEST((said.until == start + 35s));
    BOOST_TEST(said.status == 503U);
}

BOOST_AUTO_TEST_CASE(during_a_long_pause_single_attempts_are_let_through)
{
    http::origin_pauses pauses(60s, 0ms);
    pauses.note(api, start, 503, 24h);
    for (auto const elapsed : {0s, 30s, 59s}) {
        auto const said = pauses.admit(api, start + elapsed, never, 0);
        BOOST_TEST(said.action == action::refuse);
        BOOST_TEST((said.left == 24h - elapsed));
    }
    BOOST_TEST(pauses.admit(api, start + 60s, never, 0).action == action::probe);
    BOOST_TEST(pauses.admit(api, start + 60s, never, 0).action == action::refuse);
    BOOST_TEST(pauses.admit(api, start + 119s, never, 0).action == action::refuse);
    BOOST_TEST(pauses.admit(api, start + 120s, never, 0).action == action::probe);
    pauses.resume(api);
    BOOST_TEST(pauses.empty());
    BOOST_TEST(pauses.admit(api, start + 121s, never, 0).action == action::go);
}

BOOST_AUTO_TEST_CASE(no_pause_is_kept_when_the_longest_wait_is_zero)
{
    http::origin_pauses pauses(0ms, 500ms);
    BOOST_TEST(!pauses.note(api, start, 429, 10s));
    BOOST_TEST(pauses.empty());
}

BOOST_AUTO_TEST_CASE(a_look_at_the_pause_does_not_use_up_a_probe)
{
    http::origin_pauses pauses(60s, 0ms);
    BOOST_TEST(!pauses.holds(api, start));
    pauses.note(api, start, 503, 24h);
    BOOST_TEST(pauses.holds(api, start + 60s));
    BOOST_TEST(!pauses.holds(origin_of("other.example"), start));
    BOOST_TEST(pauses.admit(api, start + 60s, never, 0).action == action::probe);
    BOOST_TEST(!pauses.holds(api, start + 24h));
}

BOOST_AUTO_TEST_CASE(extreme_settings_do_not_overflow)
{
    auto const most = (std::chrono::milliseconds::max)();
    http::origin_pauses pauses(most, most);
    BOOST_TEST(pauses.note(api, start, 429, most));
    BOOST_TEST(pauses.admit(api, start, never, 0.999).action == action::wait);
    BOOST_TEST(pauses.admit(api, start, start + 1h, 0.999).action == action::refuse);
}

BOOST_AUTO_TEST_SUITE_END()
