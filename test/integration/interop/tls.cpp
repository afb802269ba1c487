// TLS with nginx: who is accepted, what the others are told, and that they see no request.
#include "http/recording_proxy.hpp"
#include "over_network.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

BOOST_AUTO_TEST_SUITE(interop_tls)

using namespace interop;
using cg::errc;

namespace {

struct row {
    char const* server;
    /// The host that is asked for; any name, since the request goes through a proxy of the test's own.
    char const* host;
    /// `errc()`: accepted.
    errc code;
    /// In the error's detail and hints; accepted: what nginx says of the connection.
    char const* detail;
    char const* hint;
};

constexpr row rows[] = {
    {"tls_1_2", "localhost", errc(), "TLSv1.2 localhost", ""},
    {"tls_1_3", "localhost", errc(), "TLSv1.3 localhost", ""},
    {"tls_1_1", "localhost", errc::tls_failed, "protocol version", "tls.minimum_version"},
    {"tls_1_3", "127.0.0.1", errc(), "TLSv1.3", ""}, // an address is not sent as a name
    {"address_only", "127.0.0.1", errc(), "TLSv1.3", ""},
    {"address_only", "localhost", errc::peer_not_trusted, "(it is for IP 127.0.0.1)", "another host name"},
    {"address_as_name", "127.0.0.1", errc::peer_not_trusted, "(it is for 127.0.0.1)", "another host name"},
    {"wildcard", "a.wild.example", errc(), "TLSv1.3 a.wild.example", ""},
    {"wildcard", "a.b.wild.example", errc::peer_not_trusted, "(it is for *.wild.example)", "another host name"},
    {"wildcard", "wild.example", errc::peer_not_trusted, "(it is for *.wild.example)", "another host name"},
    {"wildcard", "awild.example", errc::peer_not_trusted, "(it is for *.wild.example)", "another host name"},
    {"other_host", "localhost", errc::peer_not_trusted, "(it is for other.example)", "another host name"},
    {"common_name_only", "localhost", errc::peer_not_trusted, "no subjectAltName", "subject (CN) does not count"},
    {"expired", "localhost", errc::peer_not_trusted, "expired", "needs a new certificate"},
    {"not_yet_valid", "localhost", errc::peer_not_trusted, "not yet valid", "clock is behind"},
    {"self_signed", "localhost", errc::peer_not_trusted, "self-signed", "certificate itself"},
    {"untrusted", "localhost", errc::peer_not_trusted, "local issuer", "issuing authority"},
    {"weak_key", "localhost", errc::peer_not_trusted, "key too weak", "stronger key"},
    {"good", "localhost", errc(), "TLSv1.3 localhost", ""},
    {"revoked", "localhost", errc::peer_not_trusted, "certificate revoked (the stapled response says so)",
     "has revoked"},
    {"unsigned_status", "localhost", errc::peer_not_trusted, "not signed by", "a new OCSP response"},
    {"others_status", "localhost", errc::peer_not_trusted, "for another certificate", "a new OCSP response"},
    {"demanding", "localhost", errc(), "TLSv1.3 localhost", ""},
    {"demanding_none", "localhost", errc::peer_not_trusted, "demands a stapled response",
     "stapling has to be turned on"},
};

std::uint16_t port_of(char const* server)
{
    return http::parse_absolute_url(peer("/nginx/" + std::string(server)), "url").value().origin.port;
}

/// The requests that nginx has had on the port of `server`.
std::size_t requests_at(char const* server)
{
    std::ifstream log(file("matrix.log"));
    auto const port = std::to_string(port_of(server)) + " ";
    std::size_t count = 0;
    for (std::string line; std::getline(log, line);)
        count += line.starts_with(port) ? 1 : 0;
    return count;
}

/// One exchange with `server` under the name `host`.
cg::result<http::response> exchange_with(char const* server, char const* host, http::tls_options tls = trust())
{
    pool_test::recording_proxy const proxy(port_of(server));
    http::pool_options options;
    options.tls = std::move(tls);
    options.proxy = proxy.options();
    std::optional<cg::result<http::response>> out;
    run_with(std::move(options), [&](http::transport& transport) -> asio::awaitable<void> {
        out.emplace(co_await call(
            transport, "https://" + std::string(host) + ":" + std::to_string(port_of(server)) + "/small"));
    });
    return std::move(out).value();
}

std::string session_of(http::response const& reply) { return field(reply, "x-session"); }

} // namespace

