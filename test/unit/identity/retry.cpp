#include <cloud_governance/identity/detail/retry.hpp>

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(identity_retry)

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace http = cloud_governance::http;
namespace identity = cloud_governance::identity;
using cg::errc;
using identity::detail::after_failure;
using namespace std::chrono_literals;

namespace {

/// Reads a reply's body as its value; any status but 200 is a failure.
class exchange {
public:
    using value_type = std::string;

    explicit exchange(identity::request_limits limits, bool repeatable)
        : limits_(std::move(limits)), repeatable_(repeatable)
    {
    }

    identity::request_limits const& limits() const { return limits_; }
    bool repeatable() const { return repeatable_; }

    void prepare(http::request& request, unsigned attempt) const
    {
        if (attempt == 1)
            request.method = http::verb::post;
        request.target += std::to_string(attempt);
    }

    cg::result<std::string> interpret(http::response const& reply) const
    {
        if (reply.status == 200)
            return reply.body;
        return cg::error(reply.status == 418 ? errc::conflict : errc::token_request_failed, reply.body);
    }

    after_failure after(cg::error const& reason, http::response const* reply) const
    {
        if (reason.code == errc::conflict)
            return after_failure::retry_at_once;
        return reply != nullptr && reply->status == 403 ? after_failure::give_up : after_failure::retry;
    }

private:
    identity::request_limits limits_;
    bool repeatable_;
};

class unusable_exchange : public exchange {
public:
    explicit unusable_exchange(identity::request_limits limits) : exchange(std::move(limits), true)
    {
        cg::throw_failure(errc::invalid_argument, "the request cannot be made");
    }
};

class fixture {
public:
    fixture()
    {
        limits.retry.max_attempts = 3;
        limits.retry.base_delay = 0ms; // no test waits
        limits.random = [this] {
            ++delays;
            return 0.5;
        };
    }

    cg::result<std::string> run(bool repeatable = true)
    {
        return support::run(io, identity::detail::retry<exchange>(transport, limits, repeatable));
    }

    asio::io_context io;
    cloud_governance::testing::scripted_transport transport{io};
    identity::request_limits limits;
    unsigned delays = 0;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(the_first_usable_reply_is_the_result, fixture)
{
    transport.answer(200, "value");
    BOOST_TEST(run().value() == "value");
    BOOST_TEST(transport.requests().size() == 1u);
    BOOST_TEST(transport.requests()[0].target == "/1");
    BOOST_TEST(delays == 0u);
}

BOOST_FIXTURE_TEST_CASE(every_attempt_has_its_request_prepared_and_the_same_deadline, fixture)
{
    limits.timeout = 1h;
    transport.fail(errc::connection_closed, true).answer(503, "busy").answer(200, "value");
    BOOST_TEST(run().value() == "value");
    BOOST_TEST_REQUIRE(transport.requests().size() == 3u);
    BOOST_TEST(transport.requests()[2].target == "/123");
    BOOST_TEST((transport.requests()[0].deadline == transport.requests()[2].deadline));
    BOOST_TEST((transport.requests()[0].deadline < std::chrono::steady_clock::now() + 2h));
    BOOST_TEST(delays == 2u);
}

BOOST_FIXTURE_TEST_CASE(without_a_timeout_there_is_no_deadline, fixture)
{
    limits.timeout = 0ms;
    transport.answer(200, "value");
    run().value();
    BOOST_TEST((transport.requests()[0].deadline == (std::chrono::steady_clock::time_point::max)()));
}

BOOST_FIXTURE_TEST_CASE(the_last_error_names_the_operation_and_counts_the_attempts, fixture)
{
    transport.answer(500, "one").answer(502, "two").answer(503, "three");
    auto const reason = run().error();
    BOOST_TEST((reason.code == errc::token_request_failed));
    BOOST_TEST(reason.diagnostics.detail == "three");
    BOOST_TEST(reason.diagnostics.operation == "POST /123");
    BOOST_TEST(reason.diagnostics.attempts == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_final_failure_is_not_retried, fixture)
{
    transport.answer(403, "refused");
    auto const reason = run().error();
    BOOST_TEST(reason.diagnostics.detail == "refused");
    BOOST_TEST(reason.diagnostics.attempts == 1u);
    BOOST_TEST(delays == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_changed_request_is_sent_at_once, fixture)
{
    transport.answer(418, "another way").answer(200, "value");
    BOOST_TEST(run().value() == "value");
    BOOST_TEST(delays == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_must_not_be_repeated_is_sent_again_only_when_it_did_not_arrive, fixture)
{
    transport.fail(errc::connect_failed).fail(errc::connection_closed, false).fail(errc::connection_closed, true);
    auto const reason = run(false).error();
    BOOST_TEST((reason.code == errc::connection_closed));
    BOOST_TEST(transport.requests().size() == 3u);
    transport.clear_requests();
    transport.fail(errc::connection_closed, true);
    BOOST_TEST((run(false).error().code == errc::connection_closed));
    BOOST_TEST(transport.requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_longer_retry_after_than_allowed_is_not_waited_for, fixture)
{
    limits.retry.max_retry_after = 5s;
    transport.answer(429, "later").with("Retry-After", "6");
    BOOST_TEST(run().error().diagnostics.detail == "later");
    BOOST_TEST(transport.requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_wrong_with_the_request_is_thrown_when_it_is_awaited, fixture)
{
    auto work = identity::detail::retry<unusable_exchange>(transport, limits);
    BOOST_TEST((support::run(io, std::move(work)).error().code == errc::invalid_argument));
    BOOST_TEST(transport.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(cancellation_ends_the_delay, fixture)
{
    limits.retry.base_delay = 10min;
    limits.retry.max_delay = 10min;
    limits.timeout = 24h;
    transport.answer(500, "one");
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    asio::co_spawn(
        io, identity::detail::retry<exchange>(transport, limits, true),
        asio::bind_cancellation_slot(
            signal.slot(), [&thrown](std::exception_ptr ended, std::string const&) { thrown = ended; }));
    io.poll();
    BOOST_TEST(!thrown);
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), cg::failure, [](cg::failure const& ended) {
        return ended.code() == errc::cancelled && ended.diagnostics().detail == "cancelled while waiting to try again";
    });
}

BOOST_AUTO_TEST_SUITE_END()
