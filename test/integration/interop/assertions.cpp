// Client assertions as oidc-provider judges them. The token request around them is written out here, so that it is the
// assertion alone that is on trial.
#include "over_network.hpp"

#include <cloud_governance/identity/client_assertion.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(interop_assertions)

using namespace interop;
namespace identity = cg::identity;
namespace json = boost::json;
using cg::signature_algorithm;

namespace {

std::string const main_issuer() { return peer("/issuer/main"); }
std::string token_endpoint(std::string const& issuer) { return issuer + "/connect/token"; }

// what the provider says to the assertion, and what it wrote down about it
class verdict {
public:
    verdict() = default;
    unsigned status = 0;
    std::string body;
    std::string reasons;
    bool has_reason(std::string_view text) const { return reasons.find(text) != std::string::npos; }
};

asio::awaitable<void>
judge_over(http::transport& transport, std::string issuer, std::vector<std::string> assertions, verdict& last)
{
    for (auto const& assertion : assertions) {
        std::string body = "grant_type=client_credentials&client_assertion_type=";
        http::append_percent_encoded(body, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        body += "&scope=" + peer("/scope") + "&client_assertion=" + assertion;
        auto request = make_request(token_endpoint(issuer), http::verb::post, body);
        request.fields.add("Content-Type", "application/x-www-form-urlencoded");
        auto const result = co_await transport.exchange(request);
        BOOST_REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_string(result.error())));
        last.status = result->status;
        last.body = result->body;
    }
    auto const origin = http::parse_absolute_url(issuer, "issuer")->origin.to_string();
    last.reasons = (co_await call(transport, origin + "/.test/rejections")).value().body;
}

// the verdict on the last of some assertions that are presented in a row
verdict judge(std::string const& issuer, std::vector<std::string> const& assertions)
{
    verdict last;
    run([&](http::transport& transport) { return judge_over(transport, issuer, assertions, last); });
    BOOST_TEST_MESSAGE(last.status << " " << last.reasons);
    return last;
}

void check_accepted(verdict const& last)
{
    BOOST_TEST(last.status == 200u, last.body << last.reasons);
    BOOST_TEST(last.body.find("access_token") != std::string::npos);
}

