#include <cloud_governance/identity/client_assertion.hpp>

#include <cloud_governance/core/detail/base64.hpp>

#include "crypto/certificate_material.hpp"
#include "crypto/signature_check.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <set>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(identity_client_assertion)

namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
namespace json = boost::json;
using material::contains;
using material::refusal;

static_assert(!std::is_aggregate_v<identity::assertion_claims>);
static_assert(!std::is_aggregate_v<identity::assertion_options>);
static_assert(!std::is_aggregate_v<identity::assertion_form>);

namespace {

constexpr char endpoint[] = "https://identity.test/connect/token";

cg::certificate load(EVP_PKEY* key)
{
    return cg::certificate::from_pem(material::pem(material::self_signed(key).get()) + material::pem(key));
}

cg::certificate const& rsa_certificate()
{
    static cg::certificate const one = load(material::shared_rsa());
    return one;
}

std::string text(std::string_view part)
{
    auto const bytes = cg::detail::base64url_decode(part);
    BOOST_REQUIRE(bytes);
    return std::string(bytes->begin(), bytes->end());
}

/// A compact JWS taken apart.
struct parts {
    std::string header_text, payload_text, input;
    json::object header, payload;
    std::vector<unsigned char> signature;

    explicit parts(std::string const& jws)
    {
        auto const first = jws.find('.');
        auto const second = jws.rfind('.');
        BOOST_REQUIRE(first != std::string::npos && first < second);
        header_text = text(std::string_view(jws).substr(0, first));
        payload_text = text(std::string_view(jws).substr(first + 1, second - first - 1));
        input = jws.substr(0, second);
        signature = *cg::detail::base64url_decode(std::string_view(jws).substr(second + 1));
        header = json::parse(header_text).as_object();
        payload = json::parse(payload_text).as_object();
    }
};

identity::assertion_claims fixed_claims()
{
    identity::assertion_claims claims("app", endpoint);
    claims.issued_at = cg::date_time_from_unix(1'700'000'000) + std::chrono::milliseconds(999);
    claims.jwt_id = "00000000-0000-4000-8000-000000000000";
    return claims;
}

std::string refused(identity::assertion_claims const& claims)
{
    return refusal([&] { make_client_assertion(rsa_certificate(), claims); }, cg::errc::invalid_argument);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_default_has_the_claims_of_both_vendor_samples)
{
    auto claims = fixed_claims();
    claims.username = "someone@contoso.com";
    auto const jws = make_client_assertion(rsa_certificate(), claims);
    parts const made(jws);
    BOOST_TEST(
        made.header_text == "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + rsa_certificate().thumbprint_sha1() +
                                "\",\"x5t\":\"" + rsa_certificate().thumbprint_sha1_base64url() + "\"}");
    BOOST_TEST(
        made.payload_text == "{\"iss\":\"app\",\"sub\":\"app\",\"aud\":\"https://identity.test/connect/token\","
                             "\"jti\":\"00000000-0000-4000-8000-000000000000\",\"iat\":1700000000,\"nbf\":1700000000,"
                             "\"exp\":1700000300,\"username\":\"someone@contoso.com\"}");
    BOOST_TEST(signature_is_good(material::shared_rsa(), "RS256", made.input, made.signature));
    BOOST_TEST(jws == make_client_assertion(rsa_certificate(), claims)); // RS256 is deterministic
    BOOST_TEST(jws.find_first_of("+/= \n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_default_time_is_now_and_the_default_id_is_new)
{
    identity::assertion_claims const claims("app", endpoint);
    auto const key = load(material::ec("P-256").get());
    std::set<std::string> ids;
    auto const before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (int i = 0; i < 1000; ++i) {
        parts const made(make_client_assertion(key, claims));
        std::string const id(made.payload.at("jti").as_string());
        BOOST_TEST_REQUIRE(id.size() == 36u);
        BOOST_TEST_REQUIRE(id[14] == '4');
        ids.insert(id);
        BOOST_TEST_REQUIRE(made.payload.at("iat").as_int64() >= before.time_since_epoch().count());
        BOOST_TEST_REQUIRE(made.payload.at("exp").as_int64() == made.payload.at("iat").as_int64() + 300);
    }
    BOOST_TEST(ids.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(text_is_escaped_and_utf8_kept)
{
    auto claims = fixed_claims();
    claims.client_id = "a\"b\\c\n\x01</";
    claims.username = "j\xc3\xb6rg@contoso.com";
    parts const made(make_client_assertion(rsa_certificate(), claims));
    BOOST_TEST(made.payload.at("iss").as_string() == claims.client_id);
    BOOST_TEST(made.payload.at("sub").as_string() == claims.client_id);
    BOOST_TEST(contains(made.payload_text, "j\xc3\xb6rg@contoso.com"));
    claims.username = "j\xf6rg";
    BOOST_TEST(contains(refused(claims), "claim username"));
    claims = fixed_claims();
    claims.extra_claims["tenant"] = {{"name", "\xff"}};
    BOOST_TEST(contains(refused(claims), "claim tenant"));
    claims = fixed_claims();
    claims.type = "\xc3";
    BOOST_TEST(contains(refused(claims), "header typ"));
}

BOOST_AUTO_TEST_CASE(the_header_follows_its_options)
{
    auto const& key = rsa_certificate();
    auto claims = fixed_claims();
    auto const header = [&] { return parts(make_client_assertion(key, claims)).header; };
    claims.key_id = identity::key_id_form::sha1_base64url;
    BOOST_TEST(header().at("kid").as_string() == key.thumbprint_sha1_base64url());
    claims.key_id = identity::key_id_form::custom;
    BOOST_TEST(contains(refused(claims), "custom_key_id"));
    claims.custom_key_id = "key 1";
    BOOST_TEST(header().at("kid").as_string() == "key 1");
    claims.key_id = identity::key_id_form::none;
    claims.send_x5t = false;
    claims.type.clear();
    BOOST_TEST(json::serialize(header()) == "{\"alg\":\"RS256\"}");
    claims.send_x5t_s256 = true;
    claims.send_x5c = true;
    auto const full = header();
    BOOST_TEST(full.at("x5t#S256").as_string() == key.thumbprint_sha256_base64url());
    BOOST_TEST(full.at("x5c").as_array().size() == 1u);
    // standard base64 of DER, unlike the rest
    auto const der = cg::detail::base64_decode(std::string_view(full.at("x5c").as_array()[0].as_string()));
    BOOST_TEST_REQUIRE(bool(der));
    BOOST_TEST(std::string(der->begin(), der->end()) == material::der(cg::detail::certificate_access::leaf(key)));
}

BOOST_AUTO_TEST_CASE(times_follow_their_options)
{
    using namespace std::chrono_literals;
    auto claims = fixed_claims();
    claims.lifetime = 60min;
    claims.not_before_margin = 30s;
    auto const late = parts(make_client_assertion(rsa_certificate(), claims)).payload;
    BOOST_TEST(late.at("iat").as_int64() == 1'700'000'000);
    BOOST_TEST(late.at("nbf").as_int64() == 1'699'999'970);
    BOOST_TEST(late.at("exp").as_int64() == 1'700'003'600);
    claims.not_before_margin.reset();
    BOOST_TEST(!parts(make_client_assertion(rsa_certificate(), claims)).payload.contains("nbf"));
    for (auto const lifetime : {0s, 59s, 3601s, -300s, std::chrono::seconds::max()}) {
        claims.lifetime = lifetime;
        BOOST_TEST(contains(refused(claims), "lifetime: "));
    }
    claims = fixed_claims();
    for (auto const margin : {-1s, 3601s}) {
        claims.not_before_margin = margin;
        BOOST_TEST(contains(refused(claims), "not_before_margin: "));
    }
}

BOOST_AUTO_TEST_CASE(audience_is_a_string_or_an_array)
{
    auto claims = fixed_claims();
    claims.audience = {"https://a", "https://b"};
    BOOST_TEST(
        json::serialize(parts(make_client_assertion(rsa_certificate(), claims)).payload.at("aud")) ==
        "[\"https://a\",\"https://b\"]");
    identity::assertion_claims const listed("app", {"https://a", "https://b"});
    BOOST_TEST(bool(listed.audience == claims.audience));
    claims.audience = {"https://a", ""};
    BOOST_TEST(contains(refused(claims), "audience: "));
    claims.audience.clear();
    BOOST_TEST(contains(refused(claims), "audience: "));
    claims = fixed_claims();
    claims.client_id.clear();
    BOOST_TEST(contains(refused(claims), "client_id: "));
}

BOOST_AUTO_TEST_CASE(extra_members_are_sent_and_reserved_names_refused)
{
    auto claims = fixed_claims();
    claims.extra_claims["tenant"] = "contoso";
    claims.extra_claims["level"] = 3;
    claims.extra_headers["cty"] = "text";
    parts const made(make_client_assertion(rsa_certificate(), claims));
    BOOST_TEST(made.payload.at("tenant").as_string() == "contoso");
    BOOST_TEST(made.payload.at("level").as_int64() == 3);
    BOOST_TEST(made.header.at("cty").as_string() == "text");
    for (char const* name : {"iss", "sub", "aud", "jti", "iat", "nbf", "exp", "username"}) {
        claims = fixed_claims();
        claims.extra_claims[name] = 1;
        BOOST_TEST(contains(refused(claims), "extra_claims: " + std::string(name) + " is reserved"));
    }
    for (char const* name : {"alg", "typ", "kid", "x5t", "x5t#S256", "x5c", "crit", "b64"}) {
        claims = fixed_claims();
        claims.extra_headers[name] = "none";
        BOOST_TEST(contains(refused(claims), "extra_headers: " + std::string(name) + " is reserved"));
    }
}

BOOST_AUTO_TEST_CASE(every_algorithm_is_named_and_verifies)
{
    auto const p256 = material::ec("P-256");
    auto const p384 = material::ec("P-384");
    auto const p521 = material::ec("P-521");
    for (auto const algorithm :
         {cg::signature_algorithm::rs256, cg::signature_algorithm::rs384, cg::signature_algorithm::rs512,
          cg::signature_algorithm::ps256, cg::signature_algorithm::ps384, cg::signature_algorithm::ps512,
          cg::signature_algorithm::es256, cg::signature_algorithm::es384, cg::signature_algorithm::es512}) {
        auto const name = cg::to_string(algorithm);
        EVP_PKEY* const key = name == "ES256"   ? p256.get()
                              : name == "ES384" ? p384.get()
                              : name == "ES512" ? p521.get()
                                                : material::shared_rsa();
        auto claims = fixed_claims();
        claims.algorithm = algorithm;
        parts const made(make_client_assertion(load(key), claims));
        BOOST_TEST(made.header.at("alg").as_string() == name);
        BOOST_TEST(signature_is_good(key, name, made.input, made.signature), name);
    }
    auto claims = fixed_claims();
    BOOST_TEST(parts(make_client_assertion(load(p384.get()), claims)).header.at("alg").as_string() == "ES384");
    claims.algorithm = cg::signature_algorithm::es256;
    BOOST_TEST(contains(refused(claims), "algorithm: ES256 does not fit"));
    refusal([&] { make_client_assertion(cg::certificate(), claims); });
}

BOOST_AUTO_TEST_CASE(a_refused_assertion_is_never_signed)
{
    int calls = 0;
    auto const remote = cg::certificate::with_signer(
        rsa_certificate().to_pem(), [&](cg::signature_algorithm algorithm, std::string_view input) {
            ++calls;
            return rsa_certificate().sign(algorithm, input);
        });
    auto claims = fixed_claims();
    claims.audience.clear();
    refusal([&] { make_client_assertion(remote, claims); }, cg::errc::invalid_argument);
    BOOST_TEST(calls == 0);
    BOOST_TEST(
        make_client_assertion(remote, fixed_claims()) == make_client_assertion(rsa_certificate(), fixed_claims()));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(profiles_give_type_and_audience)
{
    using identity::audience_profile;
    std::string const issuer = "https://issuer.test/";
    auto const form = [&](audience_profile profile, std::string const& token_endpoint) {
        auto const made = identity::form_of_assertion(profile, issuer, token_endpoint);
        std::string out = made.type;
        for (auto const& each : made.audience)
            out += " " + each;
        return out;
    };
    BOOST_TEST(form(audience_profile::compatible, endpoint) == std::string("JWT ") + endpoint);
    BOOST_TEST(form(audience_profile::automatic, endpoint) == std::string("JWT ") + endpoint);
    BOOST_TEST(
        form(audience_profile::both, endpoint) ==
        std::string("JWT ") + endpoint + " https://issuer.test/connect/token");
    BOOST_TEST(
        form(audience_profile::both, "https://issuer.test/connect/token") == "JWT https://issuer.test/connect/token");
    BOOST_TEST(form(audience_profile::strict, endpoint) == "client-authentication+jwt https://issuer.test/");

    identity::assertion_options options;
    options.send_x5t = false;
    identity::assertion_claims const claims(
        "app", identity::form_of_assertion(audience_profile::strict, issuer, endpoint), options);
    parts const made(make_client_assertion(rsa_certificate(), claims));
    BOOST_TEST(made.header.at("typ").as_string() == "client-authentication+jwt");
    BOOST_TEST(made.payload.at("aud").as_string() == issuer);
    BOOST_TEST(!made.header.contains("x5t"));
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_chosen_from_what_the_server_lists)
{
    auto const choose = [](std::vector<std::string> const& advertised) {
        auto const chosen = identity::choose_signature_algorithm(rsa_certificate(), advertised);
        return chosen ? std::string(cg::to_string(*chosen)) : std::string("nothing");
    };
    BOOST_TEST(choose({}) == "RS256");
    BOOST_TEST(choose({"ES256", "PS256", "RS256"}) == "RS256");
    BOOST_TEST(choose({"none", "HS256", "ES256", "PS512", "RS384"}) == "PS512");
    BOOST_TEST(choose({"ES256", "HS256"}) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
