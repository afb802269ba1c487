#include "client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(client_retries)

using namespace client_test;
using namespace std::chrono_literals;
using cg::errc;

namespace {

/// How many requests a call makes when every attempt is answered so.
template <class Operation>
std::size_t attempts_of(unsigned status, Operation const& operation)
{
    client_fixture at;
    for (int i = 0; i < 10; ++i)
        at.transport->answer(status, "");
    auto const reason = at.failure_of(operation);
    BOOST_TEST(reason.diagnostics.http_status == status);
    BOOST_TEST(reason.diagnostics.attempts == at.transport->requests().size());
    return at.transport->requests().size();
}

template <class Operation>
std::pair<std::size_t, cg::error> attempts_of(errc code, bool sent, Operation const& operation)
{
    client_fixture at;
    for (int i = 0; i < 10; ++i)
        at.transport->fail(code, sent);
    auto reason = at.failure_of(operation);
    BOOST_TEST(reason.diagnostics.attempts == at.transport->requests().size());
    return {at.transport->requests().size(), std::move(reason)};
}

} // namespace

BOOST_AUTO_TEST_CASE(replies_by_table)
{
    BOOST_TEST(attempts_of(429, read_thing("1")) == 4U);
    BOOST_TEST(attempts_of(429, change_thing()) == 4U);
    for (unsigned status : {408U, 500U, 502U, 503U, 504U}) {
        BOOST_TEST(attempts_of(status, read_thing("1")) == 4U);
        BOOST_TEST(attempts_of(status, change_thing()) == 1U);
    }
    for (unsigned status : {301U, 307U, 400U, 401U, 403U, 404U, 409U, 501U}) {
        BOOST_TEST(attempts_of(status, read_thing("1")) == 1U);
        BOOST_TEST(attempts_of(status, change_thing()) == 1U);
    }
}

BOOST_AUTO_TEST_CASE(errors_by_table)
{
    for (errc code : {errc::resolve_failed, errc::connect_failed, errc::connection_closed, errc::timed_out}) {
        for (bool sent : {false, true}) {
            auto const [count, reason] = attempts_of(code, sent, read_thing("1"));
            BOOST_TEST(count == 4U);
            BOOST_TEST((reason.code == code));
            BOOST_TEST(reason.diagnostics.request_may_have_been_sent == sent);
        }
        auto const [count, reason] = attempts_of(code, false, change_thing());
        BOOST_TEST(count == 4U);
        BOOST_TEST((reason.code == code));
    }
    for (errc code :
         {errc::peer_not_trusted, errc::tls_failed, errc::pool_timed_out, errc::cancelled, errc::proxy_refused,
          errc::proxy_authentication_required}) {
        auto const [count, reason] = attempts_of(code, false, read_thing("1"));
        BOOST_TEST(count == 1U);
        BOOST_TEST((reason.code == code));
    }
}

BOOST_AUTO_TEST_CASE(a_change_with_unknown_outcome_is_not_repeated)
{
    for (errc code :
         {errc::connection_closed, errc::timed_out, errc::invalid_http_response, errc::response_too_large}) {
        auto const [count, reason] = attempts_of(code, true, change_thing());
        BOOST_TEST(count == 1U);
        BOOST_TEST((reason.code == errc::outcome_unknown));
        BOOST_TEST((reason.diagnostics.cause == code));
        BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
        BOOST_TEST(reason.diagnostics.detail == "scripted");
    }
    auto const [count, reason] = attempts_of(errc::cancelled, true, change_thing());
    BOOST_TEST(count == 1U);
    BOOST_TEST((reason.code == errc::cancelled)); // the caller knows what it did
    BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
}

BOOST_AUTO_TEST_CASE(a_call_that_succeeds_later_is_a_success)
{
    client_fixture at;
    at.transport->answer(429, "").with("Retry-After", "0").fail(errc::connection_closed, true).answer(200, "\"v\"");
    auto const ended = at.call(read_thing("1"));
    BOOST_TEST(ended.value() == "v");
    BOOST_TEST(at.transport->requests().size() == 3U);
    auto const& sent = at.transport->requests();
    BOOST_TEST(sent[0].target == sent[2].target);
    BOOST_TEST(sent[0].field("client-request-id") == sent[2].field("client-request-id"));
    BOOST_TEST(sent[0].fields.size() == sent[2].fields.size());
    BOOST_TEST((sent[0].deadline == sent[2].deadline)); // one time for the whole call
}

