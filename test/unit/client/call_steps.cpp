// The steps of a call against scripted outcomes: no sockets, no coroutines, no waiting.

#include <boost/test/unit_test.hpp>

#include <cloud_governance/client/detail/call_steps.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cloud_governance::detail {

inline std::ostream& operator<<(std::ostream& out, step value)
{
    char const* const names[] = {"begin", "authorize", "exchange", "wait", "done"};
    return out << names[static_cast<int>(value)];
}

} // namespace cloud_governance::detail

BOOST_AUTO_TEST_SUITE(client_call_steps)

namespace cg = cloud_governance;
namespace http = cg::http;
using cg::errc;
using cg::detail::step;
using namespace std::chrono_literals;

namespace {

/// Time stands still at a known point; jitter is always the whole delay.
class fixed_inputs final : public cg::detail::call_inputs {
public:
    std::chrono::steady_clock::time_point now() const override { return time; }
    std::chrono::system_clock::time_point wall_clock() const override { return {}; }
    double random() const override { return 0.5; }

    std::chrono::steady_clock::time_point time{1h};
};

class scripted_strategy final : public cg::detail::any_strategy {
public:
    void attach(cg::auth::attach_context const&) override {}
    boost::asio::awaitable<void> authorize(cg::auth::request_context&) override { return {}; }
    bool rejected(cg::auth::request_context const& request) override
    {
        rejections.push_back(request.credential_generation);
        return has_other;
    }

    bool has_other = true;
    std::vector<std::uint64_t> rejections;
};

class event_log final : public cg::observer {
public:
    void on_request_started(cg::event::request_started const&) override { add("start"); }
    void on_request_finished(cg::event::request_finished const& e) override
    {
        add("finish " + std::to_string(e.status) + (e.code ? " " + e.code.message() : std::string()));
    }
    std::string on_attempt_started(cg::event::attempt_started const& e) override
    {
        add("attempt " + std::to_string(e.number));
        return {};
    }
    void on_attempt_finished(cg::event::attempt_finished const& e) override { add("end " + std::to_string(e.status)); }
    void on_retry_scheduled(cg::event::retry_scheduled const&) override { add("retry"); }

    std::string text;

private:
    void add(std::string const& one) { text += (text.empty() ? "" : ", ") + one; }
};

/// One call, whose steps are carried out by the test. Every case runs with and without an observer.
class script {
public:
    explicit script(bool observed = false, http::retry_policy const& policy = http::retry_policy())
        : policy_(policy), steps_(policy_, strategy, inputs), credentials_(call.exchange.request)
    {
        call.fixed_name = "GET /things";
        call.timeout = 60s;
        call.max_attempts = policy_.max_attempts;
        call.exchange.request.fields.add("client-request-id", "id-1");
        if (observed)
            call.events = std::make_unique<cg::detail::call_events>(log);
    }

    step next() { return steps_.next(call, credentials_); }

    /// The transport's outcome, then the next step.
    step after_reply(unsigned status, std::string_view retry_after = {})
    {
        BOOST_TEST(call.last == step::exchange);
        call.exchange.sent = true;
        call.exchange.reply = http::response();
        call.exchange.reply.status = status;
        if (!retry_after.empty())
            call.exchange.reply.fields.add("Retry-After", retry_after);
        return next();
    }

    step after_loss(errc code, bool sent)
    {
        BOOST_TEST(call.last == step::exchange);
        call.exchange.sent = sent;
        call.exchange.fail(cg::error(code));
        return next();
    }

    step after_failed(errc code) // of the strategy, or of a wait
    {
        call.exchange.fail(cg::error(code));
        return next();
    }

    void repeatable() { call.exchange.request.repeatable = true; }
    void start()
    {
        BOOST_TEST(next() == step::authorize);
        BOOST_TEST(next() == step::exchange);
    }

    cg::error const& failure() const
    {
        BOOST_TEST_REQUIRE(call.exchange.failure != nullptr);
        return *call.exchange.failure;
    }
    bool may_have_been_sent() const { return failure().diagnostics.request_may_have_been_sent; }

