#include "client_fixture.hpp"
#include "http/pool_run.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(client_overload)

using namespace client_test;
using cg::errc;
using namespace std::chrono_literals;

namespace {

/// What became of calls that were made at once.
class tally {
public:
    std::size_t succeeded = 0;
    std::size_t attempts = 0;
    std::vector<cg::error> failed;
};

template <class Client>
tally call_at_once(asio::io_context& io, Client& client, std::size_t count)
{
    tally out;
    for (std::size_t i = 0; i < count; ++i)
        asio::co_spawn(
            io, client.exchange(read_thing("1")), [&](std::exception_ptr thrown, cg::response<std::string> reply) {
                try {
                    if (thrown)
                        std::rethrow_exception(thrown);
                    ++out.succeeded;
                    out.attempts += reply.attempts;
                }
                catch (cg::failure const& failed) {
                    out.failed.push_back(failed.error());
                }
            });
    io.restart();
    io.run();
    return out;
}

cg::client_options options_of(std::size_t max_connections)
{
    cg::client_options out;
    out.tls = pool_test::options().tls;
    out.max_connections = max_connections;
    out.retry.base_delay = 0ms;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_pause_for_one_call_holds_back_all_calls)
{
    raw::server* here = nullptr;
    raw::server server(
        [&](raw::peer& client) {
            while (client.read_request()) {
                here->note("request");
                if (here->notes().size() == 1)
                    client.reply("", "429 Slow", "Retry-After: 1\r\n");
                else
                    client.reply("\"v\"");
            }
        },
        pool_test::trusted_tls());
    here = &server;
    asio::io_context io;
    cg::client client(io, cg::environment(server.origin().to_string(), ""), fixed_key(), options_of(1));
    auto const begin = std::chrono::steady_clock::now();
    auto const done = call_at_once(io, client, 20);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 1s));
    BOOST_TEST(done.succeeded == 20U);
    // the one was tried again; the others were sent once, after the pause
    BOOST_TEST(done.attempts == 21U);
    BOOST_TEST(server.notes().size() == 21U);
}

BOOST_AUTO_TEST_CASE(a_pause_that_is_too_long_fails_calls_at_once)
{
    raw::server* here = nullptr;
    raw::server server(
        [&](raw::peer& client) {
            while (client.read_request()) {
                here->note("request");
                client.reply("", "429 Slow", "Retry-After: 3600\r\n");
            }
        },
        pool_test::trusted_tls());
    here = &server;
    asio::io_context io;
    cg::client client(io, cg::environment(server.origin().to_string(), ""), fixed_key(), options_of(1));
    auto const done = call_at_once(io, client, 20);
    BOOST_TEST(done.failed.size() == 20U);
    for (auto const& each : done.failed) {
        BOOST_TEST((each.code == errc::rate_limited), cg::to_string(each));
        BOOST_TEST((each.diagnostics.retry_after > 3500s));
        BOOST_TEST(each.diagnostics.operation == "GET /things/{id}");
        BOOST_TEST(each.diagnostics.attempts == 1U);
    }
    BOOST_TEST(server.notes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_calls_without_a_retry)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); }, pool_test::trusted_tls());
    asio::io_context io;
    auto options = options_of(1);
    options.max_waiting = 2;
    options.timeout = 300ms;
    cg::client client(io, cg::environment(server.origin().to_string(), ""), fixed_key(), options);
    auto const done = call_at_once(io, client, 10);
    BOOST_TEST(done.failed.size() == 10U);
    std::size_t refused = 0;
    for (auto const& each : done.failed) {
        if (each.code != errc::queue_full)
            continue;
        ++refused;
        BOOST_TEST(each.diagnostics.attempts == 1U);
        BOOST_TEST(!each.diagnostics.request_may_have_been_sent);
    }
    BOOST_TEST(refused == 7U);
}

BOOST_AUTO_TEST_CASE(retries_stay_under_a_tenth_of_the_calls_and_the_reserve_when_all_fail)
{
    client_fixture at;
    at.transport->answer_by([](cloud_governance::testing::sent_request const&) {
        cg::http::response reply;
        reply.status = 503;
        return reply;
    });
    constexpr std::size_t calls = 1000;
    for (std::size_t i = 0; i < calls; ++i)
        at.failure_of(read_thing("1"));
    auto const retries = at.transport->requests().size() - calls;
    auto const reserve = cg::http::retry_policy().budget_reserve;
    BOOST_TEST(retries <= calls / 10 + reserve);
    BOOST_TEST(retries >= calls / 10); // they are used, too
    // after the reserve is gone, the share alone is left
    for (std::size_t i = 0; i < calls; ++i)
        at.failure_of(read_thing("1"));
    BOOST_TEST(at.transport->requests().size() - 2 * calls - retries <= calls / 10);
}

BOOST_AUTO_TEST_SUITE_END()
