#include <cloud_governance/http/retry_policy.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_retry_policy)

namespace http = cloud_governance::http;
using cloud_governance::errc;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

http::attempt_outcome of_status(unsigned status, bool repeatable)
{
    http::attempt_outcome out;
    out.status = status;
    out.repeatable = repeatable;
    out.may_have_been_sent = true;
    return out;
}

http::attempt_outcome of_error(errc code, bool repeatable, bool sent)
{
    http::attempt_outcome out;
    out.code = code;
    out.repeatable = repeatable;
    out.may_have_been_sent = sent;
    return out;
}

bool retried(http::attempt_outcome const& outcome)
{
    return http::decide_retry(http::retry_policy(), outcome, 1, 1h, 0.5).has_value();
}

std::optional<milliseconds> delay(
    http::retry_policy const& policy, unsigned attempts, double random, milliseconds remaining = 1h,
    std::optional<milliseconds> retry_after = std::nullopt)
{
    auto outcome = of_status(503, true);
    outcome.retry_after = retry_after;
    return http::decide_retry(policy, outcome, attempts, remaining, random);
}

} // namespace

BOOST_AUTO_TEST_CASE(statuses_are_retried_as_the_table_says)
{
    // the server has not acted on it
    BOOST_TEST(retried(of_status(429, true)));
    BOOST_TEST(retried(of_status(429, false)));
    for (unsigned status : {408U, 500U, 502U, 503U, 504U}) {
        BOOST_TEST(retried(of_status(status, true)), status);
        BOOST_TEST(!retried(of_status(status, false)), status);
    }
    for (unsigned status : {200U, 204U, 301U, 304U, 307U, 400U, 401U, 403U, 404U, 409U, 413U, 425U, 501U, 505U, 599U})
        BOOST_TEST(!retried(of_status(status, true)), status);
}

BOOST_AUTO_TEST_CASE(errors_by_table)
{
    for (errc code : {errc::resolve_failed, errc::connect_failed})
        for (bool repeatable : {false, true})
            BOOST_TEST(retried(of_error(code, repeatable, false)));
    for (errc code : {errc::connection_closed, errc::timed_out}) {
        BOOST_TEST(retried(of_error(code, true, true)));
        BOOST_TEST(retried(of_error(code, true, false)));
        BOOST_TEST(retried(of_error(code, false, false)));
        BOOST_TEST(!retried(of_error(code, false, true)));
    }
    for (errc code :
         {errc::peer_not_trusted, errc::tls_failed, errc::invalid_http_response, errc::response_too_large,
          errc::pool_timed_out, errc::cancelled, errc::invalid_argument, errc::proxy_refused,
          errc::proxy_authentication_required})
        BOOST_TEST(!retried(of_error(code, true, false)));
}

BOOST_AUTO_TEST_CASE(error_numbers_of_other_categories_are_not_mistaken)
{
    http::attempt_outcome outcome;
    outcome.code =
        cloud_governance::error_code(static_cast<int>(errc::connect_failed), boost::system::system_category());
    outcome.repeatable = true;
    BOOST_TEST(!retried(outcome));
}

BOOST_AUTO_TEST_CASE(attempts_are_counted)
{
    http::retry_policy policy;
    policy.max_attempts = 3;
    BOOST_TEST(delay(policy, 1, 0).has_value());
    BOOST_TEST(delay(policy, 2, 0).has_value());
    BOOST_TEST(!delay(policy, 3, 0).has_value());
    policy.max_attempts = 1;
    BOOST_TEST(!delay(policy, 1, 0).has_value());
}

BOOST_AUTO_TEST_CASE(delays_have_full_jitter_under_a_bound_that_doubles_up_to_the_limit)
{
    http::retry_policy policy;
    policy.max_attempts = 100;
    policy.base_delay = 500ms;
    policy.max_delay = 3s;
    for (auto const& [attempts, bound] :
         {std::pair(1U, 500ms), std::pair(2U, 1000ms), std::pair(3U, 2000ms), std::pair(4U, 3000ms),
          std::pair(5U, 3000ms), std::pair(99U, 3000ms)}) {
        BOOST_TEST(delay(policy, attempts, 0).value().count() == 0);
        BOOST_TEST(delay(policy, attempts, 0.5).value().count() == bound.count() / 2);
        BOOST_TEST((delay(policy, attempts, 0.999).value() < bound));
    }
    policy.base_delay = 0ms;
    BOOST_TEST(delay(policy, 50, 0.9).value().count() == 0);
    policy.base_delay = 5s; // over the limit
    BOOST_TEST(delay(policy, 1, 0.5).value().count() == 1500);
}

