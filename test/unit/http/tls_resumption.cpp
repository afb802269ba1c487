#include "ocsp_responses.hpp"
#include "pool_run.hpp"

#include <cloud_governance/http/impl/tls/tls_session.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <thread>

BOOST_AUTO_TEST_SUITE(http_tls_resumption)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;
using http::detail::origin_sessions;
using http::detail::tls_session;
using pool_test::authority;
using pool_test::describe;
using pool_test::exchange;
using pool_test::get;
using status = tls_session::status;

namespace {

constexpr char const* host = "api.example";

using client_context = http::detail::tls_context;

client_context trusting(std::string const& pem)
{
    http::tls_options options;
    options.use_system_trust = false;
    options.trust_pem = pem;
    return http::detail::make_tls_context(options);
}

/// A server that two handshakes have in common; its certificate is valid for an hour.
raw::server_context server_of(int version)
{
    testing::certificate_settings settings;
    settings.key = testing::certificate_key::ec_p256;
    settings.dns_names = {host};
    settings.valid_until = std::chrono::hours(1);
    raw::tls_settings out;
    out.identity = authority().issue("CN=origin", settings);
    out.lowest = out.highest = version;
    return raw::make_server_context(out);
}

/// One handshake in memory, with the tickets that follow it.
class handshake {
public:
    handshake(
        SSL_CTX* server, SSL_CTX* client, std::shared_ptr<origin_sessions> sessions, char const* name = host,
        std::time_t now = 0)
        : server_(SSL_new(server)), client_(client, name, std::move(sessions), now)
    {
        SSL_set_bio(server_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(server_.get());
        outcome = client_.handshake();
        for (int i = 0; i < 5; ++i) {
            BIO_write(SSL_get_rbio(server_.get()), client_.output().data(), static_cast<int>(client_.output().size()));
            client_.output().clear();
            SSL_do_handshake(server_.get());
            ERR_clear_error();
            char buffer[16 * 1024];
            int const size = (std::max)(BIO_read(SSL_get_wbio(server_.get()), buffer, sizeof buffer), 0);
            client_.feed(buffer, static_cast<std::size_t>(size));
            if (outcome == status::want_input)
                outcome = client_.handshake();
            else if (outcome == status::done)
                BOOST_TEST(client_.only_handshake_data()); // takes the tickets
        }
        if (outcome == status::failed)
            failure = client_.failure_of_handshake(name);
        else
            client_.close(); // what was not closed is not taken up again
    }

    bool resumed() const { return client_.resumed() && SSL_session_reused(server_.get()) == 1; }

    status outcome = status::failed;
    cloud_governance::error failure;

private:
    std::unique_ptr<SSL, raw::detail::free_openssl> server_;
    tls_session client_;
};

/// A server that closes each connection after one request and notes what its handshake was.
class closing_server {
public:
    explicit closing_server(raw::tls_settings const& tls = pool_test::trusted_tls())
        : server(
              [this](raw::peer& client) {
                  if (!client.read_request())
                      return;
                  server.note(SSL_session_reused(client.session()) == 1 ? "resumed" : "full");
                  client.reply("", "200 OK", "Connection: close\r\n");
              },
              tls)
    {
    }

