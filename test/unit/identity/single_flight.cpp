#include <cloud_governance/identity/detail/single_flight.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(identity_single_flight)

namespace asio = boost::asio;
namespace cg = cloud_governance;
using cg::errc;
using flight = cg::identity::detail::single_flight<int>;
using time_point = std::chrono::steady_clock::time_point;
using namespace std::chrono_literals;

namespace {

/// What a coroutine that waits has got: "waiting", the value, or the failure's code and detail.
class waiting {
public:
    waiting(asio::io_context& io, flight const& of, time_point deadline = (time_point::max)())
    {
        asio::co_spawn(
            io, flight::wait(of.current(), deadline, "the number"),
            asio::bind_cancellation_slot(signal.slot(), [this](std::exception_ptr thrown, flight::pointer value) {
                if (!thrown) {
                    outcome = std::to_string(*value);
                    return;
                }
                try {
                    std::rethrow_exception(thrown);
                }
                catch (cg::failure const& failed) {
                    code = failed.code();
                    outcome = failed.diagnostics().detail;
                }
            }));
    }

    asio::cancellation_signal signal;
    cg::error_code code;
    std::string outcome = "waiting";
};

} // namespace

BOOST_AUTO_TEST_CASE(all_who_wait_get_the_value)
{
    asio::io_context io;
    flight subject;
    BOOST_TEST(!subject.current());
    subject.begin();
    waiting const first(io, subject);
    waiting const second(io, subject);
    io.poll();
    BOOST_TEST(first.outcome == "waiting");
    subject.end(std::make_shared<int const>(42), nullptr);
    BOOST_TEST(!subject.current());
    io.run();
    BOOST_TEST(first.outcome == "42");
    BOOST_TEST(second.outcome == "42");
}

BOOST_AUTO_TEST_CASE(all_who_wait_get_the_failure)
{
    asio::io_context io;
    flight subject;
    subject.begin();
    waiting const first(io, subject);
    waiting const second(io, subject);
    io.poll();
    subject.end(nullptr, std::make_shared<cg::error const>(errc::discovery_failed, "down"));
    io.run();
    BOOST_TEST((first.code == errc::discovery_failed));
    BOOST_TEST(second.outcome == "down");
}

BOOST_AUTO_TEST_CASE(a_wait_that_begins_after_the_end_gets_the_outcome_too)
{
    asio::io_context io;
    flight subject;
    subject.begin();
    waiting const late(io, subject); // has the fetch, but has not run yet
    subject.end(std::make_shared<int const>(7), nullptr);
    io.run();
    BOOST_TEST(late.outcome == "7");
}

BOOST_AUTO_TEST_CASE(a_new_fetch_does_not_touch_those_who_wait_for_the_last_one)
{
    asio::io_context io;
    flight subject;
    subject.begin();
    waiting const first(io, subject);
    io.poll();
    subject.end(std::make_shared<int const>(1), nullptr);
    subject.begin();
    waiting const second(io, subject);
    io.poll();
    BOOST_TEST(first.outcome == "1");
    BOOST_TEST(second.outcome == "waiting");
    subject.end(std::make_shared<int const>(2), nullptr);
    io.run();
    BOOST_TEST(second.outcome == "2");
}

BOOST_AUTO_TEST_CASE(the_end_without_a_fetch_does_nothing)
{
    flight subject;
    subject.end(std::make_shared<int const>(1), nullptr);
    BOOST_TEST(!subject.current());
}

BOOST_AUTO_TEST_CASE(deadline_and_cancellation_end_one_wait_only)
{
    asio::io_context io;
    flight subject;
    subject.begin();
    waiting const late(io, subject, std::chrono::steady_clock::now());
    waiting stopped(io, subject);
    waiting const patient(io, subject);
    io.poll();
    BOOST_TEST((late.code == errc::timed_out));
    BOOST_TEST(late.outcome == "the deadline passed while waiting for the number");
    stopped.signal.emit(asio::cancellation_type::terminal);
    io.poll();
    BOOST_TEST((stopped.code == errc::cancelled));
    BOOST_TEST(stopped.outcome == "cancelled while waiting for the number");
    BOOST_TEST(patient.outcome == "waiting");
    subject.end(std::make_shared<int const>(3), nullptr);
    io.run();
    BOOST_TEST(patient.outcome == "3");
}