    fixed_inputs inputs;
    scripted_strategy strategy;
    std::shared_ptr<event_log> log = std::make_shared<event_log>();
    cg::detail::call call;

private:
    http::retry_policy policy_;
    cg::detail::call_steps steps_;
    cg::auth::request_context credentials_;

public:
    cg::auth::request_context& credentials() { return credentials_; }
};

/// The same decisions with and without an observer.
template <class Test>
void with_and_without_observer(Test test, http::retry_policy const& policy = http::retry_policy())
{
    for (bool const observed : {false, true}) {
        BOOST_TEST_INFO_SCOPE("observed: " << observed);
        script call(observed, policy);
        test(call);
        BOOST_TEST((call.log->text.empty() != observed));
    }
}

http::retry_policy without_delay()
{
    http::retry_policy out;
    out.base_delay = 0ms;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_call_that_succeeds_takes_two_steps)
{
    with_and_without_observer([](script& call) {
        call.start();
        BOOST_TEST(call.after_reply(204) == step::done);
        BOOST_TEST(call.call.exchange.succeeded());
        BOOST_TEST(call.call.attempts == 1U);
        BOOST_TEST((call.call.exchange.request.deadline == call.inputs.time + 60s));
        BOOST_TEST(call.next() == step::done);
    });
}

BOOST_AUTO_TEST_CASE(the_deadline_of_the_longest_timeout_is_the_end_of_time)
{
    script call;
    call.call.timeout = (std::chrono::milliseconds::max)();
    call.start();
    BOOST_TEST((call.call.exchange.request.deadline == (std::chrono::steady_clock::time_point::max)()));
}

BOOST_AUTO_TEST_CASE(an_operation_that_cannot_be_encoded_is_not_authorized)
{
    with_and_without_observer([](script& call) {
        BOOST_TEST(call.after_failed(errc::invalid_argument) == step::done);
        BOOST_TEST(call.failure().diagnostics.operation == "GET /things");
        BOOST_TEST(call.failure().diagnostics.client_request_id == "id-1");
        BOOST_TEST(call.failure().diagnostics.attempts == 0U);
        BOOST_TEST(!call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_strategy_that_fails_ends_the_call_unsent)
{
    with_and_without_observer([](script& call) {
        BOOST_TEST(call.next() == step::authorize);
        cg::error reason(errc::token_request_failed);
        reason.diagnostics.request_may_have_been_sent = true; // the token request, not the call's
        call.call.exchange.failure = std::make_unique<cg::error>(std::move(reason));
        BOOST_TEST(call.next() == step::done);
        BOOST_TEST((call.failure().code == errc::token_request_failed));
        BOOST_TEST(call.failure().diagnostics.attempts == 0U);
        BOOST_TEST(!call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_401_is_replayed_once_with_other_credentials)
{
    with_and_without_observer([](script& call) {
        call.start(); // not repeatable
        call.credentials().credential_generation = 7;
        BOOST_TEST(call.after_reply(401) == step::authorize);
        BOOST_TEST(call.next() == step::exchange);
        BOOST_TEST(call.after_reply(200) == step::done);
        BOOST_TEST(call.call.exchange.succeeded());
        BOOST_TEST(call.call.attempts == 2U);
        BOOST_TEST(call.strategy.rejections == std::vector<std::uint64_t>{7}, boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_CASE(a_second_401_is_the_answer)
{
    with_and_without_observer([](script& call) {
        call.start();
        BOOST_TEST(call.after_reply(401) == step::authorize);
        BOOST_TEST(call.next() == step::exchange);
        BOOST_TEST(call.after_reply(401) == step::done);
        BOOST_TEST((call.failure().code == errc::unauthorized));
        BOOST_TEST(call.failure().diagnostics.attempts == 2U);
        BOOST_TEST(call.strategy.rejections.size() == 1U);
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_401_without_other_credentials_is_the_answer)
{
    with_and_without_observer([](script& call) {
        call.strategy.has_other = false;
        call.start();
        BOOST_TEST(call.after_reply(401) == step::done);
        BOOST_TEST((call.failure().code == errc::unauthorized));
        BOOST_TEST(call.failure().diagnostics.attempts == 1U);
    });
}

BOOST_AUTO_TEST_CASE(new_credentials_that_cannot_be_had_end_a_replay_as_sent)
{
    script call;
    call.start();
    BOOST_TEST(call.after_reply(401) == step::authorize);
    BOOST_TEST(!call.call.exchange.failure);
    BOOST_TEST(call.after_failed(errc::token_request_failed) == step::done);
    BOOST_TEST((call.failure().code == errc::token_request_failed));
    BOOST_TEST(call.failure().diagnostics.attempts == 1U);
    BOOST_TEST(call.may_have_been_sent());
}

BOOST_AUTO_TEST_CASE(a_429_is_retried_after_the_delay_it_asks_for)
{
    with_and_without_observer([](script& call) {
        call.start(); // not repeatable: the service has not acted on it
        BOOST_TEST(call.after_reply(429, "2") == step::wait);
        BOOST_TEST(call.call.delay.count() == 2100); // and half of the tenth that is added at random
        BOOST_TEST(call.next() == step::authorize);
        BOOST_TEST(!call.call.exchange.failure);
        BOOST_TEST(call.call.exchange.reply.status == 0U);
        BOOST_TEST(call.next() == step::exchange);
        BOOST_TEST(call.after_reply(200) == step::done);
        BOOST_TEST(call.call.exchange.succeeded());
        BOOST_TEST(call.call.attempts == 2U);
    });
}

BOOST_AUTO_TEST_CASE(a_429_that_asks_for_more_than_is_left_is_the_answer)
{
    script call;
    call.start();
    call.inputs.time += 59s;
    BOOST_TEST(call.after_reply(429, "2") == step::done);
    BOOST_TEST((call.failure().code == errc::rate_limited));
    BOOST_TEST((call.failure().diagnostics.retry_after == std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(a_5xx_is_retried_where_the_operation_is_repeatable)
{
    with_and_without_observer([](script& call) {
        call.repeatable();
        call.start();
        for (unsigned attempt = 1; attempt < 4; ++attempt) {
            BOOST_TEST(call.after_reply(503) == step::wait);
            BOOST_TEST(call.next() == step::authorize);
            BOOST_TEST(call.next() == step::exchange);
        }
        BOOST_TEST(call.after_reply(503) == step::done); // max_attempts
        BOOST_TEST((call.failure().code == errc::server_error));
        BOOST_TEST(call.failure().diagnostics.attempts == 4U);
        BOOST_TEST(call.failure().diagnostics.http_status == 503U);
    });
}

BOOST_AUTO_TEST_CASE(a_5xx_is_the_answer_of_other_operations)
{
    with_and_without_observer([](script& call) {
        call.start();
        BOOST_TEST(call.after_reply(503) == step::done);
        BOOST_TEST((call.failure().code == errc::server_error));
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_retry_without_delay_does_not_wait)
{
    with_and_without_observer(
        [](script& call) {
            call.repeatable();
            call.start();
            BOOST_TEST(call.after_reply(503) == step::authorize);
            BOOST_TEST(!call.call.exchange.failure);
        },
        without_delay());
}

BOOST_AUTO_TEST_CASE(an_empty_budget_ends_retries)
{
    http::retry_policy policy = without_delay();
    policy.budget_reserve = 1;
    policy.budget_per_call = 0;
    script call(false, policy);
    call.repeatable();
    call.start();
    BOOST_TEST(call.after_reply(503) == step::authorize);
    BOOST_TEST(call.next() == step::exchange);
    BOOST_TEST(call.after_reply(503) == step::done);
    BOOST_TEST(call.failure().diagnostics.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_before_the_request_was_sent_is_retried_for_any_operation)
{
    with_and_without_observer([](script& call) {
        call.start();
        BOOST_TEST(call.after_loss(errc::connection_closed, false) == step::wait);
        BOOST_TEST(call.next() == step::authorize);
        BOOST_TEST(call.next() == step::exchange);
        BOOST_TEST(call.after_reply(200) == step::done);
    });
}

BOOST_AUTO_TEST_CASE(a_connection_lost_after_the_request_was_sent_leaves_the_outcome_unknown)
{
    with_and_without_observer([](script& call) {
        call.start();
        BOOST_TEST(call.after_loss(errc::connection_closed, true) == step::done);
        BOOST_TEST((call.failure().code == errc::outcome_unknown));
        BOOST_TEST((call.failure().diagnostics.cause == errc::connection_closed));
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_connection_lost_after_a_repeatable_request_was_sent_is_retried)
{
    with_and_without_observer([](script& call) {
        call.repeatable();
        call.start();
        BOOST_TEST(call.after_loss(errc::connection_closed, true) == step::wait);
        BOOST_TEST(call.next() == step::authorize);
        BOOST_TEST(call.next() == step::exchange);
        BOOST_TEST(call.after_reply(200) == step::done);
    });
}

BOOST_AUTO_TEST_CASE(an_error_after_a_sent_attempt_says_that_the_request_may_have_been_sent)
{
    script call;
    call.repeatable();
    call.start();
    BOOST_TEST(call.after_loss(errc::connection_closed, true) == step::wait);
    BOOST_TEST(call.next() == step::authorize);
    BOOST_TEST(call.next() == step::exchange);
    BOOST_TEST(call.after_loss(errc::peer_not_trusted, false) == step::done);
    BOOST_TEST((call.failure().code == errc::peer_not_trusted));
    BOOST_TEST(call.may_have_been_sent());
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_not_trusted_ends_the_call)
{
    script call;
    call.repeatable();
    call.start();
    BOOST_TEST(call.after_loss(errc::peer_not_trusted, false) == step::done);
    BOOST_TEST(!call.may_have_been_sent());
}

BOOST_AUTO_TEST_CASE(a_deadline_that_passed_during_the_exchange_ends_the_call)
{
    with_and_without_observer([](script& call) {
        call.repeatable();
        call.start();
        call.inputs.time += 60s;
        BOOST_TEST(call.after_loss(errc::timed_out, true) == step::done);
        BOOST_TEST((call.failure().code == errc::timed_out));
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_call_cancelled_while_it_waits_for_credentials_ends_unsent)
{
    with_and_without_observer([](script& call) {
        BOOST_TEST(call.next() == step::authorize);
        BOOST_TEST(call.after_failed(errc::cancelled) == step::done);
        BOOST_TEST((call.failure().code == errc::cancelled));
        BOOST_TEST(!call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_call_cancelled_during_its_exchange_is_not_retried)
{
    with_and_without_observer([](script& call) {
        call.repeatable();
        call.start();
        BOOST_TEST(call.after_loss(errc::cancelled, true) == step::done);
        BOOST_TEST((call.failure().code == errc::cancelled));
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(a_call_cancelled_before_a_retry_ends_as_cancelled)
{
    with_and_without_observer([](script& call) {
        call.repeatable();
        call.start();
        BOOST_TEST(call.after_reply(503) == step::wait);
        BOOST_TEST(call.after_failed(errc::cancelled) == step::done);
        BOOST_TEST((call.failure().code == errc::cancelled));
        BOOST_TEST(call.failure().diagnostics.attempts == 1U);
        BOOST_TEST(call.may_have_been_sent());
    });
}

BOOST_AUTO_TEST_CASE(the_observer_hears_every_attempt)
{
    script call(true);
    call.repeatable();
    call.start();
    BOOST_TEST(call.after_reply(503) == step::wait);
    BOOST_TEST(call.next() == step::authorize);
    BOOST_TEST(call.next() == step::exchange);
    BOOST_TEST(call.after_reply(404) == step::done);
    auto const not_found = make_error_code(errc::not_found).message();
    BOOST_TEST(call.log->text == "start, attempt 1, end 503, retry, attempt 2, end 404, finish 404 " + not_found);
}

static_assert(!std::is_aggregate_v<cg::detail::call>);
static_assert(!std::is_aggregate_v<http::exchange>);

BOOST_AUTO_TEST_SUITE_END()