    raw::server server;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_session_is_resumed_as_often_as_the_server_renews_it)
{
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto const server = server_of(version);
        auto const client = trusting(authority().pem());
        auto const sessions = std::make_shared<origin_sessions>();
        for (int i = 0; i < 5; ++i) {
            handshake const each(server.get(), client.get(), sessions);
            BOOST_TEST((each.outcome == status::done));
            BOOST_TEST(each.resumed() == (i != 0));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_ticket_is_offered_once)
{
    auto const server = server_of(TLS1_3_VERSION);
    auto const client = trusting(authority().pem());
    auto const sessions = std::make_shared<origin_sessions>();
    SSL_CTX_set_num_tickets(server.get(), 1);
    handshake const first(server.get(), client.get(), sessions);
    SSL_CTX_set_num_tickets(server.get(), 0); // no successor
    handshake const second(server.get(), client.get(), sessions);
    BOOST_TEST(second.resumed());
    BOOST_TEST((sessions->take().session == nullptr));
    handshake const third(server.get(), client.get(), sessions);
    BOOST_TEST((third.outcome == status::done));
    BOOST_TEST(!third.resumed());
}

BOOST_AUTO_TEST_CASE(the_newest_eight_are_kept)
{
    auto const server = server_of(TLS1_3_VERSION);
    auto const client = trusting(authority().pem());
    auto const sessions = std::make_shared<origin_sessions>();
    SSL_CTX_set_num_tickets(server.get(), 12);
    handshake const first(server.get(), client.get(), sessions);
    std::vector<http::detail::resumable_session> taken;
    for (auto kept = sessions->take(); kept.session; kept = sessions->take())
        taken.push_back(std::move(kept));
    BOOST_TEST(taken.size() == 8U);
    auto const* const oldest = taken.back().session.get();
    sessions->keep(std::move(taken.back()));
    sessions->keep(std::move(taken.front()));
    BOOST_TEST((sessions->take().session.get() != oldest)); // the last one in is the first one out
}

BOOST_AUTO_TEST_CASE(a_server_without_the_session_makes_a_full_handshake)
{
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto const server = server_of(version);
        auto const restarted = server_of(version); // other ticket keys
        auto const client = trusting(authority().pem());
        auto const sessions = std::make_shared<origin_sessions>();
        handshake const first(server.get(), client.get(), sessions);
        handshake const second(restarted.get(), client.get(), sessions);
        BOOST_TEST((second.outcome == status::done));
        BOOST_TEST(!second.resumed());
        handshake const third(restarted.get(), client.get(), sessions);
        BOOST_TEST(third.resumed());
    }
}

BOOST_AUTO_TEST_CASE(resumption_does_not_make_a_server_trusted)
{
    testing::certificate_authority const another("CN=another");
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto const server = server_of(version);
        auto const client = trusting(authority().pem());
        auto const fill = [&](std::shared_ptr<origin_sessions> const& sessions) {
            handshake const first(server.get(), client.get(), sessions);
            BOOST_TEST((first.outcome == status::done));
        };
        auto const sessions = std::make_shared<origin_sessions>();

        // an authority that is not trusted: the session is not offered, the certificate is looked at and refused
        fill(sessions);
        auto const distrusting = trusting(another.pem());
        handshake const stranger(server.get(), distrusting.get(), sessions);
        BOOST_TEST((stranger.outcome == status::failed));
        BOOST_TEST((stranger.failure.code == errc::peer_not_trusted));

        // another host name
        fill(sessions);
        handshake const renamed(server.get(), client.get(), sessions, "other.example");
        BOOST_TEST((renamed.outcome == status::failed));
        BOOST_TEST((renamed.failure.code == errc::peer_not_trusted));

        // an expired certificate: no session is offered, so the handshake shows it again
        fill(sessions);
        auto const in_two_hours = std::time(nullptr) + 2 * 3600;
        handshake const later(server.get(), client.get(), sessions, host, in_two_hours);
        BOOST_TEST(!later.resumed());
        fill(sessions);
        auto const in_half_an_hour = std::time(nullptr) + 1800;
        handshake const soon(server.get(), client.get(), sessions, host, in_half_an_hour);
        BOOST_TEST(soon.resumed());
    }
}

BOOST_AUTO_TEST_CASE(a_session_lasts_no_longer_than_the_stapled_response)
{
    ocsp_test::authority const by;
    auto const identity = by.issue();
    auto const response = by.respond(identity, {.until = std::chrono::minutes(20)});
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        raw::tls_settings settings;
        settings.identity = identity;
        settings.lowest = settings.highest = version;
        auto const server = raw::make_server_context(settings);
        ocsp_test::staple(server.get(), response);
        auto const client = trusting(by.own.certificate);
        auto const sessions = std::make_shared<origin_sessions>();
        auto const resumed_in = [&](std::chrono::seconds time) {
            handshake const each(
                server.get(), client.get(), sessions, "127.0.0.1", std::time(nullptr) + std::time_t(time.count()));
            BOOST_TEST((each.outcome == status::done));
            return each.resumed();
        };
        BOOST_TEST(!resumed_in(std::chrono::minutes(0)));
        BOOST_TEST(resumed_in(std::chrono::minutes(15)));
        BOOST_TEST(resumed_in(std::chrono::minutes(19)));
        BOOST_TEST(!resumed_in(std::chrono::minutes(21))); // also one that was itself taken up
    }
}

