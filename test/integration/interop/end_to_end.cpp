// The client as a user holds it: a token of oidc-provider, calls to an API that has `jose` verify that token.
#include "over_network.hpp"

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(interop_end_to_end)

using namespace interop;
namespace tasks = cg::api::tasks;
namespace json = boost::json;
using cg::model::task_approval_status;

namespace {

// the API itself, and as seen through nginx, under a path, over connections of three requests
std::string direct_api() { return peer("/governance"); }
std::string proxied_api() { return peer("/nginx/short") + "/api"; }

cg::auth::client_secret by_secret()
{
    return cg::auth::client_secret(
        {.client_id = "post", .client_secret = cg::secret_string(peer("/secret")), .username = "someone@contoso.com"});
}

cg::auth::client_certificate by_certificate(std::string const& name)
{
    return cg::auth::client_certificate(
        {.client_id = name, .certificate = client_certificate(name), .username = "someone@contoso.com"});
}

// runs `make(client)` to its end
template <class Auth, class Make>
void run_client(Auth auth, Make make, std::string const& api_url = direct_api())
{
    asio::io_context io;
    cg::client_options options;
    options.tls = trust();
    cg::environment const environment(api_url, peer("/issuer/main"));
    cg::client const client(io, environment, std::move(auth), options);
    std::exception_ptr failed;
    asio::co_spawn(io, make(client), [&](std::exception_ptr error) { failed = error; });
    io.run();
    if (failed)
        std::rethrow_exception(failed);
}

// what a peer answers to the tests' own questions
json::value ask(std::string const& url)
{
    json::value answer;
    run([&](http::transport& transport) -> asio::awaitable<void> {
        answer = json::parse((co_await call(transport, url)).value().body);
    });
    return answer;
}

// how many tokens the provider gave since the last time
std::int64_t grants() { return ask(peer("/issuer/main") + "/.test/grants").as_int64(); }
// the API believes the present token no more
void revoke() { ask(direct_api() + "/.test/revoke"); }

// pages through the tasks and returns their ids
template <class Client>
asio::awaitable<std::vector<cg::uuid>> list_tasks(Client client)
{
    std::vector<cg::uuid> ids;
    auto pages = client.pages(tasks::get_my_tasks(task_approval_status::pending_confirm).top(10));
    int count = 0;
    while (auto page = co_await pages.next()) {
        ++count;
        for (auto const& task : cg::items(page->value)) {
            BOOST_TEST(task.title.value_or("") == "T\xC3\xA4sk " + std::to_string(ids.size()));
            BOOST_TEST((task.created_time == cg::date_time_from_string("2024-02-29T12:00:00.1234567Z")));
            ids.push_back(task.id.value());
        }
    }
    BOOST_TEST(count == 3);
    BOOST_TEST(ids.size() == 25u);
    co_return ids;
}

} // namespace

BOOST_AUTO_TEST_CASE(pages_and_an_approval_by_secret_and_by_certificate)
{
    auto const approve_one = [](auto client) -> asio::awaitable<void> {
        auto const ids = co_await list_tasks(client);
        cg::model::comments_param comments;
        comments.comments = "gut so: \xE2\x9C\x93";
        co_await client.send(tasks::approve_task(ids.at(7)).body(comments));
    };
    run_client(by_secret(), approve_one);
    for (char const* const name : {"rsa", "p256", "p384", "p521"})
        run_client(by_certificate(name), approve_one);

    auto const approved = ask(direct_api() + "/.test/approved");
    BOOST_TEST(approved.as_array().size() == 5u);
    for (auto const& one : approved.as_array()) {
        BOOST_TEST(one.at("path").as_string() == "/tasks/00000000-0000-4000-8000-000000000007/approve");
        auto const body = json::parse(one.at("body").as_string());
        BOOST_TEST(body == json::parse("{\"comments\":\"gut so: \xE2\x9C\x93\"}"));
    }
}

BOOST_AUTO_TEST_CASE(a_refused_call_says_why)
{
    run_client(by_certificate("rsa"), [](auto client) -> asio::awaitable<void> {
        auto const nobody = cg::uuid_from_string("ffffffff-0000-4000-8000-000000000000");
        auto const result = co_await client.try_send(tasks::approve_task(nobody));
        BOOST_REQUIRE(!result);
        BOOST_TEST((result.error().code == cg::errc::not_found), to_string(result.error()));
        auto const& said = result.error().diagnostics;
        BOOST_TEST(said.http_status == 404u);
        BOOST_TEST(said.server_code == "NotFound");
        BOOST_REQUIRE(said.server_messages.size() == 1u);
        BOOST_TEST(said.server_messages[0] == "No such task");
        BOOST_TEST(said.server_request_id == "6a4e1a3a-0000-4000-8000-000000000001");
    });
}

// a token that is believed no more is renewed, once for all calls, and the calls do not notice
BOOST_AUTO_TEST_CASE(a_revoked_token_is_replaced)
{
    for (auto const& api_url : {direct_api(), proxied_api()}) {
        grants();
        auto const calls = [](auto client) -> asio::awaitable<void> {
            co_await list_tasks(client);
            BOOST_TEST(grants() == 1);
            revoke();
            using namespace asio::experimental::awaitable_operators;
            co_await (list_tasks(client) && list_tasks(client) && list_tasks(client) && list_tasks(client));
            BOOST_TEST(grants() == 1);
            revoke();
            co_await list_tasks(client);
            BOOST_TEST(grants() == 1);
        };
        run_client(by_certificate("p256"), calls, api_url);
    }
}

BOOST_AUTO_TEST_CASE(an_api_behind_a_proxy_that_closes_often)
{
    auto const many = [](auto client) -> asio::awaitable<void> {
        auto const ids = co_await list_tasks(client);
        for (auto const& id : ids)
            co_await client.send(tasks::approve_task(id));
        auto const result = co_await client.try_send(cg::api::raw(http::verb::get, "/nothing/here"));
        BOOST_REQUIRE(!result);
        BOOST_TEST((result.error().code == cg::errc::not_found), to_string(result.error()));
    };
    run_client(by_secret(), many, proxied_api());
}

BOOST_AUTO_TEST_CASE(unknown_credentials_are_refused)
{
    cg::auth::client_secret wrong({.client_id = "post", .client_secret = cg::secret_string("canary-7d1c")});
    run_client(std::move(wrong), [](auto client) -> asio::awaitable<void> {
        auto const result = co_await client.try_send(tasks::get_my_tasks(task_approval_status::pending_confirm));
        BOOST_REQUIRE(!result);
        BOOST_TEST((result.error().code == cg::errc::token_request_rejected), to_string(result.error()));
        BOOST_TEST(result.error().diagnostics.oauth_error == "invalid_client");
        BOOST_TEST(to_string(result.error()).find("canary") == std::string::npos);
    });
}

BOOST_AUTO_TEST_SUITE_END()
