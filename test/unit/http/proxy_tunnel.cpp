#include "pool_run.hpp"
#include "recording_proxy.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(http_proxy_tunnel)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;
using namespace std::chrono_literals;
using pool_test::authority;
using pool_test::describe;
using pool_test::exchange;
using pool_test::recording_proxy;

namespace {

/// A name that this machine cannot look up: who reaches it has asked the proxy to.
constexpr char const* host = "api.example";

/// An origin over TLS that notes its requests.
class origin_server {
public:
    explicit origin_server(std::vector<std::string> names = {host}, std::vector<std::string> addresses = {})
        : server(
              [this](raw::peer& client) {
                  while (auto const request = client.read_request()) {
                      server.note(*request);
                      client.reply("hello");
                  }
              },
              tls(std::move(names), std::move(addresses)))
    {
    }

    http::request request(std::string target = "/") const
    {
        http::request out;
        out.origin = server.origin(host);
        out.target = std::move(target);
        out.fields.add("Authorization", "Bearer origin-canary");
        return out;
    }

    std::uint16_t port() const { return server.origin().port; }

    raw::server server;

private:
    static raw::tls_settings tls(std::vector<std::string> names, std::vector<std::string> addresses)
    {
        testing::certificate_settings settings;
        settings.key = testing::certificate_key::ec_p256;
        settings.dns_names = std::move(names);
        settings.ip_addresses = std::move(addresses);
        raw::tls_settings out;
        out.identity = authority().issue("CN=origin", settings);
        return out;
    }
};

http::pool_options through(http::proxy_options proxy)
{
    auto out = pool_test::options();
    out.proxy = std::move(proxy);
    return out;
}

http::pool_options with_credentials(recording_proxy const& proxy)
{
    auto out = through(proxy.options());
    out.proxy.username = "someone";
    out.proxy.password = "proxy-canary";
    return out;
}

/// One exchange over a pool of its own, which must fail.
cloud_governance::error error_of(http::pool_options const& options, http::request const& request)
{
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), options);
    auto ended = exchange(io, pool, request);
    BOOST_TEST_REQUIRE(!ended.has_value());
    BOOST_TEST(!ended.error().diagnostics.request_may_have_been_sent);
    BOOST_TEST(describe(ended).find("canary") == std::string::npos, describe(ended));
    BOOST_TEST(pool.current_state().idle == 0U);
    BOOST_TEST(pool.current_state().busy == 0U);
    return ended.error();
}

/// What is behind the proxy's answer `answer`, when the origin must have seen nothing.
cloud_governance::error error_after(std::string answer)
{
    origin_server const origin;
    recording_proxy const proxy(origin.port(), std::move(answer));
    auto reason = error_of(with_credentials(proxy), origin.request());
    BOOST_TEST(origin.server.notes().empty());
    BOOST_TEST(reason.diagnostics.http_status == 0U); // which is a service's
    BOOST_TEST(
        reason.diagnostics.detail.find("proxy " + proxy.server.origin().host_field()) != std::string::npos,
        to_string(reason));
    return reason;
}

} // namespace