BOOST_AUTO_TEST_CASE(trusted_servers_are_accepted_and_others_receive_an_alert)
{
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.server << " as " << row.host)
        {
            auto const before = requests_at(row.server);
            auto const ended = exchange_with(row.server, row.host);
            auto const seen = requests_at(row.server) - before;
            if (row.code == errc()) {
                BOOST_REQUIRE_MESSAGE(ended.has_value(), (ended ? "" : to_string(ended.error())));
                BOOST_TEST(ended->status == 200u);
                BOOST_TEST(field(*ended, "x-tls") == row.detail);
                BOOST_TEST(seen == 1u);
                continue;
            }
            BOOST_REQUIRE(!ended.has_value());
            auto const& error = ended.error();
            BOOST_TEST((error.code == row.code), to_string(error));
            BOOST_TEST(error.diagnostics.detail.find(row.detail) != std::string::npos, to_string(error));
            BOOST_TEST(error.diagnostics.detail.find(row.host) != std::string::npos, to_string(error));
            BOOST_REQUIRE(error.diagnostics.hints.size() == 1u);
            BOOST_TEST(error.diagnostics.hints[0].find(row.hint) != std::string::npos, to_string(error));
            BOOST_TEST(!error.diagnostics.request_may_have_been_sent);
            BOOST_TEST(seen == 0u);
            BOOST_TEST_MESSAGE(to_string(error));
        }
}

BOOST_AUTO_TEST_CASE(trust_and_versions_are_settings_of_the_pool)
{
    // the system trusts nobody of ours
    auto const stranger = exchange_with("tls_1_3", "localhost", http::tls_options());
    BOOST_TEST((stranger.error().code == errc::peer_not_trusted), to_string(stranger.error()));
    auto newest = trust();
    newest.minimum_version = http::tls_version::tls_1_3;
    auto const older = exchange_with("tls_1_2", "localhost", newest);
    BOOST_TEST((older.error().code == errc::tls_failed), to_string(older.error()));
    BOOST_TEST(to_string(older.error()).find("tls.minimum_version") != std::string::npos, to_string(older.error()));
    BOOST_TEST(exchange_with("tls_1_3", "localhost", newest).has_value());
    // the very certificate, trusted by itself
    auto only = trust();
    only.trust_file = file("server_self_signed.pem");
    BOOST_TEST(exchange_with("self_signed", "localhost", only).has_value());
}

BOOST_AUTO_TEST_CASE(mutual_tls)
{
    auto const without = exchange_with("mutual", "localhost");
    BOOST_REQUIRE(without.has_value()); // nginx refuses in HTTP
    BOOST_TEST(without->status == 400u);
    BOOST_TEST(without->body.find("No required SSL certificate was sent") != std::string::npos);

    auto known = trust();
    known.client_certificate = client_certificate("rsa");
    auto const with = exchange_with("mutual", "localhost", known);
    BOOST_REQUIRE(with.has_value());
    BOOST_TEST(with->status == 200u);
    auto const fingerprint = boost::json::parse(with->body).at("fingerprint").as_string();
    BOOST_TEST(http::equals_ignoring_case(fingerprint, known.client_certificate->thumbprint_sha1()));

    auto other = trust();
    other.client_certificate = client_certificate("unknown");
    auto const unknown = exchange_with("mutual", "localhost", other);
    BOOST_REQUIRE(unknown.has_value());
    BOOST_TEST(unknown->status == 400u);
    BOOST_TEST(unknown->body.find("SSL certificate error") != std::string::npos);
}

// the server closes every connection after one request
BOOST_AUTO_TEST_CASE(sessions_are_resumed)
{
    for (char const* const server : {"single", "single_1_2"})
        run([&](http::transport& transport) -> asio::awaitable<void> {
            for (int count = 0; count < 5; ++count) {
                auto const result = co_await call(transport, peer("/nginx/" + std::string(server)) + "/small");
                BOOST_REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_string(result.error())));
                BOOST_TEST(session_of(*result) == (count == 0 ? "." : "r"), server);
            }
        });
}

BOOST_AUTO_TEST_SUITE_END()
