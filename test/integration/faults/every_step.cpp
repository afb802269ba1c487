// Each exchange with its first system call on a socket failing, then its second, and so on until it succeeds.
#include "rig.hpp"
#include "system_calls.hpp"

#include <iostream>
#include <set>

BOOST_AUTO_TEST_SUITE(faults_every_step)

using namespace faults;

namespace {

constexpr column all[] = {column::discovery, column::token, column::repeatable, column::not_repeatable, column::pages};

/// The operation of a rig, with the script applied to the client's side.
outcome act(rig& at, std::size_t failing, bool& failed, std::size_t most = static_cast<std::size_t>(-1))
{
    outcome seen;
    int ended = 0;
    if (at.to == column::pages)
        at.walk_to_second_page();
    auto const connections = at.peer.connections();
    auto const requests = at.peer.requests.load();
    at.start(at.perform(seen), ended);
    calls = call_script();
    calls.failing = failing;
    calls.most = most;
    calls.on = true;
    at.run_to_end();
    calls.on = false;
    failed = calls.failed;
    at.walk.reset();
    BOOST_TEST(ended == 1);
    at.pool->close_idle();
    BOOST_TEST(at.peer.wait_until_unused());
    seen.connections = at.peer.connections() - connections;
    seen.requests = at.peer.requests - requests;
    return seen;
}

/// Fails the n-th call for each n; returns how many there were.
template <class Check>
std::size_t for_each_step(column to, unsigned attempts, Check check)
{
    auto const descriptors = open_descriptors();
    std::size_t step = 1;
    {
        rig at(to);
        at.options.retry.max_attempts = attempts;
        at.start_good_server();
        // the number of calls varies a little with time, so one run without the n-th call is not the end
        for (int without = 0; without < 5;) {
            BOOST_TEST_REQUIRE(step < 500U);
            bool failed = false;
            auto const seen = act(at, step, failed);
            BOOST_TEST_CONTEXT("column " << static_cast<int>(to) << ", step " << step << ": " << seen.text)
            {
                if (failed)
                    check(seen);
                else
                    BOOST_TEST(!seen.code);
            }
            step += failed;
            without += !failed;
        }
        at.check_what_is_left();
    }
    BOOST_TEST(open_descriptors() == descriptors);
    return step - 1;
}

} // namespace

BOOST_AUTO_TEST_CASE(one_failure_is_retried_where_the_operation_is_repeatable)
{
    for (column const to : all) {
        auto const steps = for_each_step(to, 2, [&](outcome const& seen) {
            if (to == column::not_repeatable) {
                // nobody saw it, or it is not known: never twice
                BOOST_TEST((!seen.code || seen.code == errc::outcome_unknown));
                BOOST_TEST(seen.requests <= 1U);
                BOOST_TEST((seen.code || seen.requests == 1U));
            }
            else {
                BOOST_TEST(!seen.code);
            }
        });
        // connect, write, read, three times over with TLS in between
        BOOST_TEST(steps >= (to == column::pages ? 3U : 6U));
        std::cout << steps << " steps\n";
    }
}

BOOST_AUTO_TEST_CASE(without_attempts_left_each_failure_has_its_error)
{
    for (column const to : {column::repeatable, column::not_repeatable, column::pages}) {
        std::set<int> codes;
        for_each_step(to, 1, [&](outcome const& seen) {
            codes.insert(seen.code.value());
            bool const known = !seen.code || seen.code == errc::connect_failed ||
                               seen.code == errc::connection_closed || seen.code == errc::outcome_unknown;
            BOOST_TEST(known);
            BOOST_TEST((seen.code != errc::outcome_unknown || to == column::not_repeatable));
            // a kept connection that dies without a word is replaced by the transport, which is no attempt
            BOOST_TEST(seen.requests <= (to == column::pages ? 2U : 1U));
        });
        BOOST_TEST(codes.contains(static_cast<int>(errc::connect_failed)) == (to != column::pages));
        BOOST_TEST(codes.contains(static_cast<int>(errc::outcome_unknown)) == (to == column::not_repeatable));
    }
}

BOOST_AUTO_TEST_CASE(the_kernel_may_give_one_byte_at_a_time)
{
    for (column const to : all) {
        rig at(to);
        at.start_good_server();
        bool failed = false;
        auto const seen = act(at, 0, failed, 1);
        BOOST_TEST(!seen.code);
        BOOST_TEST(seen.attempts == 1U);
        at.check_what_is_left();
    }
}

BOOST_AUTO_TEST_SUITE_END()