BOOST_AUTO_TEST_CASE(credentials_of_proxy_and_origin_do_not_cross)
{
    origin_server const origin;
    recording_proxy const proxy(origin.port());
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), with_credentials(proxy));
    for (int i = 0; i < 3; ++i) {
        auto const ended = exchange(io, pool, origin.request("/secret-path"));
        BOOST_TEST_REQUIRE(ended.has_value(), describe(ended));
        BOOST_TEST(ended->body == "hello");
    }
    // the one request that the proxy sees, in full
    auto const authority = std::string(host) + ":" + std::to_string(origin.port());
    auto const seen = proxy.server.notes();
    BOOST_TEST_REQUIRE(seen.size() == 1U);
    BOOST_TEST(
        seen[0] == "CONNECT " + authority + " HTTP/1.1\r\nUser-Agent: cloud-governance-cpp/" +
                       CLOUD_GOVERNANCE_VERSION_STRING + "\r\nHost: " + authority +
                       "\r\nProxy-Authorization: Basic c29tZW9uZTpwcm94eS1jYW5hcnk=\r\n\r\n");
    auto const all = proxy.received();
    BOOST_TEST(all.size() > seen[0].size() + 100); // the tunnel's bytes are among them
    for (char const* word : {"canary", "Bearer", "secret-path"})
        BOOST_TEST(all.find(word) == std::string::npos, word);
    auto const requests = origin.server.notes();
    BOOST_TEST(requests.size() == 3U);
    for (auto const& request : requests) {
        BOOST_TEST(request.find("Authorization: Bearer origin-canary\r\n") != std::string::npos);
        BOOST_TEST(request.find("Proxy-") == std::string::npos);
        BOOST_TEST(request.find("c29tZW9uZTpwcm94eS1jYW5hcnk=") == std::string::npos);
        BOOST_TEST(request.find("Host: " + authority + "\r\n") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(without_credentials_none_are_sent)
{
    origin_server const origin;
    recording_proxy const proxy(origin.port());
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), through(proxy.options()));
    auto const ended = exchange(io, pool, origin.request());
    BOOST_TEST(ended.has_value(), describe(ended));
    BOOST_TEST(proxy.received().find("Proxy-Authorization") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_certificate_must_belong_to_the_origin)
{
    // the proxy's own name and address, and nobody's
    origin_server const origin({"localhost"}, {"127.0.0.1"});
    recording_proxy const proxy(origin.port());
    auto const reason = error_of(with_credentials(proxy), origin.request());
    BOOST_TEST((reason.code == errc::peer_not_trusted), to_string(reason));
    BOOST_TEST(reason.diagnostics.detail.find(host) != std::string::npos);
    BOOST_TEST(origin.server.notes().empty());
    BOOST_TEST(proxy.server.notes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(hosts_named_in_no_proxy_are_reached_directly)
{
    origin_server const origin({"localhost"});
    recording_proxy const proxy(origin.port());
    auto options = with_credentials(proxy);
    auto request = origin.request();
    request.origin.host = "localhost";
    for (bool exempt : {true, false}) {
        options.proxy.no_proxy = exempt ? "localhost" : "other.example";
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), options);
        auto const ended = exchange(io, pool, request);
        BOOST_TEST(ended.has_value(), describe(ended));
        BOOST_TEST(proxy.server.connections() == (exempt ? 0U : 1U));
    }
}

BOOST_AUTO_TEST_CASE(plain_http_does_not_go_through_the_proxy)
{
    raw::server origin([](raw::peer& client) {
        while (client.read_request())
            client.reply("");
    });
    recording_proxy const proxy(origin.origin().port);
    asio::io_context io;
    http::connection_pool pool(io.get_executor(), with_credentials(proxy));
    BOOST_TEST(exchange(io, pool, pool_test::get(origin)).has_value());
    BOOST_TEST(proxy.server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(other_replies_of_the_proxy_open_no_tunnel)
{
    struct row {
        std::string answer;
        errc code;
    };
    // bodies that would be a fine reply of the origin
    std::string const body = "Content-Length: 5\r\n\r\nhello";
    row const rows[] = {
        {"HTTP/1.1 403 Forbidden\r\n" + body, errc::proxy_refused},
        {"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n" + body, errc::proxy_refused},
        {"HTTP/1.0 400 Bad Request\r\n\r\n", errc::proxy_refused},
        {"HTTP/1.1 503 Service Unavailable\r\n" + body, errc::connect_failed},
        {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n" + body,
         errc::proxy_authentication_required},
        {"HTTP/1.1 101 Switching Protocols\r\n\r\n", errc::invalid_http_response},
        {"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n" + body, errc::proxy_refused}, // a reply in the origin's place
        {"HTTP/1.1 200 OK\r\n" + body, errc::proxy_refused},
        {"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x03", errc::proxy_refused}, // TLS in which the server begins
        {"SSH-2.0-OpenSSH\r\n\r\n", errc::invalid_http_response},
        {"\x15\x03\x03\x02\x02\x28\r\n\r\n", errc::invalid_http_response},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'), errc::response_too_large},
        {"HTTP/1.1 200 OK\r\n" +
             [] {
                 std::string fields;
                 for (int i = 0; i < 101; ++i)
                     fields += "X: y\r\n";
                 return fields;
             }() +
             "\r\n",
         errc::response_too_large},
        {[] {
             std::string interim;
             for (int i = 0; i < 11; ++i)
                 interim += "HTTP/1.1 100 Continue\r\n\r\n";
             return interim;
         }(),
         errc::invalid_http_response}};
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(cloud_governance::printable(row.answer, 40))
        {
            auto const reason = error_after(row.answer);
            BOOST_TEST((reason.code == row.code), to_string(reason));
        }
}

BOOST_AUTO_TEST_CASE(a_successful_reply_opens_the_tunnel)
{
    for (char const* answer :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", // no body follows (RFC 9110 section 9.3.6)
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"}) {
        origin_server const origin;
        recording_proxy const proxy(origin.port(), answer);
        asio::io_context io;
        http::connection_pool pool(io.get_executor(), with_credentials(proxy));
        auto const ended = exchange(io, pool, origin.request());
        BOOST_TEST(ended.has_value(), answer << describe(ended));
        BOOST_TEST(pool.current_state().idle == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_truncated_reply_of_the_proxy_is_an_error)
{
    for (char const* begin : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nX: y\r\n"})
        for (bool reset : {false, true}) {
            raw::server proxy([&](raw::peer& client) {
                client.read_request();
                client.write(begin);
                if (reset)
                    client.reset();
            });
            origin_server const origin;
            http::proxy_options options;
            options.url = proxy.origin().to_string();
            auto const reason = error_of(through(options), origin.request());
            BOOST_TEST((reason.code == errc::connection_closed), to_string(reason));
            BOOST_TEST(reason.diagnostics.detail.find("proxy 127.0.0.1") != std::string::npos, to_string(reason));
        }
}

BOOST_AUTO_TEST_CASE(an_unreachable_proxy_is_an_error_of_connecting)
{
    http::proxy_options gone;
    {
        raw::server const proxy([](raw::peer&) {});
        gone.url = proxy.origin().to_string();
    }
    origin_server const origin;
    auto reason = error_of(through(gone), origin.request());
    BOOST_TEST((reason.code == errc::connect_failed), to_string(reason));
    BOOST_TEST(reason.diagnostics.detail.find("proxy 127.0.0.1") != std::string::npos, to_string(reason));
    gone.url = "http://no-such-proxy.invalid:3128";
    reason = error_of(through(gone), origin.request());
    BOOST_TEST((reason.code == errc::resolve_failed), to_string(reason));
    BOOST_TEST(reason.diagnostics.detail.find("proxy no-such-proxy.invalid") != std::string::npos, to_string(reason));
}

BOOST_AUTO_TEST_CASE(a_silent_proxy_times_out)
{
    constexpr auto enough_to_connect = 250ms; // on a busy machine
    for (char const* begin : {"", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"})
        for (bool by_deadline : {false, true}) {
            raw::server proxy([&](raw::peer& client) {
                client.read_request();
                client.write(begin);
                client.wait_for_end();
            });
            origin_server const origin;
            http::proxy_options proxy_options;
            proxy_options.url = proxy.origin().to_string();
            auto options = through(proxy_options);
            auto request = origin.request();
            if (by_deadline)
                request.deadline = std::chrono::steady_clock::now() + enough_to_connect;
            else
                options.connect_timeout = enough_to_connect;
            auto const reason = error_of(options, request);
            BOOST_TEST((reason.code == errc::timed_out), to_string(reason));
            BOOST_TEST(reason.diagnostics.detail.find("too long to open a tunnel") != std::string::npos);
        }
}

BOOST_AUTO_TEST_CASE(a_handshake_in_the_tunnel_has_its_limit)
{
    raw::server silent([](raw::peer& client) { client.wait_for_end(); });
    recording_proxy const proxy(silent.origin().port);
    origin_server const origin;
    auto options = with_credentials(proxy);
    options.handshake_timeout = 30ms;
    auto const reason = error_of(options, origin.request());
    BOOST_TEST((reason.code == errc::timed_out), to_string(reason));
    BOOST_TEST(reason.diagnostics.detail.find("TLS handshake with api.example") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cancellation_ends_the_wait_for_the_proxy)
{
    for (bool destroy : {false, true}) {
        raw::server proxy([&](raw::peer& client) {
            client.read_request();
            proxy.note("asked");
            client.wait_for_end();
        });
        origin_server const origin;
        http::proxy_options options;
        options.url = proxy.origin().to_string();
        auto io = std::make_unique<asio::io_context>();
        std::optional<http::connection_pool> pool(std::in_place, io->get_executor(), through(options));
        auto const request = origin.request();
        asio::cancellation_signal signal;
        std::optional<pool_test::outcome> ended;
        asio::co_spawn(
            *io, pool->exchange(request),
            asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, pool_test::outcome result) {
                ended.emplace(std::move(result));
            }));
        while (proxy.notes().empty())
            io->run_one_for(1ms);
        if (destroy) {
            pool.reset();
            io.reset();
            BOOST_TEST(!ended.has_value());
            continue;
        }
        signal.emit(asio::cancellation_type::terminal);
        io->run();
        BOOST_TEST_REQUIRE(ended.has_value());
        BOOST_TEST((ended->error().code == errc::cancelled), describe(*ended));
        BOOST_TEST(pool->current_state().busy == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_request_cannot_inject_into_the_connect_request)
{
    origin_server const origin;
    recording_proxy const proxy(origin.port());
    auto credentials = origin.request();
    credentials.fields.add("proxy-authorization", "Basic canary");
    auto tunnel = origin.request();
    tunnel.method = http::verb::connect;
    for (auto const& request : {credentials, tunnel}) {
        auto const reason = error_of(with_credentials(proxy), request);
        BOOST_TEST((reason.code == errc::invalid_argument), to_string(reason));
    }
    for (char const* bad : {"a HTTP/1.1\r\nX: y", "a b", "a\nb", "a/b", "a@b", "\xc3\xbc", "a\x7f"}) {
        auto request = origin.request();
        request.origin.host = bad;
        auto const reason = error_of(with_credentials(proxy), request);
        BOOST_TEST((reason.code == errc::invalid_argument), to_string(reason));
    }
    BOOST_TEST(proxy.server.connections() == 0U);
    BOOST_TEST(origin.server.connections() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