BOOST_AUTO_TEST_CASE(threads_may_wait_while_another_ends_the_fetch)
{
    for (int round = 0; round < 50; ++round) {
        flight subject;
        subject.begin();
        std::vector<std::string> outcomes(4);
        std::vector<std::thread> threads;
        for (auto& outcome : outcomes)
            threads.emplace_back([&outcome, fetch = subject.current()] {
                asio::io_context io;
                asio::co_spawn(
                    io, flight::wait(fetch, (time_point::max)(), "the number"),
                    [&outcome](std::exception_ptr, flight::pointer value) { outcome = std::to_string(*value); });
                io.run();
            });
        subject.end(std::make_shared<int const>(round), nullptr);
        for (auto& each : threads)
            each.join();
        for (auto const& outcome : outcomes)
            BOOST_TEST(outcome == std::to_string(round));
    }
}

namespace {

/// A cache for `start_fetch` that records what it is told.
class cache {
public:
    using fetched_event = int;
    static constexpr errc fetch_failed = errc::discovery_failed;
    static constexpr char const* fetch_failed_detail = "fetching failed";

    explicit cache(asio::io_context& io) : executor_(io.get_executor()) {}

    asio::any_io_executor const& executor() const { return executor_; }
    std::function<asio::awaitable<std::string>()> const& fetch() const { return fetch_; }

    int succeed(std::string value)
    {
        if (value.empty())
            cg::throw_failure(errc::invalid_response, "empty");
        told.push_back("succeed " + value);
        return 5;
    }
    void fail(std::shared_ptr<cg::error const> reason) { told.push_back("fail " + reason->diagnostics.detail); }
    void abandon() { told.emplace_back("abandon"); }
    void report(int event, std::chrono::steady_clock::duration) { told.push_back("report " + std::to_string(event)); }
    void report(cg::error const& reason, std::chrono::steady_clock::duration)
    {
        told.push_back("report " + reason.diagnostics.detail);
    }

    std::function<asio::awaitable<std::string>()> fetch_;
    std::vector<std::string> told;

private:
    asio::any_io_executor executor_;
};

std::vector<std::string> run(std::function<asio::awaitable<std::string>()> fetch)
{
    asio::io_context io;
    auto const subject = std::make_shared<cache>(io);
    subject->fetch_ = std::move(fetch);
    cg::identity::detail::start_fetch(subject);
    io.run();
    return subject->told;
}

asio::awaitable<std::string> fetch_text(std::string text) { co_return text; }
asio::awaitable<std::string> fetch_nothing()
{
    throw std::runtime_error("no luck");
    co_return "";
}

using told = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(a_fetch_that_succeeds_is_stored_and_reported)
{
    BOOST_TEST((run([] { return fetch_text("text"); }) == told{"succeed text", "report 5"}));
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_fetch_becomes_its_failure)
{
    told const expected{"fail fetching failed: no luck", "report fetching failed: no luck"};
    BOOST_TEST((run([] { return fetch_nothing(); }) == expected));
    // also when the function throws before it has made a coroutine
    BOOST_TEST((run([]() -> asio::awaitable<std::string> { throw std::runtime_error("no luck"); }) == expected));
}

BOOST_AUTO_TEST_CASE(a_value_that_the_cache_refuses_counts_as_a_failure)
{
    BOOST_TEST((run([] { return fetch_text(""); }) == told{"fail empty", "report empty"}));
}

BOOST_AUTO_TEST_CASE(the_fetch_does_not_run_on_the_callers_stack)
{
    asio::io_context io;
    auto const subject = std::make_shared<cache>(io);
    bool running = false;
    subject->fetch_ = [&running] {
        running = true;
        return fetch_text("text");
    };
    asio::post(io, [&] {
        cg::identity::detail::start_fetch(subject);
        BOOST_TEST(!running);
    });
    io.run();
    BOOST_TEST(running);
}

BOOST_AUTO_TEST_CASE(a_fetch_that_is_destroyed_before_its_end_is_abandoned)
{
    std::optional<asio::io_context> io(std::in_place);
    auto const subject = std::make_shared<cache>(*io);
    std::optional<cg::detail::waiter> never(std::in_place, io->get_executor());
    subject->fetch_ = [&never]() -> asio::awaitable<std::string> {
        co_await never->wait();
        co_return "";
    };
    cg::identity::detail::start_fetch(subject);
    io->poll();
    BOOST_TEST(subject->told.empty());
    never.reset(); // has a timer of the context
    io.reset();
    BOOST_TEST((subject->told == told{"abandon"}));
}

BOOST_AUTO_TEST_SUITE_END()
