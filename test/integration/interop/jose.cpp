// The assertions that we sign, as npm's `jose` reads and verifies them.
#include "peers.hpp"

#include <cloud_governance/identity/client_assertion.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <fstream>
#include <memory>

BOOST_AUTO_TEST_SUITE(interop_jose)

using namespace interop;
namespace json = boost::json;
namespace identity = cg::identity;
using cg::signature_algorithm;

namespace {

constexpr char client_id[] = "ceb5e\"\\/\xC3\xA4";
constexpr char audience[] = "https://identity.example/connect/token";

// one element of verify_jwt.mjs's input
json::object question(std::string const& jwt, cg::certificate const& certificate, signature_algorithm algorithm)
{
    return {
        {"jwt", jwt},
        {"certificate", certificate.to_pem()},
        {"algorithm", cg::to_string(algorithm)},
        {"audience", audience},
        {"issuer", client_id},
        {"type", "JWT"}};
}

// asks all questions at once, because starting Node takes longer than answering them
json::array ask(json::array const& questions)
{
    auto const input = file("questions.json");
    std::ofstream(input) << json::serialize(questions);
    auto const command = environment_variable("CLOUD_GOVERNANCE_INTEROP_VERIFY_JWT") + " '" + input + "'";
    struct close_pipe {
        void operator()(std::FILE* pipe) const { pclose(pipe); }
    };
    std::unique_ptr<std::FILE, close_pipe> const pipe(popen(command.c_str(), "r"));
    BOOST_REQUIRE(pipe);
    std::string text;
    char buffer[65536];
    while (auto const count = std::fread(buffer, 1, sizeof buffer, pipe.get()))
        text.append(buffer, count);
    auto const answers = json::parse(text).as_array();
    BOOST_REQUIRE_EQUAL(answers.size(), questions.size());
    return answers;
}

struct signing_key {
    signature_algorithm algorithm;
    char const* certificate;
};
constexpr signing_key every_algorithm[] = {
    {signature_algorithm::rs256, "rsa"},  {signature_algorithm::rs384, "rsa"},  {signature_algorithm::rs512, "rsa"},
    {signature_algorithm::ps256, "rsa"},  {signature_algorithm::ps384, "rsa"},  {signature_algorithm::ps512, "rsa"},
    {signature_algorithm::es256, "p256"}, {signature_algorithm::es384, "p384"}, {signature_algorithm::es512, "p521"},
};

} // namespace

BOOST_AUTO_TEST_CASE(every_algorithm_is_verified_with_every_header_parameter)
{
    json::array questions;
    for (auto const& [algorithm, name] : every_algorithm) {
        auto const certificate = client_certificate(name);
        identity::assertion_claims claims(client_id, audience);
        claims.algorithm = algorithm;
        claims.send_x5t_s256 = true;
        claims.send_x5c = true;
        claims.username = "some\xC3\xB6ne@contoso.com";
        claims.extra_claims["tenant"] = json::object{{"id", 7}};
        questions.push_back(question(identity::make_client_assertion(certificate, claims), certificate, algorithm));
    }
    auto const answers = ask(questions);
    for (std::size_t index = 0; index < answers.size(); ++index) {
        auto const& [algorithm, name] = every_algorithm[index];
        BOOST_TEST_CONTEXT(cg::to_string(algorithm) << ": " << json::serialize(answers[index]))
        {
            auto const certificate = client_certificate(name);
            auto const& answer = answers[index].as_object();
            BOOST_REQUIRE(!answer.contains("error"));
            auto const& header = answer.at("header").as_object();
            BOOST_TEST(header.at("alg").as_string() == cg::to_string(algorithm));
            BOOST_TEST(header.at("kid").as_string() == certificate.thumbprint_sha1());
            // verify_jwt.mjs compares these with the certificate where they are present
            BOOST_TEST(header.contains("x5t"));
            BOOST_TEST(header.contains("x5t#S256"));
            BOOST_TEST(header.contains("x5c"));
            auto const& claims = answer.at("claims").as_object();
            BOOST_TEST(claims.at("sub").as_string() == client_id);
            BOOST_TEST(claims.at("username").as_string() == "some\xC3\xB6ne@contoso.com");
            BOOST_TEST(claims.at("tenant").as_object().at("id").as_int64() == 7);
            BOOST_TEST(claims.at("exp").as_int64() - claims.at("iat").as_int64() == 300);
            BOOST_TEST(claims.at("nbf").as_int64() == claims.at("iat").as_int64());
        }
    }
}

