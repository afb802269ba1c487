#include "pool_run.hpp"

#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <future>

BOOST_AUTO_TEST_SUITE(http_connection_pool_tls)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;
using pool_test::authority;
using pool_test::describe;
using pool_test::exchange;
using pool_test::get;

namespace {

/// One exchange with a server that notes every request it could read.
class trial {
public:
    explicit trial(
        raw::tls_settings const& tls, http::pool_options const& options = pool_test::options(),
        char const* host = "127.0.0.1")
    {
        raw::server server(
            [&](raw::peer& client) {
                while (client.read_request()) {
                    server.note("request");
                    client.reply("hello");
                }
            },
            tls);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), options);
        auto request = get(server);
        request.origin.host = host;
        request.fields.add("Authorization", "Bearer secret-canary");
        ended.emplace(exchange(io, pool, request));
        requests = server.notes().size();
        kept = pool.current_state().idle;
    }

    errc code() const { return ended->has_value() ? errc() : static_cast<errc>(ended->error().code.value()); }

    std::optional<pool_test::outcome> ended;
    std::size_t requests = 0;
    std::size_t kept = 0;
};

void expect_reply(trial const& seen)
{
    BOOST_TEST(seen.ended->has_value(), describe(*seen.ended));
    BOOST_TEST(seen.requests == 1U);
    BOOST_TEST(seen.kept == 1U);
}

/// Refused, and no byte of the request has reached the server.
void expect_refusal(trial const& seen, errc code)
{
    BOOST_TEST(!seen.ended->has_value());
    BOOST_TEST((seen.code() == code), describe(*seen.ended));
    BOOST_TEST(!seen.ended->error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(describe(*seen.ended).find("canary") == std::string::npos);
    BOOST_TEST(seen.requests == 0U);
    BOOST_TEST(seen.kept == 0U);
}

raw::tls_settings issued(testing::certificate_settings settings)
{
    settings.key = testing::certificate_key::ec_p256;
    raw::tls_settings out;
    out.identity = authority().issue("CN=127.0.0.1", settings);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(trusted_servers_by_address_and_by_name)
{
    expect_reply(trial(pool_test::trusted_tls()));
    expect_reply(trial(pool_test::trusted_tls(), pool_test::options(), "localhost"));
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto only = pool_test::trusted_tls();
        only.lowest = only.highest = version;
        expect_reply(trial(only));
    }
    auto newest = pool_test::options();
    newest.tls.minimum_version = http::tls_version::tls_1_3;
    expect_reply(trial(pool_test::trusted_tls(), newest));
}

BOOST_AUTO_TEST_CASE(the_keys_of_a_connection_are_not_logged)
{
    // where programs that honour the variable would write them
    auto const name = "keys-" + cloud_governance::to_string(cloud_governance::random_uuid());
    auto const file = std::filesystem::temp_directory_path() / name;
    ::setenv("SSLKEYLOGFILE", file.c_str(), 1);
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto only = pool_test::trusted_tls();
        only.lowest = only.highest = version;
        expect_reply(trial(only));
    }
    ::unsetenv("SSLKEYLOGFILE");
    BOOST_TEST(!std::filesystem::remove(file), "the session's secrets were in " << file);
}

BOOST_AUTO_TEST_CASE(untrusted_servers_receive_no_request)
{
    // another host's certificate; a name in the subject only; an address as a name
    expect_refusal(trial(issued({.dns_names = {"other.example"}})), errc::peer_not_trusted);
    expect_refusal(trial(issued({})), errc::peer_not_trusted);
    expect_refusal(trial(issued({.dns_names = {"127.0.0.1"}})), errc::peer_not_trusted);
    expect_refusal(
        trial(issued({.ip_addresses = {"127.0.0.1"}}), pool_test::options(), "localhost"), errc::peer_not_trusted);
    expect_refusal(
        trial(issued(
            {.valid_from = std::chrono::hours(-3),
             .valid_until = std::chrono::hours(-1),
             .ip_addresses = {"127.0.0.1"}})),
        errc::peer_not_trusted);
    raw::tls_settings self_signed;
    self_signed.identity = testing::make_certificate_pem(
        "CN=127.0.0.1", {.key = testing::certificate_key::ec_p256, .ip_addresses = {"127.0.0.1"}});
    expect_refusal(trial(self_signed), errc::peer_not_trusted);
    http::pool_options nobody;
    nobody.tls.use_system_trust = false;
    expect_refusal(trial(pool_test::trusted_tls(), nobody), errc::peer_not_trusted);
    expect_refusal(trial(pool_test::trusted_tls(), http::pool_options()), errc::peer_not_trusted);
}

