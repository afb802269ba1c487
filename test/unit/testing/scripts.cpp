#include "testing/raw_client.hpp"

#include <cloud_governance/testing/certificate_authority.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>

BOOST_AUTO_TEST_SUITE(testing_scripts)

namespace cg = cloud_governance;
namespace asio = boost::asio;
namespace testing = cg::testing;
using namespace std::chrono_literals;
using testing::script_target;

namespace {

struct fixture : raw::running_service {
    explicit fixture(testing::fake_service_settings const& settings = {})
        : running_service(settings), bearer("Bearer " + service.issue_token("someone@contoso.com"))
    {
    }

    raw::request list() const { return {"GET", "/requests/my", {{"Authorization", bearer}}}; }
    unsigned status() { return api(list()).status; }

    /// The error that reading the reply ends with, and the body until then.
    std::pair<boost::system::error_code, std::string> broken(raw::request const& wanted)
    {
        raw::connection one(service.environment().api_url(), context);
        one.send(wanted);
        boost::system::error_code error;
        auto const answer = one.receive(error);
        return {error, answer.body};
    }

    std::string bearer;
};

unsigned long long count(fixture& server) { return server.service.statistics().api_requests; }

} // namespace

BOOST_FIXTURE_TEST_CASE(a_scripted_status_is_sent_the_given_number_of_times, fixture)
{
    service.next_replies({.status = 429, .count = 2, .retry_after = 7s});
    service.next_replies(
        {.status = 503, .body = "<html>", .content_type = "text/html", .header_fields = {{"X-One", "1"}}});
    service.next_replies({.status = 500, .count = 0});
    auto const limited = api(list());
    BOOST_TEST(limited.status == 429u);
    BOOST_TEST(limited.field("Retry-After") == "7");
    BOOST_TEST(limited.json().at("message").as_array().size() == 1u); // the API's error body
    BOOST_TEST(status() == 429u);
    auto const unavailable = api(list());
    BOOST_TEST(unavailable.status == 503u);
    BOOST_TEST(unavailable.body == "<html>");
    BOOST_TEST(unavailable.field("Content-Type") == "text/html");
    BOOST_TEST(unavailable.field("X-One") == "1");
    BOOST_TEST(status() == 200u);
    BOOST_TEST(count(*this) == 4u);
    BOOST_TEST(service.requests().size() == 4u);

    service.next_replies({.body = "7"}); // the service's own status, another body
    auto const changed = api(list());
    BOOST_TEST(changed.status == 200u);
    BOOST_TEST(changed.body == "7");
    service.next_replies({.status = 204});
    BOOST_TEST(api(list()).status == 204u);
    service.next_replies({.status = 500, .count = 5});
    service.clear_scripts();
    BOOST_TEST(status() == 200u);
}

BOOST_FIXTURE_TEST_CASE(scripts_find_their_target, fixture)
{
    service.next_replies({.status = 502, .target = script_target::token});
    service.next_replies({.status = 503, .target = script_target::discovery});
    service.next_replies({.status = 504, .path_prefix = "/tasks/"});
    BOOST_TEST(status() == 200u);
    BOOST_TEST(identity({"GET", "/.well-known/openid-configuration"}).status == 503u);
    BOOST_TEST(identity({"GET", "/.well-known/openid-configuration"}).status == 200u);
    auto const token = identity({"POST", "/connect/token"});
    BOOST_TEST(token.status == 502u);
    BOOST_TEST(token.json().as_object().contains("error")); // an OAuth error body
    BOOST_TEST(api({"GET", "/tasks/my/v2?taskApprovalStatus=1", {{"Authorization", bearer}}}).status == 504u);
    service.next_replies({.status = 418, .target = script_target::identity});
    BOOST_TEST(status() == 200u);
    BOOST_TEST(identity({"GET", "/anything"}).status == 418u);
    service.next_replies({.status = 418, .target = script_target::any});
    BOOST_TEST(status() == 418u);
}

