#include <cloud_governance/observe/line_observer.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <vector>

BOOST_AUTO_TEST_SUITE(observe_line_observer)

namespace cg = cloud_governance;
namespace event = cg::event;
using namespace std::chrono_literals;

namespace {

class lines_of {
public:
    std::vector<std::string> lines;
    cg::line_observer observer{[this](std::string_view line) { lines.emplace_back(line); }};

    std::string last() const { return lines.empty() ? "" : lines.back(); }
};

} // namespace

BOOST_AUTO_TEST_CASE(one_line_for_each_event)
{
    lines_of at;
    event::request_started started;
    started.operation = "GET /tasks/{id}";
    started.client_request_id = "3f0c-01";
    at.observer.on_request_started(started);
    BOOST_TEST(at.last() == "request_started operation=\"GET /tasks/{id}\" id=3f0c-01");

    event::request_finished finished;
    finished.operation = started.operation;
    finished.client_request_id = started.client_request_id;
    finished.server_request_id = "s1";
    finished.status = 404;
    finished.code = cg::errc::not_found;
    finished.attempts = 2;
    finished.duration = 12034567ns;
    at.observer.on_request_finished(finished);
    BOOST_TEST(
        at.last() == "request_finished operation=\"GET /tasks/{id}\" id=3f0c-01 server_id=s1 attempts=2 status=404 "
                     "error=cloud_governance:43 message=\"the service has no such object\" ms=12.034");

    event::attempt_started attempt;
    attempt.operation = "op";
    attempt.client_request_id = "i";
    attempt.number = 3;
    BOOST_TEST(at.observer.on_attempt_started(attempt) == "");
    BOOST_TEST(at.last() == "attempt_started operation=op id=i attempt=3");

    event::attempt_finished ended;
    ended.operation = "op";
    ended.client_request_id = "i";
    ended.number = 3;
    ended.status = 200;
    ended.duration = 5us;
    at.observer.on_attempt_finished(ended);
    BOOST_TEST(at.last() == "attempt_finished operation=op id=i attempt=3 status=200 ms=0.005");

    event::retry_scheduled retry;
    retry.operation = "op";
    retry.client_request_id = "i";
    retry.attempts = 1;
    retry.reason = event::retry_reason::lost;
    retry.code = cg::errc::connection_closed;
    retry.delay = 250ms;
    at.observer.on_retry_scheduled(retry);
    BOOST_TEST(
        at.last() == "retry_scheduled operation=op id=i attempts=1 reason=lost error=cloud_governance:14 "
                     "message=\"the server closed the connection before its reply was complete\" delay_ms=250.000");

    event::token_renewed renewed;
    renewed.lifetime = 3600s;
    renewed.duration = 1ms;
    at.observer.on_token_renewed(renewed);
    BOOST_TEST(at.last() == "token_renewed lifetime_ms=3600000.000 ms=1.000");

    event::token_renewal_failed failed;
    failed.code = cg::errc::token_request_rejected;
    failed.status = 400;
    at.observer.on_token_renewal_failed(failed);
    BOOST_TEST(at.last().starts_with("token_renewal_failed status=400 error=cloud_governance:32 message="));

    event::discovery_fetched discovery;
    discovery.duration = 2ms;
    at.observer.on_discovery_fetched(discovery);
    BOOST_TEST(at.last() == "discovery_fetched ms=2.000");

    event::pool_changed pool;
    pool.change = event::pool_change::opened;
    pool.host = "api.example:8443";
    pool.idle = 1;
    pool.busy = 2;
    pool.waiting = 3;
    pool.duration = 1ms;
    at.observer.on_pool_changed(pool);
    BOOST_TEST(at.last() == "pool_changed change=opened host=api.example:8443 idle=1 busy=2 waiting=3 ms=1.000");

    event::origin_paused paused;
    paused.host = "api.example";
    paused.status = 429;
    paused.delay = 7s;
    at.observer.on_origin_paused(paused);
    BOOST_TEST(at.last() == "origin_paused host=api.example status=429 delay_ms=7000.000");
    BOOST_TEST(at.lines.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_line_stays_one_line_of_bounded_length)
{
    lines_of at;
    event::request_finished finished;
    std::string const evil =
        "x\r\nrequest_finished error=none\x1b[31m \"quoted\" back\\slash" + std::string(10'000, 'y');
    finished.operation = evil;
    finished.client_request_id = evil;
    finished.server_request_id = evil;
    at.observer.on_request_finished(finished);
    auto const line = at.last();
    BOOST_TEST(line.find_first_of("\r\n\x1b") == std::string::npos);
    BOOST_TEST(line.find("\\\\x0d\\\\x0a") != std::string::npos);
    BOOST_TEST(line.find("\\\"quoted\\\" back\\\\slash") != std::string::npos);
    BOOST_TEST(line.size() < 3 * (2 * 256 + 32) + 64);
}

BOOST_AUTO_TEST_CASE(an_empty_sink_is_refused)
{
    BOOST_CHECK_EXCEPTION(cg::line_observer(nullptr), cg::failure, [](cg::failure const& refused) {
        return refused.code() == cg::errc::invalid_argument;
    });
}

BOOST_AUTO_TEST_CASE(exceptions_of_the_sink_are_ignored)
{
    cg::line_observer observer([](std::string_view) { throw std::runtime_error("disk full"); });
    BOOST_CHECK_THROW(observer.on_token_renewed(event::token_renewed()), std::runtime_error);
    cg::detail::tell(observer, &cg::observer::on_token_renewed, event::token_renewed());
}

BOOST_AUTO_TEST_SUITE_END()
