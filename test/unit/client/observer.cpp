#include "client_fixture.hpp"

#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/observe/line_observer.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(client_observer)

using namespace client_test;
using namespace std::chrono_literals;
using cg::errc;
namespace event = cg::event;

namespace {

std::string const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Writes events down in a form that is easy to compare: names, numbers, codes; no times.
class notebook : public cg::observer {
public:
    void on_request_started(event::request_started const& e) override { note("start " + std::string(e.operation)); }
    void on_request_finished(event::request_finished const& e) override
    {
        note(
            "finish " + std::to_string(e.status) + " " + std::to_string(e.code.value()) + " attempts " +
            std::to_string(e.attempts));
        ids.push_back(std::string(e.client_request_id));
        BOOST_TEST((e.duration >= 0s));
    }
    std::string on_attempt_started(event::attempt_started const& e) override
    {
        note("attempt " + std::to_string(e.number));
        ids.push_back(std::string(e.client_request_id));
        return traceparent;
    }
    void on_attempt_finished(event::attempt_finished const& e) override
    {
        note(
            "ended " + std::to_string(e.number) + ": " + std::to_string(e.status) + " " +
            std::to_string(e.code.value()));
    }
    void on_retry_scheduled(event::retry_scheduled const& e) override
    {
        note(
            "retry after " + std::to_string(e.attempts) + ": " + std::to_string(static_cast<int>(e.reason)) + " " +
            std::to_string(e.status) + " " + std::to_string(e.code.value()));
        last_delay = e.delay;
    }
    void on_token_renewed(event::token_renewed const& e) override
    {
        note("token");
        BOOST_TEST((e.lifetime > 0s));
    }
    void on_token_renewal_failed(event::token_renewal_failed const& e) override
    {
        note("no token " + std::to_string(e.status) + " " + std::to_string(e.code.value()));
    }
    void on_discovery_fetched(event::discovery_fetched const& e) override
    {
        note("discovery " + std::to_string(e.status) + " " + std::to_string(e.code.value()));
    }
    void on_pool_changed(event::pool_changed const& e) override
    {
        note(
            "pool " + std::to_string(static_cast<int>(e.change)) + " idle " + std::to_string(e.idle) + " busy " +
            std::to_string(e.busy));
    }
    void on_origin_paused(event::origin_paused const& e) override { note("pause " + std::to_string(e.status)); }

    std::string traceparent;
    std::vector<std::string> notes;
    std::vector<std::string> ids;
    event::duration last_delay = {};

private:
    void note(std::string text) { notes.push_back(std::move(text)); }
};

using lines = std::vector<std::string>;

void check_equal(lines const& seen, lines const& expected)
{
    BOOST_CHECK_EQUAL_COLLECTIONS(seen.begin(), seen.end(), expected.begin(), expected.end());
}

cg::client_options options_with(std::shared_ptr<cg::observer> observer)
{
    auto out = client_fixture<>::quick_options();
    out.observer = std::move(observer);
    return out;
}

/// Has other credentials once.
class second_key {
public:
    void authorize(cg::auth::request_context& request) { request.set_header("Key", "k"); }
    bool rejected(cg::auth::request_context const&) { return true; }
};

std::string number_of(errc code) { return std::to_string(static_cast<int>(code)); }

} // namespace

BOOST_AUTO_TEST_CASE(attempts_and_retries_of_a_call_are_reported_in_order)
{
    auto const seen = std::make_shared<notebook>();
    client_fixture at({}, options_with(seen));
    at.transport->answer(503, "").fail(errc::connection_closed, true).answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("1")).has_value());
    auto const closed = number_of(errc::connection_closed);
    check_equal(
        seen->notes, {"start GET /things/{id}", "attempt 1", "ended 1: 503 0", "retry after 1: 0 503 0", "attempt 2",
                      "ended 2: 0 " + closed, "retry after 2: 1 0 " + closed, "attempt 3", "ended 3: 200 0",
                      "finish 200 0 attempts 3"});
    for (auto const& id : seen->ids)
        BOOST_TEST(id == at.transport->requests().front().field("client-request-id"));
}