BOOST_AUTO_TEST_CASE(every_attempt_sends_the_whole_body)
{
    client_fixture at;
    at.transport->answer(429, "").with("Retry-After", "0").answer(204, "");
    BOOST_TEST(at.call(change_thing()).has_value());
    BOOST_TEST(at.transport->requests()[1].body == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(the_attempts_of_one_call_can_be_limited)
{
    client_fixture at;
    for (int i = 0; i < 20; ++i)
        at.transport->answer(429, "");
    BOOST_TEST(at.failure_of(read_thing("1"), cg::call_options().max_attempts(1)).diagnostics.attempts == 1U);
    BOOST_TEST(at.failure_of(read_thing("1"), cg::call_options().max_attempts(6)).diagnostics.attempts == 6U);
}

BOOST_AUTO_TEST_CASE(a_pause_that_the_service_asks_for_and_that_is_too_long_ends_the_call)
{
    client_fixture at;
    at.transport->answer(429, "").with("Retry-After", "61");
    auto const reason = at.failure_of(read_thing("1"));
    BOOST_TEST((reason.code == errc::rate_limited));
    BOOST_TEST((reason.diagnostics.retry_after == 61s));
    at.transport->answer(503, "").with("Retry-After", "2");
    BOOST_TEST((at.failure_of(read_thing("1"), cg::call_options().timeout(1s)).code == errc::server_error));
    BOOST_TEST(at.transport->requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(retries_of_all_calls_share_a_budget)
{
    auto options = client_fixture<>::quick_options();
    options.retry.max_attempts = 100;
    options.retry.budget_reserve = 5;
    options.retry.budget_per_call = 0.5;
    client_fixture at({}, options);
    at.transport->answer_by([](cloud_governance::testing::sent_request const&) {
        cg::http::response reply;
        reply.status = 503;
        return reply;
    });
    BOOST_TEST(at.failure_of(read_thing("1")).diagnostics.attempts == 6U);
    BOOST_TEST(at.failure_of(read_thing("1")).diagnostics.attempts == 1U);
    BOOST_TEST(at.failure_of(read_thing("1")).diagnostics.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(a_pause_can_be_cancelled)
{
    auto options = client_fixture<>::quick_options();
    client_fixture at({}, options);
    at.transport->answer(429, "").with("Retry-After", "30");
    std::optional<cg::result<std::string>> ended;
    asio::cancellation_signal signal;
    asio::co_spawn(
        at.io, at.client.try_send(read_thing("1")),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, cg::result<std::string> result) {
            ended.emplace(std::move(result));
        }));
    at.io.poll();
    BOOST_TEST(!ended.has_value());
    signal.emit(asio::cancellation_type::terminal);
    at.io.run();
    BOOST_TEST((ended->error().code == errc::cancelled));
    BOOST_TEST(ended->error().diagnostics.operation == "GET /things/{id}");
    BOOST_TEST(ended->error().diagnostics.attempts == 1U);
    BOOST_TEST(ended->error().diagnostics.request_may_have_been_sent); // it was, and got the 429
}

BOOST_AUTO_TEST_CASE(an_earlier_attempt_counts_as_sent)
{
    client_fixture at;
    at.transport->fail(errc::connection_closed, true);
    for (int i = 0; i < 3; ++i)
        at.transport->fail(errc::connect_failed, false);
    auto const reason = at.failure_of(read_thing("1"));
    BOOST_TEST((reason.code == errc::connect_failed));
    BOOST_TEST(reason.diagnostics.attempts == 4U);
    BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_cancelled_while_its_reply_comes_is_not_tried_again)
{
    for (unsigned const status : {200U, 503U, 401U})
        BOOST_TEST_CONTEXT(status)
        {
            client_fixture at({}, client_fixture<>::quick_options());
            asio::cancellation_signal signal;
            at.transport->answer_by([&](auto const&) {
                signal.emit(asio::cancellation_type::terminal);
                cg::http::response reply;
                reply.status = status;
                reply.body = "\"here\"";
                return reply;
            });
            std::optional<cg::result<std::string>> ended;
            auto const call = [](client_fixture<>& where) -> asio::awaitable<cg::result<std::string>> {
                // Asio itself throws when a coroutine that never waited ends after it was cancelled
                co_await asio::post(where.io, asio::use_awaitable);
                co_return co_await where.client.try_send(read_thing("1"));
            };
            asio::co_spawn(
                at.io, call(at),
                asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, cg::result<std::string> result) {
                    ended.emplace(std::move(result));
                }));
            at.io.run();
            BOOST_TEST(at.transport->requests().size() == 1U);
            BOOST_TEST_REQUIRE(ended.has_value());
            if (status == 200) {
                BOOST_TEST(ended->value() == "here");
                continue;
            }
            // an answer that ends the call is its outcome, though the call was cancelled meanwhile
            auto const expected = status == 401 ? errc::unauthorized : errc::cancelled;
            BOOST_TEST((ended->error().code == expected), ended->error().code.message());
            auto const& known = ended->error().diagnostics;
            BOOST_TEST(known.operation == "GET /things/{id}");
            BOOST_TEST(known.attempts == 1U);
            BOOST_TEST(known.request_may_have_been_sent);
        }
}

BOOST_AUTO_TEST_CASE(every_time_limit_is_representable)
{
    client_fixture at;
    for (auto const limit :
         {std::chrono::milliseconds::max(), std::chrono::milliseconds(std::chrono::hours(24 * 365 * 100))}) {
        at.transport->answer(429, "").with("Retry-After", "0").answer(200, "\"v\"");
        BOOST_TEST(at.call(read_thing("1"), cg::call_options().timeout(limit)).has_value());
    }
    auto options = client_fixture<>::quick_options();
    options.timeout = std::chrono::milliseconds::max();
    options.retry.max_delay = std::chrono::milliseconds::max();
    options.retry.max_retry_after = std::chrono::milliseconds::max();
    client_fixture patient({}, options);
    patient.transport->answer(503, "").answer(200, "\"v\"");
    BOOST_TEST(patient.call(read_thing("1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