BOOST_AUTO_TEST_CASE(a_refused_server_leaves_no_session)
{
    testing::certificate_authority const another("CN=another");
    auto const server = server_of(TLS1_3_VERSION);
    auto const client = trusting(another.pem());
    auto const sessions = std::make_shared<origin_sessions>();
    handshake const refused(server.get(), client.get(), sessions);
    BOOST_TEST((refused.outcome == status::failed));
    BOOST_TEST((sessions->take().session == nullptr));
}

BOOST_AUTO_TEST_CASE(origins_have_their_own_sessions)
{
    http::detail::pool_sessions all;
    http::origin origin;
    origin.host = host;
    auto const first = all.of(origin);
    BOOST_TEST((all.of(origin) == first));
    origin.port = 8443;
    BOOST_TEST((all.of(origin) != first));
    origin.port = 443;
    origin.host = "other.example";
    BOOST_TEST((all.of(origin) != first));
}

BOOST_AUTO_TEST_CASE(a_pool_resumes_sessions_on_reconnect)
{
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = pool_test::trusted_tls();
        tls.lowest = tls.highest = version;
        closing_server const at(tls);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pool_test::options());
        for (int i = 0; i < 4; ++i) {
            auto const ended = exchange(io, pool, get(at.server));
            BOOST_TEST(ended.has_value(), describe(ended));
        }
        auto const seen = at.server.notes();
        BOOST_TEST_REQUIRE(seen.size() == 4U);
        BOOST_TEST(seen[0] == "full");
        for (std::size_t i = 1; i < 4; ++i)
            BOOST_TEST(seen[i] == "resumed");
        // another pool, with other settings perhaps, has sessions of its own
        http::connection_pool other(io.get_executor(), pool_test::options());
        BOOST_TEST(exchange(io, other, get(at.server)).has_value());
        BOOST_TEST(at.server.notes().back() == "full");
    }
}

BOOST_AUTO_TEST_CASE(tickets_that_arrive_on_an_idle_connection_are_used)
{
    raw::server server(
        [&](raw::peer& client) {
            server.note(SSL_session_reused(client.session()) == 1 ? "resumed" : "full");
            while (auto const request = client.read_request()) {
                client.reply("");
                if (request->starts_with("GET /new-ticket")) {
                    SSL_new_session_ticket(client.session());
                    SSL_do_handshake(client.session());
                    ERR_clear_error();
                    server.note("ticket");
                }
            }
        },
        [] {
            auto tls = pool_test::trusted_tls();
            tls.tickets = 0;
            return tls;
        }());
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    pool.close_idle();
    BOOST_TEST(exchange(io, pool, get(server, "/new-ticket")).has_value());
    BOOST_TEST(server.wait_for_notes(3)); // full, full, ticket
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    pool.close_idle();
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    BOOST_TEST(server.notes().back() == "resumed");
}

BOOST_AUTO_TEST_CASE(sessions_on_several_threads)
{
    closing_server const at;
    asio::io_context io;
    auto options = pool_test::options();
    options.max_connections = 8;
    http::connection_pool pool(io.get_executor(), options);
    auto const request = get(at.server);
    std::atomic<int> replies = 0;
    for (int i = 0; i < 200; ++i)
        asio::co_spawn(io, pool.exchange(request), [&](std::exception_ptr thrown, pool_test::outcome ended) {
            if (!thrown && ended)
                ++replies;
        });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { io.run(); });
    for (auto& each : threads)
        each.join();
    BOOST_TEST(replies == 200);
    auto const seen = at.server.notes();
    auto const resumed = std::count(seen.begin(), seen.end(), "resumed");
    BOOST_TEST(resumed > 0); // how many, depends on how the connections fall together
}

BOOST_AUTO_TEST_SUITE_END()
