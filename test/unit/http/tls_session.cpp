#include "raw_server.hpp"

#include <cloud_governance/http/impl/tls/tls_session.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(http_tls_session)

namespace http = cloud_governance::http;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;
using http::detail::tls_session;
using status = tls_session::status;

namespace {

testing::certificate_authority const& authority()
{
    static testing::certificate_authority const made;
    return made;
}

http::tls_options trust(testing::certificate_authority const& whom = authority())
{
    http::tls_options out;
    out.use_system_trust = false;
    out.trust_pem = whom.pem();
    return out;
}

testing::certificate_pem issue(std::vector<std::string> names, std::vector<std::string> addresses = {})
{
    testing::certificate_settings settings;
    settings.key = testing::certificate_key::ec_p256;
    settings.dns_names = std::move(names);
    settings.ip_addresses = std::move(addresses);
    return authority().issue("CN=www.cn-only.example", settings);
}

/// A server in memory, and a session with it.
class bench {
public:
    bench(raw::tls_settings const& server, http::tls_options const& client, std::string const& host)
        : server_context_(raw::make_server_context(server)), server_(SSL_new(server_context_.get())),
          client_context_(http::detail::make_tls_context(client)), client(client_context_.get(), host)
    {
        SSL_set_bio(server_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(server_.get());
    }

    /// Done, or failed.
    status shake_hands()
    {
        auto ended = client.handshake();
        for (int i = 0; i < 10 && ended == status::want_input; ++i) {
            to_server();
            server_done = SSL_do_handshake(server_.get()) == 1;
            ERR_clear_error();
            feed();
            ended = client.handshake();
        }
        to_server();
        server_done = SSL_do_handshake(server_.get()) == 1;
        ERR_clear_error();
        return ended;
    }

    /// What the client has to say goes to the server; its application data is returned.
    std::string to_server()
    {
        BIO_write(SSL_get_rbio(server_.get()), client.output().data(), static_cast<int>(client.output().size()));
        client.output().clear();
        if (!server_done)
            return {};
        char buffer[1024];
        int const size = SSL_read(server_.get(), buffer, sizeof buffer);
        ERR_clear_error();
        return std::string(buffer, size > 0 ? static_cast<std::size_t>(size) : 0);
    }

    /// What the server has to say goes to the client.
    void feed()
    {
        char buffer[16 * 1024];
        int const size = BIO_read(SSL_get_wbio(server_.get()), buffer, sizeof buffer);
        arrived_.assign(buffer, buffer + (std::max)(size, 0));
        client.feed(arrived_.data(), arrived_.size());
    }

    SSL* server() { return server_.get(); }

private:
    raw::server_context server_context_;
    std::unique_ptr<SSL, raw::detail::free_openssl> server_;
    http::detail::tls_context client_context_;
    std::vector<char> arrived_;

public:
    tls_session client;
    bool server_done = false;
};

cloud_governance::error_code
judge(raw::tls_settings const& server, std::string const& host, http::tls_options const& client = trust())
{
    bench at(server, client, host);
    if (at.shake_hands() == status::done) {
        BOOST_TEST(at.server_done);
        return {};
    }
    auto const refused = at.client.failure_of_handshake(host);
    BOOST_TEST(refused.diagnostics.detail.find(host) != std::string::npos);
    BOOST_TEST(!at.server_done);
    BOOST_TEST(ERR_peek_error() == 0UL);
    return refused.code;
}

raw::tls_settings with(testing::certificate_pem identity)
{
    raw::tls_settings out;
    out.identity = std::move(identity);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_host_name_is_looked_for_in_the_alternative_names_only)
{
    struct row {
        std::vector<std::string> names;
        std::vector<std::string> addresses;
        char const* host;
        bool accepted;
    };
    for (auto const& [names, addresses, host, accepted] : std::vector<row>{
             {{"api.example"}, {}, "api.example", true},
             {{"API.Example"}, {}, "api.example", true},
             {{"other.example", "api.example"}, {}, "api.example", true},
             {{"other.example"}, {}, "api.example", false},
             {{"api.example"}, {}, "api.example.evil.test", false},
             {{"example"}, {}, "api.example", false},
             {{"*.service.example"}, {}, "api.service.example", true},
             {{"*.service.example"}, {}, "service.example", false},
             {{"*.service.example"}, {}, "a.b.service.example", false},
             {{"a*.service.example"}, {}, "api.service.example", false},
             {{"*"}, {}, "api", false},
             {{"*.example"}, {}, "api.example", false},
             {{}, {}, "www.cn-only.example", false}, // the subject's name does not count
             {{"other.example"}, {}, "www.cn-only.example", false},
             {{}, {"127.0.0.1"}, "127.0.0.1", true},
             {{}, {"127.0.0.2"}, "127.0.0.1", false},
             {{"127.0.0.1"}, {}, "127.0.0.1", false},
             {{}, {"::1"}, "::1", true},
             {{}, {"127.0.0.1"}, "localhost", false}})
        BOOST_TEST_CONTEXT(host << " accepted " << accepted << " first name " << (names.empty() ? "" : names[0]))
        {
            auto const code = judge(with(issue(names, addresses)), host);
            BOOST_TEST((accepted ? !code : code == errc::peer_not_trusted), code.message());
        }
}

BOOST_AUTO_TEST_CASE(the_server_name_is_sent_for_names_but_not_for_addresses)
{
    bench named(with(issue({"api.example"})), trust(), "api.example");
    BOOST_TEST((named.shake_hands() == status::done));
    BOOST_TEST(std::string(SSL_get_servername(named.server(), TLSEXT_NAMETYPE_host_name)) == "api.example");
    bench numbered(with(issue({}, {"127.0.0.1"})), trust(), "127.0.0.1");
    BOOST_TEST((numbered.shake_hands() == status::done));
    BOOST_TEST((SSL_get_servername(numbered.server(), TLSEXT_NAMETYPE_host_name) == nullptr));
}

BOOST_AUTO_TEST_CASE(an_untrusted_server_is_refused)
{
    testing::certificate_authority const stranger("CN=testing authority");
    auto const good = with(issue({"api.example"}));
    BOOST_TEST((judge(good, "api.example", trust(stranger)) == errc::peer_not_trusted));
    http::tls_options nobody;
    nobody.use_system_trust = false;
    BOOST_TEST((judge(good, "api.example", nobody) == errc::peer_not_trusted));
    http::tls_options system_only;
    BOOST_TEST((judge(good, "api.example", system_only) == errc::peer_not_trusted));
    auto both = trust(stranger);
    both.trust_pem += authority().pem();
    BOOST_TEST(!judge(good, "api.example", both));

    testing::certificate_settings settings;
    settings.key = testing::certificate_key::ec_p256;
    settings.dns_names = {"api.example"};
    settings.valid_from = std::chrono::hours(-3);
    settings.valid_until = std::chrono::hours(-1);
    BOOST_TEST((judge(with(authority().issue("CN=a", settings)), "api.example") == errc::peer_not_trusted));
    settings.valid_from = std::chrono::hours(1);
    settings.valid_until = std::chrono::hours(3);
    BOOST_TEST((judge(with(authority().issue("CN=a", settings)), "api.example") == errc::peer_not_trusted));
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_the_certificate_is_for)
{
    auto const detail = [](std::vector<std::string> names, std::vector<std::string> addresses) {
        bench at(with(issue(std::move(names), std::move(addresses))), trust(), "api.example");
        BOOST_TEST((at.shake_hands() == status::failed));
        return at.client.failure_of_handshake("api.example").diagnostics.detail;
    };
    auto const ends_with = [](std::string const& text, char const* end) { return text.ends_with(end); };
    BOOST_TEST(ends_with(detail({"other.example"}, {}), "(it is for other.example)"));
    BOOST_TEST(ends_with(detail({}, {"10.0.0.1"}), "(it is for IP 10.0.0.1)"));
    BOOST_TEST(ends_with(detail({}, {"::1"}), "(it is for IP 0000:0000:0000:0000:0000:0000:0000:0001)"));
    BOOST_TEST(ends_with(detail({}, {}), "(it has no subjectAltName)"));
    BOOST_TEST(ends_with(detail({"a", "b", "c", "d", "e", "f"}, {}), "(it is for a, b, c, d, e, …)"));
    BOOST_TEST(ends_with(detail({std::string(60, 'a') + ".\x1b"}, {}), ".\\x1b)"));
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_to_check)
{
    bench wrong_name(with(issue({"other.example"})), trust(), "api.example");
    wrong_name.shake_hands();
    auto const named = wrong_name.client.failure_of_handshake("api.example");
    BOOST_TEST(named.diagnostics.hints.front().find("host name") != std::string::npos);
    testing::certificate_authority const stranger;
    bench unknown(with(issue({"api.example"})), trust(stranger), "api.example");
    unknown.shake_hands();
    BOOST_TEST(
        unknown.client.failure_of_handshake("api.example").diagnostics.hints.front().find("trust_pem") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(versions)
{
    auto server = with(issue({"api.example"}));
    server.lowest = server.highest = TLS1_2_VERSION;
    BOOST_TEST(!judge(server, "api.example"));
    auto newest = trust();
    newest.minimum_version = http::tls_version::tls_1_3;
    BOOST_TEST((judge(server, "api.example", newest) == errc::tls_failed));
    server.lowest = server.highest = TLS1_3_VERSION;
    BOOST_TEST(!judge(server, "api.example"));
    BOOST_TEST(!judge(server, "api.example", newest));
    for (int old : {TLS1_VERSION, TLS1_1_VERSION}) {
        server.lowest = server.highest = old;
        BOOST_TEST((judge(server, "api.example") == errc::tls_failed), old);
    }
}

BOOST_AUTO_TEST_CASE(a_key_update_that_asks_for_another_does_not_break_the_connection)
{
    bench at(with(issue({"api.example"})), trust(), "api.example");
    BOOST_TEST_REQUIRE((at.shake_hands() == status::done));
    SSL_key_update(at.server(), SSL_KEY_UPDATE_REQUESTED);
    SSL_write(at.server(), "reply", 5);
    at.feed();
    char buffer[16];
    std::size_t size = 0;
    BOOST_TEST((at.client.read(buffer, sizeof buffer, size) == status::done));
    BOOST_TEST(std::string(buffer, size) == "reply");
    BOOST_TEST((at.client.read(buffer, sizeof buffer, size) == status::want_input));
    for (char const* text : {"request", "another"}) {
        BOOST_TEST((at.client.write(text) == status::done));
        BOOST_TEST(at.to_server() == text);
    }
}

BOOST_AUTO_TEST_CASE(data_on_an_idle_connection_is_handled)
{
    {
        bench tickets(with(issue({"api.example"})), trust(), "api.example");
        BOOST_TEST((tickets.shake_hands() == status::done));
        tickets.feed();
        BOOST_TEST(tickets.client.only_handshake_data());
    }
    {
        bench data(with(issue({"api.example"})), trust(), "api.example");
        BOOST_TEST((data.shake_hands() == status::done));
        SSL_write(data.server(), "x", 1);
        data.feed();
        BOOST_TEST(!data.client.only_handshake_data());
    }
    {
        bench end(with(issue({"api.example"})), trust(), "api.example");
        BOOST_TEST((end.shake_hands() == status::done));
        SSL_shutdown(end.server());
        end.feed();
        BOOST_TEST(!end.client.only_handshake_data());
    }
    {
        bench garbage(with(issue({"api.example"})), trust(), "api.example");
        BOOST_TEST((garbage.shake_hands() == status::done));
        garbage.feed();
        BOOST_TEST(garbage.client.only_handshake_data());
        garbage.client.feed("\x17\x03\x03\x00\x20 0123456789012345678901234567890", 37);
        BOOST_TEST(!garbage.client.only_handshake_data());
        BOOST_TEST(ERR_peek_error() == 0UL);
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_verified_is_refused)
{
    auto const context = http::detail::make_tls_context(trust());
    BOOST_CHECK_THROW(tls_session(context.get(), std::string("a\0b", 3)), cloud_governance::failure);
    BOOST_CHECK_THROW(tls_session(context.get(), std::string(300, 'a')), cloud_governance::failure);
    BOOST_TEST(ERR_peek_error() == 0UL);
}

BOOST_AUTO_TEST_SUITE_END()
