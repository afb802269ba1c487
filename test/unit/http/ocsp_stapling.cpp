// What a server staples about its certificate (OCSP), and what becomes of the connection.
#include "ocsp_responses.hpp"
#include "pool_run.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(http_ocsp_stapling)

namespace http = cloud_governance::http;
namespace asio = boost::asio;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;
using ocsp_test::answer;
using pool_test::describe;
using pool_test::exchange;
using pool_test::get;
using namespace std::chrono_literals;

namespace {

ocsp_test::authority const& authority()
{
    static ocsp_test::authority const made;
    return made;
}

/// One exchange with a server that has the certificate and staples the response, unless it is empty.
class trial {
public:
    trial(testing::certificate_pem identity, std::string const& response, int version = TLS1_3_VERSION)
    {
        raw::tls_settings tls;
        tls.identity = std::move(identity);
        tls.lowest = tls.highest = version;
        tls.adjust = [&](SSL_CTX* context) { ocsp_test::staple(context, response); };
        raw::server server(
            [&](raw::peer& client) {
                while (client.read_request()) {
                    server.note("request");
                    client.reply("hello");
                }
            },
            tls);
        asio::io_context io;
        http::pool_options options;
        options.tls.use_system_trust = false;
        options.tls.trust_pem = authority().own.certificate;
        http::connection_pool pool(io.get_executor(), options);
        ended.emplace(exchange(io, pool, get(server)));
        requests = server.notes().size();
    }

    std::optional<pool_test::outcome> ended;
    std::size_t requests = 0;
};

void expect_reply(trial const& seen)
{
    BOOST_TEST(seen.ended->has_value(), describe(*seen.ended));
    BOOST_TEST(seen.requests == 1U);
}

/// Refused for the reason and with the advice, and the server has had nothing.
void expect_refusal(trial const& seen, char const* reason, char const* hint)
{
    BOOST_TEST_REQUIRE(!seen.ended->has_value());
    auto const& error = seen.ended->error();
    BOOST_TEST((error.code == errc::peer_not_trusted), describe(*seen.ended));
    BOOST_TEST(error.diagnostics.detail.find(reason) != std::string::npos, describe(*seen.ended));
    BOOST_TEST_REQUIRE(error.diagnostics.hints.size() == 1U);
    BOOST_TEST(error.diagnostics.hints[0].find(hint) != std::string::npos, describe(*seen.ended));
    BOOST_TEST(!error.diagnostics.request_may_have_been_sent);
    BOOST_TEST(seen.requests == 0U);
    BOOST_TEST(ERR_peek_error() == 0UL);
}

void expect_unusable(trial const& seen, char const* reason)
{
    expect_refusal(seen, reason, "fetch a new OCSP response");
}

} // namespace

BOOST_AUTO_TEST_CASE(good_revoked_and_unknown_certificates_are_told_apart)
{
    auto const identity = authority().issue();
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        expect_reply(trial(identity, "", version));
        expect_reply(trial(identity, authority().respond(identity), version));
        expect_refusal(
            trial(identity, authority().respond(identity, {.status = V_OCSP_CERTSTATUS_REVOKED}), version),
            "certificate of 127.0.0.1: certificate revoked (the stapled response says so)", "has revoked");
        expect_refusal(
            trial(identity, authority().respond(identity, {.status = V_OCSP_CERTSTATUS_UNKNOWN}), version),
            "unknown cert", "does not know");
    }
    // revoked stays revoked, and what it was named by does not matter
    expect_refusal(
        trial(
            identity,
            authority().respond(
                identity, {.status = V_OCSP_CERTSTATUS_REVOKED, .from = -3h, .until = -2h, .hash = EVP_sha256()})),
        "certificate revoked", "has revoked");
    expect_reply(trial(identity, authority().respond(identity, {.hash = EVP_sha256()})));
}

BOOST_AUTO_TEST_CASE(a_response_is_used_within_its_validity_only)
{
    auto const identity = authority().issue();
    auto const at = [&](std::chrono::seconds from, std::optional<std::chrono::seconds> until) {
        return trial(identity, authority().respond(identity, {.from = from, .until = until}));
    };
    expect_unusable(at(-2h, -1h), "has expired");
    expect_unusable(at(1h, 2h), "not valid yet");
    // clocks may differ by a few minutes
    expect_reply(at(-2h, -1min));
    expect_reply(at(1min, 2h));
    // without an end it counts for a day
    expect_reply(at(-23h, std::nullopt));
    expect_unusable(at(-25h, std::nullopt), "has expired");
}

BOOST_AUTO_TEST_CASE(only_the_issuer_may_sign_and_only_for_its_certificate)
{
    auto const identity = authority().issue();
    auto const another = authority().issue();
    expect_unusable(trial(identity, authority().respond(another)), "for another certificate");

    // the authority may let others sign, by a certificate that is for that and nothing else
    auto const delegate = authority().issue({{NID_ext_key_usage, "OCSPSigning"}}, "CN=responder");
    expect_reply(trial(identity, authority().respond(identity, {}, &delegate)));
    expect_unusable(trial(identity, authority().respond(identity, {}, &another)), "not signed by");
    // the server may not answer for itself
    expect_unusable(trial(identity, authority().respond(identity, {}, &identity)), "not signed by");
    ocsp_test::authority const stranger;
    expect_unusable(trial(identity, authority().respond(identity, {}, &stranger.own)), "not signed by");
    auto damaged = authority().respond(identity);
    damaged[damaged.find("20") + 1] = '1'; // a time of another century
    expect_unusable(trial(identity, damaged), "not signed by");
}

BOOST_AUTO_TEST_CASE(data_that_is_no_response_is_refused)
{
    auto const identity = authority().issue();
    expect_unusable(trial(identity, "not OCSP"), "cannot be read");
    auto cut = authority().respond(identity);
    cut.pop_back();
    expect_unusable(trial(identity, cut), "cannot be read");
    // the responder had a problem, of which the server is not guilty
    expect_reply(trial(identity, ocsp_test::authority::problem()));
}

BOOST_AUTO_TEST_CASE(a_certificate_may_demand_a_stapled_response)
{
    auto const identity = authority().issue({{NID_tlsfeature, "status_request"}});
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        expect_reply(trial(identity, authority().respond(identity), version));
        for (auto const& none : {std::string(), ocsp_test::authority::problem()})
            expect_refusal(
                trial(identity, none, version), "it demands a stapled response", "stapling has to be turned on");
    }
    // another feature is another matter
    expect_reply(trial(authority().issue({{NID_tlsfeature, "status_request_v2"}}), ""));
}

BOOST_AUTO_TEST_SUITE_END()
