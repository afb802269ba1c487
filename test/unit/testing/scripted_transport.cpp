#include <cloud_governance/testing/scripted_transport.hpp>

#include "run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(testing_scripted_transport)

namespace cg = cloud_governance;
namespace http = cloud_governance::http;
using cg::errc;

namespace {

boost::asio::awaitable<bool> perform(http::transport& transport, http::exchange& work)
{
    co_await transport.perform(work);
    co_return !work.failure;
}

class fixture {
public:
    cg::result<http::response> send(http::request request = {})
    {
        http::exchange work(std::move(request));
        support::run(io, perform(transport, work)).value();
        if (work.failure)
            return *work.failure;
        return work.reply;
    }

    boost::asio::io_context io;
    cg::testing::scripted_transport transport{io};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(replies_are_given_in_the_order_of_the_script, fixture)
{
    transport.set_sent_at(std::chrono::steady_clock::time_point(std::chrono::seconds(5)));
    transport.answer(200, "{}").answer(429, "", "").with("Retry-After", "2").with("X-Second", "b");
    BOOST_TEST(transport.remaining() == 2u);
    auto const first = send().value();
    BOOST_TEST(first.status == 200u);
    BOOST_TEST(first.body == "{}");
    BOOST_TEST(first.fields.find("content-type").value() == "application/json");
    BOOST_TEST((first.sent_at == std::chrono::steady_clock::time_point(std::chrono::seconds(5))));
    auto const second = send().value();
    BOOST_TEST(second.status == 429u);
    BOOST_TEST(!second.fields.contains("Content-Type"));
    BOOST_TEST(second.fields.find("Retry-After").value() == "2");
    BOOST_TEST(second.fields.find("X-Second").value() == "b");
    BOOST_TEST(transport.remaining() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_failure_tells_whether_the_request_was_sent, fixture)
{
    transport.fail(errc::connection_closed, true).fail(errc::resolve_failed);
    http::exchange work;
    support::run(io, perform(transport, work)).value();
    BOOST_TEST_REQUIRE(work.failure);
    BOOST_TEST((work.failure->code == errc::connection_closed));
    BOOST_TEST(work.sent);
    auto const reason = send().error();
    BOOST_TEST((reason.code == errc::resolve_failed));
    BOOST_TEST(!reason.diagnostics.request_may_have_been_sent);
}

BOOST_FIXTURE_TEST_CASE(a_request_after_the_end_of_the_script_fails, fixture)
{
    auto const reason = send().error();
    BOOST_TEST((reason.code == errc::connect_failed));
    BOOST_TEST(reason.diagnostics.detail == "the script of the transport has no further reply");
    BOOST_TEST(transport.requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(requests_are_recorded_with_their_fields_and_their_form, fixture)
{
    http::request request;
    request.method = http::verb::post;
    request.target = "/token";
    request.fields.add("Authorization", "Basic eA==");
    request.body = "grant_type=client_credentials&scope=&scope2=a%20b";
    transport.answer(200);
    send(request).value();
    BOOST_TEST_REQUIRE(transport.requests().size() == 1u);
    auto const& sent = transport.requests().front();
    BOOST_TEST((sent.method == http::verb::post));
    BOOST_TEST(sent.target == "/token");
    BOOST_TEST(sent.field("authorization") == "Basic eA==");
    BOOST_TEST(sent.field("Accept") == "");
    BOOST_TEST(sent.form("grant_type").value() == "client_credentials");
    BOOST_TEST(sent.form("scope").value() == "");
    BOOST_TEST(sent.form("scope2").value() == "a%20b");
    BOOST_TEST(!sent.form("grant").has_value());
    transport.clear_requests();
    BOOST_TEST(transport.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_function_replaces_the_script_until_it_is_removed, fixture)
{
    transport.answer(200, "script");
    transport.answer_by([](cg::testing::sent_request const& sent) {
        http::response out;
        out.status = 404;
        out.body = sent.target;
        return out;
    });
    BOOST_TEST(send().value().body == "/");
    transport.answer_by([](auto const&) { return cg::error(errc::timed_out); });
    BOOST_TEST((send().error().code == errc::timed_out));
    BOOST_TEST(transport.remaining() == 1u);
    transport.answer_by({});
    BOOST_TEST(send().value().body == "script");
}

BOOST_FIXTURE_TEST_CASE(a_field_needs_a_reply_to_belong_to, fixture)
{
    auto const is_refused = [](cg::failure const& refused) { return refused.code() == errc::invalid_argument; };
    BOOST_CHECK_EXCEPTION(transport.with("A", "b"), cg::failure, is_refused);
    transport.fail(errc::timed_out);
    BOOST_CHECK_EXCEPTION(transport.with("A", "b"), cg::failure, is_refused);
}

BOOST_FIXTURE_TEST_CASE(the_reply_to_a_sensitive_request_is_wiped_like_a_real_one, fixture)
{
    http::request request;
    request.sensitive = true;
    transport.answer(200, "secret");
    BOOST_TEST(send(request).value().sensitive);
}

BOOST_AUTO_TEST_CASE(several_threads_share_one_script)
{
    boost::asio::io_context io;
    cg::testing::scripted_transport transport(io);
    for (int i = 0; i < 200; ++i)
        transport.answer(200);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&transport] {
            boost::asio::io_context own;
            for (int n = 0; n < 50; ++n) {
                http::exchange work;
                support::run(own, perform(transport, work)).value();
            }
        });
    for (auto& each : threads)
        each.join();
    BOOST_TEST(transport.requests().size() == 200u);
    BOOST_TEST(transport.remaining() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
