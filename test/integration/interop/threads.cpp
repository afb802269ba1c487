// One client, four threads, many calls, and a token that is revoked again and again.
#include "over_network.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <vector>

BOOST_AUTO_TEST_SUITE(interop_threads)

using namespace interop;
namespace tasks = cg::api::tasks;

BOOST_AUTO_TEST_CASE(a_client_may_be_used_on_many_threads)
{
    constexpr int walks = 16;
    constexpr int pages_of_a_walk = 5;
    std::atomic<int> pages_seen = 0;
    std::atomic<int> rows_seen = 0;

    asio::thread_pool threads(4);
    cg::client_options options;
    options.tls = trust();
    options.max_connections = 6; // fewer than callers, so that they wait for one another
    cg::environment const environment(peer("/nginx/short") + "/api", peer("/issuer/main"));
    cg::auth::client_certificate auth({.client_id = "p256", .certificate = client_certificate("p256")});
    cg::client const client(threads.get_executor(), environment, std::move(auth), options);

    auto const walk = [&]() -> asio::awaitable<void> {
        auto pages = client.pages(tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm).top(5));
        while (auto page = co_await pages.next()) {
            ++pages_seen;
            rows_seen += static_cast<int>(cg::items(page->value).size());
        }
    };
    // at its own pace: what it does to the token must not be seen by the walks
    auto const revoke = [&]() -> asio::awaitable<void> {
        http::pool_options pool;
        pool.tls = trust();
        http::connection_pool transport(threads.get_executor(), pool);
        for (int count = 0; count < 3; ++count) {
            auto const result = co_await call(transport, peer("/governance") + "/.test/revoke");
            result.value();
        }
    };

    std::vector<std::future<void>> all;
    for (int count = 0; count < walks; ++count)
        all.push_back(asio::co_spawn(threads, walk(), asio::use_future));
    all.push_back(asio::co_spawn(threads, revoke(), asio::use_future));
    for (auto& one : all)
        one.get();
    threads.join();
    BOOST_TEST(pages_seen == walks * pages_of_a_walk);
    BOOST_TEST(rows_seen == walks * 25);
}

BOOST_AUTO_TEST_SUITE_END()