BOOST_AUTO_TEST_CASE(a_failed_call_reports_the_error_of_its_caller)
{
    auto const seen = std::make_shared<notebook>();
    client_fixture at({}, options_with(seen));
    at.transport->answer(404, "").answer(200, "{").answer(200, "{\"isSuccess\":false}").fail(errc::timed_out, true);
    at.call(read_thing("1"));
    BOOST_TEST(seen->notes.back() == "finish 404 " + number_of(errc::not_found) + " attempts 1");
    at.call(read_thing("1"));
    BOOST_TEST(seen->notes.back() == "finish 200 " + number_of(errc::invalid_response) + " attempts 1");
    at.call(read_thing("1"));
    BOOST_TEST(seen->notes.back() == "finish 200 " + number_of(errc::operation_failed) + " attempts 1");
    at.call(change_thing());
    BOOST_TEST(seen->notes.back() == "finish 0 " + number_of(errc::outcome_unknown) + " attempts 1");
    at.call(read_thing("")); // cannot be encoded
    BOOST_TEST(seen->notes.back() == "finish 0 " + number_of(errc::invalid_argument) + " attempts 0");
}

BOOST_AUTO_TEST_CASE(new_credentials_are_a_reason_to_try_again)
{
    auto const seen = std::make_shared<notebook>();
    client_fixture<second_key> at({}, options_with(seen));
    at.transport->answer(401, "").answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("1")).has_value());
    BOOST_TEST(seen->notes.at(3) == "retry after 1: 2 401 0");
}

BOOST_AUTO_TEST_CASE(a_destroyed_call_is_reported_as_cancelled)
{
    auto const seen = std::make_shared<notebook>();
    auto options = options_with(seen);
    options.retry.base_delay = 1h;
    {
        client_fixture at({}, options);
        at.transport->answer(429, "").with("Retry-After", "30");
        asio::co_spawn(at.io, at.client.try_send(read_thing("1")), [](std::exception_ptr, cg::result<std::string>) {});
        at.io.poll();
        BOOST_TEST((seen->last_delay >= 30s));
    }
    BOOST_TEST(seen->notes.back() == "finish 0 " + number_of(errc::cancelled) + " attempts 1");
}

BOOST_AUTO_TEST_CASE(a_call_that_never_ran_is_not_reported)
{
    auto const seen = std::make_shared<notebook>();
    client_fixture at({}, options_with(seen));
    static_cast<void>(at.client.try_send(read_thing("1")));
    BOOST_TEST(seen->notes.empty());
}

BOOST_AUTO_TEST_CASE(exceptions_of_an_observer_change_no_call)
{
    class thrower : public cg::observer {
        void on_request_started(event::request_started const&) override { throw std::runtime_error("a"); }
        void on_request_finished(event::request_finished const&) override { throw 1; }
        std::string on_attempt_started(event::attempt_started const&) override { throw std::bad_alloc(); }
        void on_attempt_finished(event::attempt_finished const&) override
        {
            throw cg::failure(cg::error(errc::conflict));
        }
        void on_retry_scheduled(event::retry_scheduled const&) override { throw std::runtime_error("b"); }
    };
    client_fixture at({}, options_with(std::make_shared<thrower>()));
    at.transport->answer(503, "").answer(200, "\"v\"");
    auto const ended = at.call(read_thing("1"));
    BOOST_TEST(ended.value() == "v");
}