BOOST_AUTO_TEST_CASE(old_versions_are_refused)
{
    auto old = pool_test::trusted_tls();
    old.lowest = old.highest = TLS1_1_VERSION;
    expect_refusal(trial(old), errc::tls_failed);
    auto older_than_wanted = pool_test::trusted_tls();
    older_than_wanted.lowest = older_than_wanted.highest = TLS1_2_VERSION;
    auto newest = pool_test::options();
    newest.tls.minimum_version = http::tls_version::tls_1_3;
    expect_refusal(trial(older_than_wanted, newest), errc::tls_failed);
}

BOOST_AUTO_TEST_CASE(mutual_tls)
{
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto server = pool_test::trusted_tls();
        server.lowest = server.highest = version;
        server.client_authority = authority().pem();
        auto known = pool_test::options();
        auto const pem = authority().issue("CN=client", {.key = testing::certificate_key::ec_p256});
        known.tls.client_certificate = cloud_governance::certificate::from_pem(pem.certificate + pem.private_key);
        expect_reply(trial(server, known));

        auto stranger = pool_test::options();
        stranger.tls.client_certificate =
            testing::make_certificate("CN=stranger", {.key = testing::certificate_key::ec_p256});
        for (auto const& options : {pool_test::options(), stranger}) {
            trial const seen(server, options);
            BOOST_TEST(!seen.ended->has_value());
            // with TLS 1.3 the server's refusal arrives after the handshake; it may be lost in a reset
            BOOST_TEST(
                (seen.code() == errc::tls_failed || seen.code() == errc::connection_closed), describe(*seen.ended));
            BOOST_TEST(seen.requests == 0U);
            BOOST_TEST(seen.kept == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_speak_tls)
{
    for (bool answers : {false, true}) {
        raw::server server([&](raw::peer& client) {
            if (answers) {
                client.read_some();
                client.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                client.wait_for_end();
            }
        });
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), pool_test::options());
        auto request = get(server);
        request.origin.secure = true;
        auto const ended = exchange(io, pool, request);
        BOOST_TEST_REQUIRE(!ended.has_value());
        BOOST_TEST((ended.error().code == (answers ? errc::tls_failed : errc::connection_closed)), describe(ended));
        BOOST_TEST(ended.error().diagnostics.detail.find("127.0.0.1") != std::string::npos);
        BOOST_TEST(!ended.error().diagnostics.request_may_have_been_sent);
    }
}

BOOST_AUTO_TEST_CASE(a_host_name_that_no_certificate_can_carry_is_an_error_of_the_exchange)
{
    raw::server server([](raw::peer& client) { client.wait_for_end(); });
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    auto request = get(server);
    request.origin.secure = true;
    request.origin.host = std::string(300, 'a');
    BOOST_TEST(!exchange(io, pool, request).has_value());
}

BOOST_AUTO_TEST_CASE(closing_sends_close_notify)
{
    std::promise<int> seen;
    raw::server server(
        [&](raw::peer& client) {
            client.read_request();
            client.reply("");
            client.wait_for_end();
            seen.set_value(SSL_get_shutdown(client.session()));
        },
        pool_test::trusted_tls());
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    BOOST_TEST(exchange(io, pool, get(server)).has_value());
    pool.close_idle();
    BOOST_TEST((seen.get_future().get() & SSL_RECEIVED_SHUTDOWN) != 0);
}

BOOST_AUTO_TEST_CASE(a_key_update_between_two_requests_does_no_harm)
{
    auto tls = pool_test::trusted_tls();
    tls.lowest = TLS1_3_VERSION;
    raw::server server(
        [&](raw::peer& client) {
            while (client.read_request()) {
                SSL_key_update(client.session(), SSL_KEY_UPDATE_REQUESTED);
                client.reply("");
                SSL_key_update(client.session(), SSL_KEY_UPDATE_REQUESTED);
                SSL_do_handshake(client.session());
                server.note("updated");
            }
        },
        tls);
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), pool_test::options());
    for (std::size_t i = 1; i < 6; ++i) {
        auto const ended = exchange(io, pool, get(server));
        BOOST_TEST(ended.has_value(), describe(ended));
        BOOST_TEST(server.wait_for_notes(i));
    }
    BOOST_TEST(server.connections() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
