#include "client_fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <set>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(client_calls)

using namespace client_test;
using cg::errc;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(a_call_sends_the_documented_request)
{
    client_fixture at;
    at.transport->answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("a/../b ?#%")).value() == "v");
    auto const& sent = at.transport->requests().at(0);
    BOOST_TEST((sent.method == cg::http::verb::get));
    BOOST_TEST(sent.origin.to_string() == "https://api.example");
    BOOST_TEST(sent.target == "/things/a%2F..%2Fb%20%3F%23%25");
    BOOST_TEST(sent.field("Accept") == "application/json");
    BOOST_TEST(sent.field("client-request-id").size() == 36U);
    BOOST_TEST(sent.repeatable);
    BOOST_TEST(!sent.sensitive);
    auto const left = sent.deadline - std::chrono::steady_clock::now();
    BOOST_TEST((left > 4min && left <= 5min));
}

BOOST_AUTO_TEST_CASE(a_base_url_with_a_path_comes_first)
{
    asio::io_context io;
    auto const transport = std::make_shared<cloud_governance::testing::scripted_transport>(io);
    transport->answer(200, "\"v\"");
    cg::client client(io, cg::environment("https://api.example/v1/", ""), fixed_key(), {.transport = transport});
    BOOST_TEST(support::run(io, client.send(read_thing("1"))).value() == "v");
    BOOST_TEST(transport->requests().at(0).target == "/v1/things/1");
}

BOOST_AUTO_TEST_CASE(request_ids_differ_and_share_their_first_part)
{
    client_fixture at;
    std::set<std::string> ids;
    std::set<std::string> prefixes;
    for (int i = 0; i < 300; ++i) {
        at.transport->answer(200, "\"v\"");
        at.call(read_thing("1"));
        std::string const id(at.transport->requests().back().field("client-request-id"));
        BOOST_TEST(id.size() == 36U);
        ids.insert(id);
        prefixes.insert(id.substr(0, 24));
    }
    BOOST_TEST(ids.size() == 300U);
    BOOST_TEST(prefixes.size() == 1U);
    client_fixture other;
    other.transport->answer(200, "\"v\"");
    other.call(read_thing("1"));
    BOOST_TEST(
        prefixes.count(std::string(other.transport->requests()[0].field("client-request-id").substr(0, 24))) == 0U);
}