BOOST_AUTO_TEST_CASE(extreme_limits_do_not_overflow)
{
    http::retry_policy policy;
    policy.max_attempts = std::numeric_limits<unsigned>::max();
    policy.base_delay = 1ms;
    policy.max_delay = milliseconds::max();
    auto const waited = delay(policy, 4'000'000'000U, 0.5, milliseconds::max());
    BOOST_TEST((!waited || *waited >= 0ms));
    policy.max_retry_after = milliseconds::max();
    auto const asked = delay(policy, 1, 0.5, milliseconds::max(), milliseconds::max());
    BOOST_TEST((!asked || *asked >= 0ms));
}

BOOST_AUTO_TEST_CASE(retry_after_is_waited_for_with_a_small_addition)
{
    http::retry_policy const policy;
    BOOST_TEST(delay(policy, 1, 0, 1h, 10s).value().count() == 10'000);
    BOOST_TEST(delay(policy, 1, 0.5, 1h, 10s).value().count() == 10'500);
    BOOST_TEST((delay(policy, 1, 0.999, 1h, 10s).value() <= 11s));
    BOOST_TEST(delay(policy, 1, 0.9, 1h, 0s).value().count() == 0);
    BOOST_TEST(delay(policy, 1, 0, 1h, 60s).has_value());
    BOOST_TEST(!delay(policy, 1, 0, 1h, 61s).has_value());
}

BOOST_AUTO_TEST_CASE(a_delay_that_does_not_fit_into_the_calls_time_ends_it_at_once)
{
    http::retry_policy const policy;
    BOOST_TEST(delay(policy, 1, 0, 10'001ms, 10s).has_value());
    BOOST_TEST(!delay(policy, 1, 0, 10s, 10s).has_value());
    BOOST_TEST(!delay(policy, 1, 0.5, 250ms).has_value());
    BOOST_TEST(!delay(policy, 1, 0, 0ms).has_value());
    BOOST_TEST(!delay(policy, 1, 0, -5ms).has_value());
}

BOOST_AUTO_TEST_CASE(the_budget_starts_with_its_reserve_and_grows_by_a_share_of_the_calls)
{
    http::retry_policy policy;
    policy.budget_reserve = 2;
    policy.budget_per_call = 0.25;
    http::retry_budget budget(policy);
    BOOST_TEST(budget.withdraw());
    BOOST_TEST(budget.withdraw());
    BOOST_TEST(!budget.withdraw());
    for (int i = 0; i < 3; ++i)
        budget.deposit();
    BOOST_TEST(!budget.withdraw());
    budget.deposit();
    BOOST_TEST(budget.withdraw());
    BOOST_TEST(!budget.withdraw());
}

BOOST_AUTO_TEST_CASE(the_budget_never_holds_more_than_its_reserve)
{
    for (double per_call : {0.1, 0.7, 100.0}) {
        http::retry_policy policy;
        policy.budget_reserve = 3;
        policy.budget_per_call = per_call;
        http::retry_budget budget(policy);
        BOOST_TEST(budget.withdraw());
        for (int i = 0; i < 1000; ++i)
            budget.deposit();
        int held = 0;
        while (budget.withdraw())
            ++held;
        BOOST_TEST(held == 3, per_call);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_budget_allows_no_retry)
{
    http::retry_policy policy;
    policy.budget_reserve = 0;
    http::retry_budget budget(policy);
    BOOST_TEST(!budget.withdraw());
    for (int i = 0; i < 100; ++i)
        budget.deposit();
    BOOST_TEST(!budget.withdraw());
    policy.budget_reserve = 1;
    policy.budget_per_call = 0;
    http::retry_budget reserve_only(policy);
    BOOST_TEST(reserve_only.withdraw());
    reserve_only.deposit();
    BOOST_TEST(!reserve_only.withdraw());
}

BOOST_AUTO_TEST_SUITE_END()
