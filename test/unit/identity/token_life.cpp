#include <cloud_governance/identity/token_life.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(identity_token_life)

using namespace std::chrono_literals;
using cloud_governance::identity::token_life;
using cloud_governance::identity::token_life_settings;
using action = token_life::action;

namespace {

token_life::time_point at(std::chrono::milliseconds offset) { return token_life::time_point(1h) + offset; }

/// A life with a token of an hour, issued at 0.
token_life one_hour(double random = 0)
{
    token_life life;
    BOOST_TEST((life.next(at(0s)) == action::fetch_and_wait));
    life.fetched(at(1s), at(0s), 1h, random);
    return life;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_caller_fetches_and_the_others_wait)
{
    token_life life;
    BOOST_TEST((life.next(at(0s)) == action::fetch_and_wait));
    BOOST_TEST((life.next(at(0s)) == action::wait));
    BOOST_TEST((life.next(at(5s)) == action::wait));
    BOOST_TEST(life.fetched(at(6s), at(0s), 1h, 0) == 1u);
    BOOST_TEST((life.next(at(6s)) == action::use));
}

BOOST_AUTO_TEST_CASE(lifetime_counts_from_the_request_and_ends_before_expiry)
{
    auto life = one_hour();
    BOOST_TEST((life.usable_until() == at(1h - 30s)));
    BOOST_TEST(life.usable(at(1h - 31s)));
    BOOST_TEST(!life.usable(at(1h - 30s)));
    BOOST_TEST((life.next(at(1h - 30s)) == action::fetch_and_wait));
}

BOOST_AUTO_TEST_CASE(one_caller_renews_in_the_background_and_all_use_the_token)
{
    auto life = one_hour(0); // half of the window of 5 minutes
    BOOST_TEST((life.renew_at() == at(1h - 30s - 150s)));
    BOOST_TEST((life.next(at(1h - 30s - 151s)) == action::use));
    BOOST_TEST((life.next(at(1h - 30s - 150s)) == action::use_and_fetch));
    BOOST_TEST((life.next(at(1h - 30s - 149s)) == action::use));
    BOOST_TEST((life.next(at(1h - 30s)) == action::wait)); // the renewal is still under way
    BOOST_TEST(life.fetched(at(1h), at(1h - 60s), 1h, 0) == 2u);
    BOOST_TEST((life.next(at(1h)) == action::use));
}

BOOST_AUTO_TEST_CASE(randomness_spreads_the_renewal)
{
    BOOST_TEST((one_hour(0.5).renew_at() == at(1h - 30s - 225s)));
    BOOST_TEST((one_hour(1.0).renew_at() == at(1h - 30s - 300s)));
}

BOOST_AUTO_TEST_CASE(a_short_lifetime_is_used_for_most_of_it)
{
    token_life life;
    life.next(at(0s));
    life.fetched(at(0s), at(0s), 8s, 0);
    BOOST_TEST((life.usable_until() == at(6s)));
    BOOST_TEST((life.renew_at() == at(5s)));
}

BOOST_AUTO_TEST_CASE(extreme_lifetimes_do_not_overflow)
{
    token_life life;
    life.next(at(0s));
    life.fetched(at(0s), at(0s), token_life::duration::max(), 0);
    BOOST_TEST(life.usable(at(24h)));
    life.fetched(at(0s), at(0s), token_life::duration::min(), 0);
    BOOST_TEST(!life.usable(at(0s)));
}

BOOST_AUTO_TEST_CASE(no_window_means_no_background_renewal)
{
    token_life_settings settings;
    settings.renewal_window = 0s;
    settings.expiry_margin = 0s;
    token_life life(settings);
    life.next(at(0s));
    life.fetched(at(0s), at(0s), 1h, 1);
    BOOST_TEST((life.next(at(1h - 1ms)) == action::use));
    BOOST_TEST((life.next(at(1h)) == action::fetch_and_wait));
}

BOOST_AUTO_TEST_CASE(failures_cool_down_and_the_pause_doubles_up_to_its_limit)
{
    token_life life;
    std::chrono::milliseconds now = 0s;
    for (auto const pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        BOOST_TEST((life.next(at(now)) == action::fetch_and_wait));
        life.failed(at(now), 0s, 1);
        BOOST_TEST((life.cool_down_until() == at(now + pause)));
        BOOST_TEST((life.next(at(now + pause - 1ms)) == action::fail));
        now += pause;
    }
    life.next(at(now));
    life.fetched(at(now), at(now), 1h, 0); // success ends the series
    life.reject(1, at(now + 1min));
    life.next(at(now + 1min));
    life.failed(at(now + 1min), 0s, 0);
    BOOST_TEST((life.cool_down_until() == at(now + 1min + 500ms))); // half of the pause, without luck
}

BOOST_AUTO_TEST_CASE(the_servers_pause_is_kept_within_the_limit)
{
    token_life life;
    life.next(at(0s));
    life.failed(at(0s), 20s, 1);
    BOOST_TEST((life.cool_down_until() == at(20s)));
    life.next(at(20s));
    life.failed(at(20s), 24h, 1);
    BOOST_TEST((life.cool_down_until() == at(80s)));
}

BOOST_AUTO_TEST_CASE(a_failed_renewal_leaves_the_token_in_use)
{
    auto life = one_hour(0);
    auto const due = 1h - 30s - 150s;
    BOOST_TEST((life.next(at(due)) == action::use_and_fetch));
    life.failed(at(due), 0s, 1);
    BOOST_TEST((life.next(at(due + 500ms)) == action::use)); // cooling down
    BOOST_TEST((life.next(at(due + 1s)) == action::use_and_fetch));
}

BOOST_AUTO_TEST_CASE(an_abandoned_fetch_makes_no_pause)
{
    token_life life;
    life.next(at(0s));
    life.abandoned();
    BOOST_TEST((life.next(at(0s)) == action::fetch_and_wait));
}

BOOST_AUTO_TEST_CASE(only_the_current_generation_can_be_rejected)
{
    auto life = one_hour();
    BOOST_TEST(life.reject(1, at(1min)));
    BOOST_TEST(life.reject(1, at(1min))); // of those who are late, each may try again
    BOOST_TEST((life.next(at(1min)) == action::fetch_and_wait));
    life.fetched(at(1min), at(1min), 1h, 0);
    BOOST_TEST(life.reject(1, at(1min)));
    BOOST_TEST((life.next(at(1min)) == action::use)); // generation 2 was not touched
}

BOOST_AUTO_TEST_CASE(endless_rejections_stop_renewing_the_token)
{
    token_life life;
    for (std::uint64_t generation = 1; generation <= 3; ++generation) {
        BOOST_TEST((life.next(at(1s)) == action::fetch_and_wait));
        life.fetched(at(1s), at(1s), 1h, 0);
        BOOST_TEST(life.reject(generation, at(2s)));
    }
    life.next(at(2s));
    life.fetched(at(2s), at(2s), 1h, 0);
    BOOST_TEST(!life.reject(4, at(3s)));
    BOOST_TEST((life.next(at(3s)) == action::use));
    BOOST_TEST(life.reject(4, at(12s))); // a token that was good for a while may well have been revoked
}

BOOST_AUTO_TEST_CASE(a_stored_token_leaves_a_fetch_under_way)
{
    token_life life;
    life.next(at(0s));
    BOOST_TEST(life.stored(at(0s), at(0s), 1h, 0) == 1u);
    BOOST_TEST(life.fetching());
    BOOST_TEST((life.next(at(0s)) == action::use));
}

BOOST_AUTO_TEST_CASE(extreme_settings_do_not_overflow)
{
    for (auto const odd : {std::chrono::milliseconds::max(), std::chrono::milliseconds::min(), -1ms}) {
        token_life_settings settings;
        settings.expiry_margin = odd;
        settings.renewal_window = odd;
        settings.first_cool_down = odd;
        settings.longest_cool_down = odd;
        settings.quick_rejection = odd;
        token_life life(settings);
        life.next(at(0s));
        life.failed(at(0s), token_life::duration::max(), 1);
        life.fetched(at(0s), at(0s), 1h, 1);
        BOOST_TEST((life.next(at(1s)) == action::use));
        BOOST_TEST(life.reject(1, at(2s)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