BOOST_AUTO_TEST_CASE(options_of_one_call)
{
    client_fixture at;
    at.transport->answer(200, "\"v\"");
    auto const options = cg::call_options().timeout(1s).max_response_bytes(77).request_id("my id");
    BOOST_TEST(at.call(read_thing("1"), options).has_value());
    auto const& sent = at.transport->requests().at(0);
    BOOST_TEST(sent.field("client-request-id") == "my id");
    BOOST_TEST(sent.limits.body_bytes == 77U);
    BOOST_TEST((sent.deadline - std::chrono::steady_clock::now() <= 1s));

    std::pair<char const*, cg::call_options> const refused[] = {
        {"call_options.timeout", cg::call_options().timeout(0ms)},
        {"call_options.timeout", cg::call_options().timeout(-1ms)},
        {"call_options.max_attempts", cg::call_options().max_attempts(0)},
        {"call_options.max_response_bytes", cg::call_options().max_response_bytes(0)},
        {"call_options.request_id", cg::call_options().request_id("a\r\nb")},
        {"call_options.request_id", cg::call_options().request_id(" a")}};
    for (auto const& [name, bad] : refused) {
        auto const reason = at.failure_of(read_thing("1"), bad);
        BOOST_TEST((reason.code == errc::invalid_argument));
        BOOST_TEST(reason.diagnostics.detail.starts_with(name), reason.diagnostics.detail);
        BOOST_TEST(reason.diagnostics.attempts == 0U);
    }
    BOOST_TEST(at.transport->requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_three_ways_to_send_and_the_idioms_of_the_readme)
{
    client_fixture at;
    for (int i = 0; i < 9; ++i)
        at.transport->answer(200, "\"v" + std::to_string(i) + "\"").with("x-request-id", "r" + std::to_string(i));
    at.run([](cg::client<fixed_key> c) -> asio::awaitable<void> {
        BOOST_TEST(co_await c.send(read_thing("1")) == "v0");
        BOOST_TEST(co_await c.send(read_thing("1").top(1)) == "v1");
        BOOST_TEST(co_await c.send(read_thing("1").top(1), cg::call_options().timeout(1s)) == "v2");
        auto const tried = co_await c.try_send(read_thing("1").top(2), cg::call_options().timeout(1s).max_attempts(2));
        BOOST_TEST(tried.value() == "v3");
        auto const whole = co_await c.exchange(read_thing("1").top(3));
        BOOST_TEST(whole.value == "v4");
        BOOST_TEST(whole.status == 200U);
        BOOST_TEST(whole.server_request_id == "r4");
        BOOST_TEST(whole.client_request_id.size() == 36U);
        BOOST_TEST(whole.attempts == 1U);
        BOOST_TEST(whole.fields.find("Content-Type").value() == "application/json");
        co_await c.send(change_thing());
        auto const changed = co_await c.exchange(change_thing());
        BOOST_TEST(changed.server_request_id == "r6");
        BOOST_TEST((co_await c.try_send(change_thing())).has_value());
        // the operation is encoded at once and may be gone when the call runs
        asio::awaitable<std::string> later = c.send(read_thing(std::string(100, 'x')).top(4));
        BOOST_TEST(co_await std::move(later) == "v8");
    }(at.client));
    BOOST_TEST(at.transport->requests().back().target == "/things/" + std::string(100, 'x') + "?top=4");
}

BOOST_AUTO_TEST_CASE(a_failed_call_throws_or_returns)
{
    client_fixture at;
    for (int i = 0; i < 3; ++i)
        at.transport->answer(404, "");
    at.run([](cg::client<fixed_key> c) -> asio::awaitable<void> {
        bool thrown = false;
        try {
            co_await c.send(read_thing("1"));
        }
        catch (cg::failure const& failed) {
            thrown = true;
            BOOST_TEST((failed.code() == errc::not_found));
            BOOST_TEST(failed.diagnostics().operation == "GET /things/{id}");
        }
        BOOST_TEST(thrown);
        thrown = false;
        try {
            co_await c.exchange(change_thing());
        }
        catch (boost::system::system_error const& failed) {
            thrown = true;
            BOOST_TEST((failed.code() == errc::not_found));
        }
        BOOST_TEST(thrown);
        auto const tried = co_await c.try_send(read_thing("1"));
        BOOST_TEST((tried.error().code == errc::not_found));
        BOOST_CHECK_THROW(tried.value(), cg::failure);
        // also what is refused before anything is sent
        auto const refused = co_await c.try_send(read_thing(""));
        BOOST_TEST((refused.error().code == errc::invalid_argument));
    }(at.client));
}

BOOST_AUTO_TEST_CASE(callbacks)
{
    client_fixture at;
    at.transport->answer(200, "\"v\"").answer(204, "").answer(404, "");
    std::string value;
    int calls = 0;
    at.client.async_send(read_thing("1"), [&](std::exception_ptr thrown, std::string got) {
        BOOST_TEST(!thrown);
        value = std::move(got);
        ++calls;
    });
    BOOST_TEST(calls == 0); // never before the initiating function returns
    at.io.run();
    BOOST_TEST(value == "v");
    at.client.async_send(change_thing(), [&](std::exception_ptr thrown) {
        BOOST_TEST(!thrown);
        ++calls;
    });
    at.client.async_send(read_thing("2"), [&](std::exception_ptr thrown, std::string) {
        BOOST_CHECK_THROW(std::rethrow_exception(thrown), cg::failure);
        ++calls;
    });
    at.io.restart();
    at.io.run();
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE(futures)
{
    client_fixture at;
    at.transport->answer(200, "\"v\"").answer(204, "").answer(404, "");
    std::future<std::string> value = at.client.async_send(read_thing("1").top(1), asio::use_future);
    at.io.run();
    BOOST_TEST(value.get() == "v");
    std::future<void> done = at.client.async_send(change_thing(), asio::use_future, cg::call_options().timeout(1s));
    at.io.restart();
    at.io.run();
    done.get();
    auto failed = at.client.async_send(read_thing("1"), asio::use_future);
    at.io.restart();
    at.io.run();
    BOOST_CHECK_THROW(failed.get(), cg::failure);
}

BOOST_AUTO_TEST_CASE(deferred_operations_and_tuples)
{
    client_fixture at;
    at.transport->answer(200, "\"v0\"").answer(404, "").answer(200, "\"v2\"");
    at.run([](cg::client<fixed_key> c) -> asio::awaitable<void> {
        auto operation = c.async_send(read_thing("1"), asio::deferred);
        BOOST_TEST(co_await std::move(operation)(asio::use_awaitable) == "v0");
        auto const token = asio::as_tuple(asio::use_awaitable);
        auto [thrown, value] = co_await c.async_send(read_thing("1"), token);
        BOOST_TEST((thrown != nullptr));
        BOOST_TEST(co_await c.async_send(read_thing("1"), asio::use_awaitable) == "v2");
    }(at.client));
    BOOST_TEST(at.transport->requests().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_call_outlives_the_client)
{
    asio::io_context io;
    auto const transport = std::make_shared<cloud_governance::testing::scripted_transport>(io);
    transport->answer(200, "\"v\"").answer(200, "\"w\"");
    std::future<std::string> value;
    std::optional<asio::awaitable<std::string>> not_begun;
    {
        cg::client client(io, cg::environment("https://api.example", ""), fixed_key(), {.transport = transport});
        value = client.async_send(read_thing("1"), asio::use_future);
        not_begun.emplace(client.send(read_thing("2")));
    }
    io.run();
    BOOST_TEST(value.get() == "v");
    BOOST_TEST(support::run(io, std::move(*not_begun)).value() == "w");
}

BOOST_AUTO_TEST_CASE(a_client_may_be_made_from_a_context_or_an_executor)
{
    asio::io_context io;
    auto const transport = std::make_shared<cloud_governance::testing::scripted_transport>(io);
    cg::environment const where("https://api.example", "");
    cg::client from_context(io, where, fixed_key(), {.transport = transport});
    cg::client<fixed_key> const from_executor(io.get_executor(), where, fixed_key(), {.transport = transport});
    BOOST_TEST((from_context.get_executor() == from_executor.get_executor()));
    BOOST_TEST(from_context.environment().api_url() == "https://api.example");
    cg::client<fixed_key> copy = from_executor;
    copy = from_context;
    static_assert(std::is_same_v<decltype(from_context), cg::client<fixed_key>>);
    static_assert(std::is_nothrow_move_constructible_v<cg::client<fixed_key>>);
}

static_assert(!std::is_aggregate_v<cg::call_options>);
static_assert(!std::is_aggregate_v<cg::response<std::string>>);
static_assert(!std::is_aggregate_v<cg::response<void>>);
static_assert(!std::is_aggregate_v<cg::http::request>);
static_assert(!std::is_aggregate_v<cg::http::response>);
static_assert(!std::is_aggregate_v<cg::http::origin>);
static_assert(!std::is_aggregate_v<cg::http::header_fields>);
static_assert(!std::is_aggregate_v<cg::auth::attach_context>);
static_assert(!std::is_aggregate_v<cg::detail::call>);

BOOST_AUTO_TEST_SUITE_END()