BOOST_FIXTURE_TEST_CASE(a_connection_closes_instead_of_or_inside_a_reply, fixture)
{
    service.add_pending_tasks(1);
    auto const tasks = api({"GET", "/tasks/my/v2?taskApprovalStatus=1", {{"Authorization", bearer}}}).json();
    raw::request const approve{
        "POST",
        "/tasks/" + std::string(tasks.at("value").at(0).at("id").as_string()) + "/approve",
        {{"Authorization", bearer}}};

    service.next_replies({.close_after_request = true});
    BOOST_TEST(bool(broken(approve).first));
    BOOST_TEST(service.pending_tasks() == 1u); // nothing was done
    service.next_replies({.close_after_request = true, .perform = true});
    BOOST_TEST(bool(broken(approve).first));
    BOOST_TEST(service.pending_tasks() == 0u); // done, but the reply was lost
    BOOST_TEST(count(*this) == 3u);

    service.next_replies({.status = 200, .body = "0123456789", .close_after_body_bytes = 4});
    auto const [error, body] = broken(list());
    BOOST_TEST(bool(error));
    BOOST_TEST(body == "0123");

    service.next_replies({.raw = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"});
    BOOST_TEST(api(list()).body == "ok");
    service.next_replies({.raw = "not HTTP at all\r\n\r\n"});
    BOOST_TEST(bool(broken(list()).first));
}

BOOST_FIXTURE_TEST_CASE(connections_are_kept_alive_and_counted, fixture)
{
    {
        raw::connection one(service.environment().api_url(), context);
        for (int i = 0; i < 3; ++i)
            BOOST_TEST(one.exchange(list()).status == 200u);
        BOOST_TEST(service.statistics().connections == 1u);
        BOOST_TEST(service.statistics().open_connections == 1u);
        auto closing = list();
        closing.fields.emplace_back("Connection", "close");
        BOOST_TEST(one.exchange(closing).field("Connection") == "close");
        boost::system::error_code error;
        one.receive(error);
        BOOST_TEST((error == boost::beast::http::error::end_of_stream));
    }
    service.next_replies({.status = 200, .header_fields = {{"Connection", "close"}}});
    raw::connection two(service.environment().api_url(), context);
    BOOST_TEST(two.exchange(list()).field("Connection") == "close");
    BOOST_TEST(service.statistics().connections == 2u);
    BOOST_TEST(service.requests().back().connection == 2u);
}

BOOST_FIXTURE_TEST_CASE(open_connections_can_be_closed, fixture)
{
    raw::connection idle(service.environment().api_url(), context);
    BOOST_TEST(idle.exchange(list()).status == 200u);
    service.close_connections();
    boost::system::error_code error;
    idle.receive(error);
    BOOST_TEST(bool(error));
    BOOST_TEST(status() == 200u);
}

BOOST_FIXTURE_TEST_CASE(requests_are_recorded_as_they_came, fixture)
{
    api({"POST", "/requests/custom?a=%20b", {{"Authorization", bearer}, {"X-Field", "v"}}, "{\"a\": 1}"});
    identity({"GET", "/.well-known/openid-configuration"});
    auto const all = service.requests();
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST((all[0].side == testing::service_side::api));
    BOOST_TEST(all[0].method == "POST");
    BOOST_TEST(all[0].target == "/requests/custom?a=%20b");
    BOOST_TEST(*all[0].find("x-field") == "v");
    BOOST_TEST(!all[0].find("x-other"));
    BOOST_TEST(all[0].body == "{\"a\": 1}");
    BOOST_TEST((all[1].side == testing::service_side::identity));
    service.clear_requests();
    BOOST_TEST(service.requests().empty());

    fixture two({.recorded_requests = 2});
    for (int i = 0; i < 3; ++i)
        two.api({"GET", "/" + std::to_string(i)});
    BOOST_TEST(two.service.requests().at(0).target == "/1");
    fixture none({.recorded_requests = 0});
    none.status();
    BOOST_TEST(none.service.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(malformed_requests_are_answered_with_400, fixture)
{
    raw::connection one(service.environment().api_url(), context);
    one.send_text("no request\r\n\r\n");
    boost::system::error_code error;
    BOOST_TEST(one.receive(error).status == 400u);
    BOOST_TEST(status() == 200u);
}

BOOST_FIXTURE_TEST_CASE(untrusting_clients_are_counted, fixture)
{
    testing::certificate_authority const other;
    auto distrusting = raw::trusting(other.pem());
    BOOST_CHECK_THROW(raw::connection(service.environment().api_url(), distrusting), boost::system::system_error);
    while (service.statistics().failed_handshakes == 0)
        std::this_thread::yield(); // the server sees it a little later
    BOOST_TEST(service.statistics().api_requests == 0u);
}

BOOST_AUTO_TEST_CASE(tls_versions_and_client_certificates_are_settings)
{
    fixture old({.tls_1_3 = false});
    BOOST_TEST(raw::connection(old.service.environment().api_url(), old.context).version() == "TLSv1.2");
    fixture recent({.tls_1_2 = false});
    BOOST_TEST(raw::connection(recent.service.environment().api_url(), recent.context).version() == "TLSv1.3");

    testing::certificate_authority const clients;
    fixture mutual({.tls_1_3 = false, .client_authority_pem = clients.pem()});
    BOOST_CHECK_THROW(mutual.status(), boost::system::system_error);
    auto const issued = clients.issue("CN=client", {.key = testing::certificate_key::ec_p256});
    mutual.context.use_certificate_chain(asio::buffer(issued.certificate));
    mutual.context.use_private_key(asio::buffer(issued.private_key), asio::ssl::context::pem);
    BOOST_TEST(mutual.status() == 200u);
}

BOOST_AUTO_TEST_CASE(stop_ends_waiting_replies_and_lets_run_return)
{
    auto const started = std::chrono::steady_clock::now();
    {
        fixture server;
        server.service.next_replies({.delay = 1h});
        raw::connection waiting(server.service.environment().api_url(), server.context);
        raw::connection idle(server.service.environment().identity_url(), server.context);
        waiting.send(server.list());
        while (count(server) == 0)
            std::this_thread::yield();
        server.service.stop();
        boost::system::error_code error;
        waiting.receive(error);
        BOOST_TEST(bool(error));
        idle.receive(error);
        BOOST_TEST(bool(error));
        BOOST_CHECK_THROW(server.status(), boost::system::system_error); // no one listens
        server.service.stop();                                           // again does nothing
        BOOST_TEST(server.service.statistics().api_requests == 1u);      // and can still be read
    }
    BOOST_TEST((std::chrono::steady_clock::now() - started < 1min));
}

BOOST_AUTO_TEST_CASE(a_delayed_reply_comes_in_the_end)
{
    fixture server;
    server.service.next_replies({.delay = 20ms});
    auto const started = std::chrono::steady_clock::now();
    BOOST_TEST(server.status() == 200u);
    BOOST_TEST((std::chrono::steady_clock::now() - started >= 20ms));
}

BOOST_AUTO_TEST_CASE(many_threads_may_run_and_use_it)
{
    asio::io_context io;
    testing::fake_service service(io);
    std::vector<std::jthread> runners;
    for (int i = 0; i < 2; ++i)
        runners.emplace_back([&] { io.run(); });
    std::atomic<unsigned> good = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 4; ++i)
            clients.emplace_back([&] {
                auto context = raw::trusting(service.tls().trust_pem);
                raw::connection one(service.environment().api_url(), context);
                for (int call = 0; call < 25; ++call) {
                    service.add_pending_tasks(1);
                    auto const bearer = "Bearer " + service.issue_token("someone@contoso.com");
                    raw::request const list{
                        "GET", "/tasks/my/v2?taskApprovalStatus=1&top=1", {{"Authorization", bearer}}};
                    good += one.exchange(list).status == 200;
                    service.statistics();
                    service.requests();
                }
            });
    }
    BOOST_TEST(good == 100u);
    BOOST_TEST(service.pending_tasks() == 100u);
    service.stop();
}

BOOST_AUTO_TEST_CASE(the_service_may_be_destroyed_before_or_after_a_run)
{
    asio::io_context never_run;
    testing::fake_service unused(never_run);

    asio::io_context io;
    {
        testing::fake_service service(io.get_executor());
        io.poll();
    }
    io.restart();
    io.run(); // returns, for the destructor has stopped the servers

    {
        asio::io_context abandoned; // destroys the handlers, and with one of them the service
        auto inside = std::make_shared<testing::fake_service>(abandoned);
        auto timer = std::make_shared<asio::steady_timer>(abandoned, 1h);
        timer->async_wait([inside, timer](boost::system::error_code) {});
        auto context = raw::trusting(inside->tls().trust_pem);
        auto const url = inside->environment().api_url();
        inside.reset();
        timer.reset();
        auto open = std::async(std::launch::async, [&] { return std::make_unique<raw::connection>(url, context); });
        while (open.wait_for(0s) != std::future_status::ready)
            abandoned.run_for(1ms);
    }

    asio::io_context two;
    testing::fake_service first(two);
    std::uint16_t port = 0;
    auto const url = first.environment().api_url();
    std::from_chars(url.data() + url.rfind(':') + 1, url.data() + url.size(), port);
    BOOST_CHECK_THROW(testing::fake_service(two, {.api_port = port}), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
