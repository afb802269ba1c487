#include "client_fixture.hpp"
#include "http/pool_run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(client_loopback)

using namespace client_test;
using cg::errc;
using namespace std::chrono_literals;

namespace {

/// A client of a server on loopback TLS that notes what it was sent.
class loopback {
public:
    explicit loopback(raw::server::script run, cg::client_options options = cg::client_options())
        : server(
              [this, run](raw::peer& client) {
                  server_ready.wait(false);
                  run(client);
              },
              pool_test::trusted_tls()),
          client(io, cg::environment(server.origin().to_string(), ""), fixed_key(), with_trust(std::move(options)))
    {
        server_ready = true;
        server_ready.notify_all();
    }

    template <class Operation>
    auto call(Operation const& operation, cg::call_options const& options = cg::call_options())
    {
        using value = typename Operation::response_type;
        std::optional<cg::result<value>> out;
        asio::co_spawn(
            io, client.try_send(operation, options), [&out](std::exception_ptr thrown, cg::result<value> ended) {
                if (thrown)
                    std::rethrow_exception(thrown);
                out.emplace(std::move(ended));
            });
        io.restart();
        io.run();
        return std::move(out).value();
    }

    static cg::client_options with_trust(cg::client_options options)
    {
        options.tls = pool_test::options().tls;
        options.retry.base_delay = 0ms;
        return options;
    }

    std::atomic<bool> server_ready = false;
    asio::io_context io;
    raw::server server;
    cg::client<fixed_key> client;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_change_whose_reply_is_lost_was_sent_once_and_is_unknown)
{
    loopback* here = nullptr;
    loopback at([&](raw::peer& client) {
        while (client.read_request()) {
            here->server.note("request");
            return client.end();
        }
    });
    here = &at;
    auto const ended = at.call(change_thing());
    BOOST_TEST((ended.error().code == errc::outcome_unknown), cg::to_string(ended.error()));
    BOOST_TEST(ended.error().diagnostics.attempts == 1U);
    BOOST_TEST(at.server.notes().size() == 1U);

    auto const read = at.call(read_thing("1"));
    BOOST_TEST((read.error().code == errc::connection_closed), cg::to_string(read.error()));
    BOOST_TEST(read.error().diagnostics.attempts == 4U);
    BOOST_TEST(at.server.notes().size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_was_closed_costs_no_attempt)
{
    loopback* here = nullptr;
    loopback at([&](raw::peer& client) {
        client.read_request();
        client.reply("\"v\"");
        client.end();
        here->server.note("closed");
        client.wait_for_end();
    });
    here = &at;
    BOOST_TEST(at.call(read_thing("1")).has_value());
    BOOST_TEST_REQUIRE(at.server.wait_for_notes(1));
    auto const ended = at.call(change_thing(), cg::call_options().max_attempts(1));
    BOOST_TEST(ended.has_value());
    BOOST_TEST(at.server.connections() == 2U);
}

BOOST_AUTO_TEST_CASE(the_time_of_a_call_covers_its_attempts)
{
    loopback at([](raw::peer& client) {
        while (client.read_request()) {
            client.pause(15ms);
            client.reply("", "503 Busy", "Retry-After: 0\r\n");
        }
    });
    auto const begin = std::chrono::steady_clock::now();
    auto const ended = at.call(read_thing("1"), cg::call_options().timeout(50ms).max_attempts(1000));
    auto const code = ended.error().code;
    BOOST_TEST((code == errc::timed_out || code == errc::server_error), cg::to_string(ended.error()));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 10s));
}

BOOST_AUTO_TEST_CASE(a_call_that_hangs_ends_in_its_time)
{
    loopback at([](raw::peer& client) { client.wait_for_end(); });
    auto const read = at.call(read_thing("1"), cg::call_options().timeout(50ms));
    BOOST_TEST((read.error().code == errc::timed_out), cg::to_string(read.error()));
    auto const change = at.call(change_thing(), cg::call_options().timeout(50ms));
    BOOST_TEST((change.error().code == errc::outcome_unknown), cg::to_string(change.error()));
    BOOST_TEST((change.error().diagnostics.cause == errc::timed_out));
}

BOOST_AUTO_TEST_CASE(a_redirect_does_not_forward_credentials)
{
    raw::server evil([&](raw::peer& client) { client.wait_for_end(); }, pool_test::trusted_tls());
    std::string const location = "Location: " + evil.origin().to_string() + "/steal?canary\r\n";
    loopback at([&](raw::peer& client) {
        for (char const* status : {"301 A", "302 B", "303 C", "307 D", "308 E"}) {
            client.read_request();
            client.reply("", status, location);
        }
    });
    for (int i = 0; i < 5; ++i) {
        auto const ended = at.call(read_thing("1"));
        BOOST_TEST((ended.error().code == errc::redirect_refused), cg::to_string(ended.error()));
        BOOST_TEST(cg::to_string(ended.error()).find("canary") == std::string::npos);
    }
    BOOST_TEST(evil.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(a_cancelled_change_is_cancelled_and_may_have_been_sent)
{
    loopback* here = nullptr;
    loopback at([&](raw::peer& client) {
        client.read_request();
        here->server.note("request");
        client.wait_for_end();
    });
    here = &at;
    asio::cancellation_signal signal;
    std::optional<cg::result<void>> ended;
    asio::co_spawn(
        at.io, at.client.try_send(change_thing()),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr, cg::result<void> result) { ended.emplace(std::move(result)); }));
    while (at.server.notes().empty())
        at.io.run_one_for(1ms);
    signal.emit(asio::cancellation_type::terminal);
    at.io.run();
    BOOST_TEST((ended->error().code == errc::cancelled));
    BOOST_TEST(ended->error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(ended->error().diagnostics.operation == "POST /things");
}

BOOST_AUTO_TEST_CASE(destroying_the_context_frees_the_calls_under_way)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); }, pool_test::trusted_tls());
    auto const alive = std::make_shared<int>(1);
    {
        asio::io_context io;
        cg::client client(
            io, cg::environment(server.origin().to_string(), ""), fixed_key(),
            loopback::with_trust(cg::client_options()));
        for (int i = 0; i < 5; ++i)
            client.async_send(read_thing("1"), [alive](std::exception_ptr, std::string) {});
        while (server.connections() < 5)
            io.run_one_for(1ms);
        io.poll();
        BOOST_TEST(alive.use_count() == 6);
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