// whatever is wrong with a client's credentials, the client is told the same
void check_refused(verdict const& last, std::string_view reason)
{
    BOOST_TEST(last.status == 401u);
    BOOST_TEST(json::parse(last.body).at("error").as_string() == "invalid_client");
    BOOST_TEST(last.has_reason(reason), last.reasons);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_algorithm_is_accepted)
{
    using enum signature_algorithm;
    struct signing_client {
        signature_algorithm algorithm;
        char const* name;
    };
    for (auto const& [algorithm, name] :
         {signing_client{rs256, "rsa"}, signing_client{rs384, "rsa"}, signing_client{rs512, "rsa"},
          signing_client{ps256, "rsa"}, signing_client{ps384, "rsa"}, signing_client{ps512, "rsa"},
          signing_client{es256, "p256"}, signing_client{es384, "p384"}, signing_client{es512, "p521"}}) {
        BOOST_TEST_CONTEXT(cg::to_string(algorithm))
        {
            identity::assertion_claims claims(name, token_endpoint(main_issuer()));
            claims.algorithm = algorithm;
            claims.username = "someone@contoso.com";
            check_accepted(judge(main_issuer(), {identity::make_client_assertion(client_certificate(name), claims)}));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_algorithm_that_is_not_the_registered_one)
{
    auto const certificate = client_certificate("rsa");
    identity::assertion_claims claims("only-ps256", token_endpoint(main_issuer()));
    check_refused(judge(main_issuer(), {identity::make_client_assertion(certificate, claims)}), "alg mismatch");
    claims.algorithm = signature_algorithm::ps256;
    check_accepted(judge(main_issuer(), {identity::make_client_assertion(certificate, claims)}));
}

// oidc-provider finds the key by `kid` when there is one, so it must be the one that the key was registered with
BOOST_AUTO_TEST_CASE(the_key_is_found_by_what_was_registered)
{
    auto const certificate = client_certificate("p256");
    identity::assertion_claims claims("p256", token_endpoint(main_issuer()));
    auto const with = [&](identity::key_id_form form) {
        claims.key_id = form;
        return judge(main_issuer(), {identity::make_client_assertion(certificate, claims)});
    };
    check_accepted(with(identity::key_id_form::sha1_hex));
    check_accepted(with(identity::key_id_form::none));
    claims.custom_key_id = certificate.thumbprint_sha1();
    check_accepted(with(identity::key_id_form::custom));
    check_refused(with(identity::key_id_form::sha1_base64url), "no applicable key found");
    claims.send_x5t_s256 = true;
    claims.send_x5c = true;
    claims.send_x5t = false;
    check_accepted(with(identity::key_id_form::sha1_hex));
}

BOOST_AUTO_TEST_CASE(audiences)
{
    auto const certificate = client_certificate("p256");
    auto const present = [&](std::string const& issuer, identity::assertion_form form) {
        identity::assertion_claims const claims("p256", std::move(form));
        return judge(issuer, {identity::make_client_assertion(certificate, claims)});
    };
    using identity::audience_profile;
    auto const of = [](audience_profile profile, std::string const& issuer) {
        return identity::form_of_assertion(profile, issuer, token_endpoint(issuer));
    };
    for (auto const& issuer : {main_issuer(), peer("/issuer/tenant"), peer("/nginx/identity")}) {
        check_accepted(present(issuer, of(audience_profile::compatible, issuer)));
        check_accepted(present(issuer, of(audience_profile::both, issuer)));
        check_accepted(present(issuer, of(audience_profile::strict, issuer)));
        identity::assertion_form elsewhere;
        elsewhere.audience = {"https://elsewhere.example/connect/token"};
        check_refused(present(issuer, elsewhere), "audience (aud) must equal");
        // the audience is compared character by character
        identity::assertion_form slash;
        slash.audience = {token_endpoint(issuer) + "/"};
        check_refused(present(issuer, slash), "audience (aud) must equal");
    }
    // FAPI 2.0: the issuer and nothing else
    auto const strict = peer("/issuer/strict");
    check_refused(present(strict, of(audience_profile::compatible, strict)), "issuer identifier");
    check_accepted(present(strict, of(audience_profile::strict, strict)));
}

BOOST_AUTO_TEST_CASE(times)
{
    auto const certificate = client_certificate("p256");
    auto const present = [&](identity::assertion_claims const& claims) {
        return judge(main_issuer(), {identity::make_client_assertion(certificate, claims)});
    };
    auto const now = std::chrono::floor<cg::date_time::duration>(std::chrono::system_clock::now());
    identity::assertion_claims claims("p256", token_endpoint(main_issuer()));
    claims.issued_at = now - std::chrono::minutes(6); // expired a minute ago
    check_refused(present(claims), "jwt expired");
    claims.lifetime = std::chrono::minutes(8); // and so it has two to live
    check_accepted(present(claims));
    // a clock that runs ahead is refused, unless `nbf` lies back far enough or is left out
    claims.issued_at = now + std::chrono::minutes(2);
    check_refused(present(claims), "jwt not active yet");
    claims.not_before_margin = std::chrono::minutes(3);
    check_accepted(present(claims));
    claims.not_before_margin = std::nullopt;
    check_accepted(present(claims));
}

BOOST_AUTO_TEST_CASE(an_assertion_is_accepted_once)
{
    auto const certificate = client_certificate("p256");
    identity::assertion_claims claims("p256", token_endpoint(main_issuer()));
    auto const first = identity::make_client_assertion(certificate, claims);
    check_refused(judge(main_issuer(), {first, first}), "must only be used once");
    // the identifier counts, not the text
    claims.jwt_id = "00000000-0000-4000-8000-000000000000";
    auto const one = identity::make_client_assertion(certificate, claims);
    claims.lifetime = std::chrono::minutes(4);
    auto const other = identity::make_client_assertion(certificate, claims);
    BOOST_TEST(one != other);
    check_refused(judge(main_issuer(), {one, other}), "must only be used once");
    // left to itself, every assertion is a new one
    claims.jwt_id.clear();
    check_accepted(judge(
        main_issuer(),
        {identity::make_client_assertion(certificate, claims), identity::make_client_assertion(certificate, claims)}));
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused)
{
    identity::assertion_claims claims("p256", token_endpoint(main_issuer()));
    auto const stranger = client_certificate("unknown");
    check_refused(judge(main_issuer(), {identity::make_client_assertion(stranger, claims)}), "no applicable key found");
    claims.key_id = identity::key_id_form::none;
    check_refused(
        judge(main_issuer(), {identity::make_client_assertion(stranger, claims)}), "signature verification failed");
    claims.client_id = "nobody";
    check_refused(judge(main_issuer(), {identity::make_client_assertion(stranger, claims)}), "client not found");
}

BOOST_AUTO_TEST_SUITE_END()