// an ECDSA signature's numbers begin with a zero byte now and then, and an RSA signature too
BOOST_AUTO_TEST_CASE(no_signature_is_shortened)
{
    json::array questions;
    for (auto const& [algorithm, name] : every_algorithm) {
        auto const certificate = client_certificate(name);
        auto const elliptic = certificate.key_kind() == cg::key_kind::ec;
        for (int count = 0; count < (elliptic ? 600 : 5); ++count) {
            identity::assertion_claims claims(client_id, audience);
            claims.algorithm = algorithm;
            questions.push_back(question(identity::make_client_assertion(certificate, claims), certificate, algorithm));
        }
    }
    for (auto const& answer : ask(questions))
        BOOST_TEST(!answer.as_object().contains("error"), json::serialize(answer));
}

BOOST_AUTO_TEST_CASE(both_types_and_an_array_of_audiences_are_understood)
{
    auto const certificate = client_certificate("p256");
    auto const token_endpoint = std::string_view(audience);
    auto const make = [&](identity::audience_profile profile) {
        identity::assertion_claims const claims(
            client_id, identity::form_of_assertion(profile, "https://issuer.example", token_endpoint));
        return question(identity::make_client_assertion(certificate, claims), certificate, signature_algorithm::es256);
    };
    auto strict = make(identity::audience_profile::strict);
    strict["type"] = "client-authentication+jwt";
    strict["audience"] = "https://issuer.example";
    auto const answers = ask({make(identity::audience_profile::both), strict});
    BOOST_TEST(!answers[0].as_object().contains("error"), json::serialize(answers[0]));
    BOOST_TEST(answers[0].at("claims").at("aud").as_array().size() == 2u);
    BOOST_TEST(!answers[1].as_object().contains("error"), json::serialize(answers[1]));
    BOOST_TEST(answers[1].at("claims").at("aud").as_string() == "https://issuer.example");
}

// the judge is no yes-man
BOOST_AUTO_TEST_CASE(invalid_assertions_are_refused)
{
    auto const certificate = client_certificate("rsa");
    auto const rs256 = signature_algorithm::rs256;
    identity::assertion_claims claims(client_id, audience);
    auto const good = identity::make_client_assertion(certificate, claims);

    auto tampered = good;
    tampered.back() = tampered.back() == 'A' ? 'Q' : 'A';
    auto other_audience = question(good, certificate, rs256);
    other_audience["audience"] = "https://elsewhere.example";
    claims.issued_at = cg::date_time_from_unix(1'700'000'000);
    auto const expired = identity::make_client_assertion(certificate, claims);

    auto const answers = ask({
        question(tampered, certificate, rs256),
        question(good, client_certificate("p256"), signature_algorithm::es256),
        question(good, certificate, signature_algorithm::ps256),
        other_audience,
        question(expired, certificate, rs256),
    });
    auto const error = [&](std::size_t index) { return std::string_view(answers[index].at("error").as_string()); };
    BOOST_TEST(error(0).starts_with("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"), error(0));
    BOOST_TEST(error(1).starts_with("ERR_JOSE_ALG_NOT_ALLOWED"), error(1));
    BOOST_TEST(error(2).starts_with("ERR_JOSE_ALG_NOT_ALLOWED"), error(2));
    BOOST_TEST(error(3).starts_with("ERR_JWT_CLAIM_VALIDATION_FAILED"), error(3));
    BOOST_TEST(error(4).starts_with("ERR_JWT_EXPIRED"), error(4));
}

BOOST_AUTO_TEST_SUITE_END()