BOOST_AUTO_TEST_CASE(the_traceparent_is_sent_with_every_attempt)
{
    client_fixture at;
    at.transport->answer(503, "").answer(200, "\"v\"").answer(200, "\"v\"");
    at.call(read_thing("1"), cg::call_options().traceparent(trace));
    at.call(read_thing("1"));
    BOOST_TEST(at.transport->requests().at(0).field("traceparent") == trace);
    BOOST_TEST(at.transport->requests().at(1).field("traceparent") == trace);
    BOOST_TEST(!at.transport->requests().at(2).fields.contains("traceparent"));
    auto const refused = at.failure_of(read_thing("1"), cg::call_options().traceparent("00-1-2-3\r\nEvil: 1"));
    BOOST_TEST((refused.code == errc::invalid_argument));
    BOOST_TEST(refused.diagnostics.detail.starts_with("call_options.traceparent:"));
    BOOST_TEST(at.transport->requests().size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_observer_may_give_each_attempt_a_span_of_its_own)
{
    auto const seen = std::make_shared<notebook>();
    client_fixture at({}, options_with(seen));
    at.transport->answer(200, "\"v\"").answer(200, "\"v\"");
    auto own = trace;
    own[36] = '1';
    seen->traceparent = own;
    at.call(read_thing("1"), cg::call_options().traceparent(trace));
    seen->traceparent = "nonsense\r\nEvil: 1";
    at.call(read_thing("1"), cg::call_options().traceparent(trace));
    BOOST_TEST(at.transport->requests().at(0).field("traceparent") == own);
    BOOST_TEST(at.transport->requests().at(1).field("traceparent") == trace);
}

BOOST_AUTO_TEST_CASE(tokens_discovery_and_connections)
{
    asio::io_context io;
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    service.next_replies({.status = 404, .target = cg::testing::script_target::api});
    service.next_replies({.status = 429, .retry_after = 1h, .target = cg::testing::script_target::api});
    auto const seen = std::make_shared<notebook>();
    cg::client_options options;
    options.tls = service.tls();
    options.observer = seen;
    auto const client_of = [&](char const* secret) {
        return cg::client(
            io, service.environment(),
            cg::auth::client_secret({.client_id = "app", .client_secret = secret, .username = "someone@contoso.com"}),
            options);
    };
    auto const good = client_of("secret");
    auto const bad = client_of("wrong");
    std::vector<lines> told;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            for (auto const* each : {&good, &good, &bad}) {
                seen->notes.clear();
                auto const ended = co_await each->try_send(read_thing("1"), cg::call_options().traceparent(trace));
                BOOST_TEST(!ended.has_value());
                told.push_back(seen->notes);
            }
            service.stop();
        },
        [](std::exception_ptr thrown) {
            if (thrown)
                std::rethrow_exception(thrown);
        });
    io.run();

    auto const not_found = number_of(errc::not_found);
    check_equal(
        told.at(0), {"start GET /things/{id}",
                     "pool 1 idle 0 busy 1", // opened to the identity service
                     "pool 4 idle 1 busy 0", // given back
                     "discovery 0 0",
                     "pool 3 idle 0 busy 1", // used again for the token
                     "pool 4 idle 1 busy 0", "token", "attempt 1",
                     "pool 1 idle 1 busy 1", // opened to the API
                     "pool 4 idle 2 busy 0", "ended 1: 404 0", "finish 404 " + not_found + " attempts 1"});
    check_equal(
        told.at(1), {"start GET /things/{id}", "attempt 1", "pool 3 idle 1 busy 1", "pause 429", "pool 4 idle 2 busy 0",
                     "ended 1: 429 0", "finish 429 " + number_of(errc::rate_limited) + " attempts 1"});
    auto const rejected = number_of(errc::token_request_rejected);
    check_equal(
        told.at(2), {"start GET /things/{id}", "pool 1 idle 0 busy 1", "pool 4 idle 1 busy 0", "discovery 0 0",
                     "pool 3 idle 0 busy 1", "pool 4 idle 1 busy 0", "no token 400 " + rejected,
                     "finish 400 " + rejected + " attempts 0"});
    // the identity service is told nothing of the trace
    for (auto const& request : service.requests())
        BOOST_TEST(request.find("traceparent").has_value() == (request.side == cg::testing::service_side::api));
}

BOOST_AUTO_TEST_SUITE_END()
