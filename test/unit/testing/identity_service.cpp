#include "testing/raw_client.hpp"

#include <cloud_governance/testing/detail/text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>

BOOST_AUTO_TEST_SUITE(testing_identity_service)

namespace cg = cloud_governance;
namespace testing = cg::testing;
using namespace std::chrono_literals;
using testing::assertion_audience;
using testing::detail::base64;
using testing::detail::base64url;

namespace {

std::string encoded(std::string_view text)
{
    std::string out;
    for (unsigned char const c : text) {
        char escape[4];
        std::snprintf(escape, sizeof escape, "%%%02X", c);
        out += escape;
    }
    return out;
}

std::string const scope = "cloudgovernance.fullcontrol.all";
std::string const grant = "grant_type=client_credentials&scope=" + scope;
std::string const assertion_form =
    grant + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
    "&client_assertion=";

raw::request token_request(std::string body, raw::fields more = {})
{
    raw::request out{"POST", "/connect/token", std::move(more), std::move(body)};
    out.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return out;
}

raw::request with_basic(std::string const& credentials)
{
    return token_request(grant, {{"Authorization", "Basic " + base64(credentials)}});
}

std::int64_t now() { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); }

cg::certificate const& client_certificate()
{
    static auto const made = testing::make_certificate("CN=client");
    return made;
}

struct fixture : raw::running_service {
    explicit fixture(testing::fake_service_settings const& settings = {}) : running_service(settings)
    {
        service.register_certificate_client("certificate-app", client_certificate());
        service.register_secret_client("secret-app", "jLMX+a/b=:%\xc3\xa9");
    }

    std::string issuer() const { return service.environment().identity_url(); }

    boost::json::object claims() const
    {
        static int number = 0;
        return {
            {"iss", "certificate-app"},
            {"sub", "certificate-app"},
            {"aud", issuer() + "/connect/token"},
            {"jti", "id-" + std::to_string(++number)},
            {"nbf", now()},
            {"exp", now() + 300}};
    }

    static std::string sign(
        boost::json::object const& claims, boost::json::object const& header = {{"alg", "RS256"}, {"typ", "JWT"}},
        cg::certificate const& certificate = client_certificate(),
        cg::signature_algorithm algorithm = cg::signature_algorithm::rs256)
    {
        auto const input = base64url(boost::json::serialize(header)) + '.' + base64url(boost::json::serialize(claims));
        auto const bytes = certificate.sign(algorithm, input);
        return input + '.' + base64url(std::string(bytes.begin(), bytes.end()));
    }

    raw::reply with_assertion(std::string const& jws) { return identity(token_request(assertion_form + jws)); }

    /// The refusal is the undetailed one; the test's side knows why.
    void check_refused(raw::reply const& answer, std::string_view why)
    {
        BOOST_TEST_CONTEXT(why)
        {
            BOOST_TEST(answer.status == 400u);
            BOOST_TEST(answer.body == "{\"error\":\"invalid_client\"}");
            BOOST_TEST(service.last_rejection().find(why) != std::string::npos, service.last_rejection());
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(discovery_names_itself_and_its_endpoints, fixture)
{
    auto const answer = identity({"GET", "/.well-known/openid-configuration"});
    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(answer.field("Content-Type").starts_with("application/json"));
    auto const document = answer.json();
    BOOST_TEST(document.at("issuer").as_string() == issuer());
    BOOST_TEST(document.at("token_endpoint").as_string() == issuer() + "/connect/token");
    BOOST_TEST(document.at("token_endpoint_auth_methods_supported").as_array().size() == 3u);
    BOOST_TEST(document.at("token_endpoint_auth_signing_alg_values_supported").as_array().size() == 9u);
    BOOST_TEST((document == service.discovery_document()));
    BOOST_TEST(service.environment().api_url() != issuer());
    BOOST_TEST(identity({"POST", "/.well-known/openid-configuration"}).status == 405u);
    BOOST_TEST(identity({"GET", "/nothing"}).status == 404u);
    BOOST_TEST(service.statistics().discovery_requests == 2u);
    auto const keys = identity({"GET", "/.well-known/openid-configuration/jwks"}).json();
    BOOST_TEST(keys.at("keys").at(0).at("kty").as_string() == "EC");
}

BOOST_FIXTURE_TEST_CASE(secrets_are_taken_from_the_form_and_from_basic, fixture)
{
    auto const secret = encoded("jLMX+a/b=:%\xc3\xa9");
    auto const answer = identity(token_request(grant + "&client_id=secret-app&client_secret=" + secret));
    BOOST_TEST(answer.status == 200u);
    auto const body = answer.json();
    BOOST_TEST(body.at("token_type").as_string() == "Bearer");
    BOOST_TEST(body.at("expires_in").as_int64() == 3600);
    BOOST_TEST(body.at("scope").as_string() == scope);
    BOOST_TEST(
        std::count(body.at("access_token").as_string().begin(), body.at("access_token").as_string().end(), '.') == 2);
    BOOST_TEST(answer.field("Cache-Control").find("no-store") != std::string::npos);

    BOOST_TEST(identity(with_basic("secret-app:" + secret)).status == 200u);
    // id and secret are form-encoded before base64 (RFC 6749 section 2.3.1)
    check_refused(identity(with_basic("secret-app:jLMX+a/b=:%\xc3\xa9")), "Basic is not form-encoded");
    check_refused(identity(with_basic("secret-app")), "malformed");
    check_refused(identity(with_basic("secret-app:" + std::string(101, 'x'))), "100 characters");
    check_refused(identity(with_basic("secret-app:wrong")), "the secret");
    check_refused(identity(token_request(grant + "&client_id=secret-app&client_secret=wrong")), "the secret");
    check_refused(identity(token_request(grant + "&client_id=other&client_secret=wrong")), "no client");
    check_refused(identity(token_request(grant + "&client_id=secret-app")), "neither");
    check_refused(identity(token_request(grant)), "none were sent");
    check_refused(
        identity(token_request(grant + "&client_id=secret-app&client_secret=" + std::string(101, 'x'))),
        "100 characters");
    // of a repeated field the first counts
    BOOST_TEST(
        identity(token_request(grant + "&client_id=secret-app&client_secret=" + secret + "&client_secret=x")).status ==
        200u);
    BOOST_TEST(service.statistics().token_requests == 12u);
    BOOST_TEST(service.statistics().rejected_token_requests == 9u);
    BOOST_TEST(service.forget_client("secret-app"));
    check_refused(identity(with_basic("secret-app:" + secret)), "no client");
}

BOOST_FIXTURE_TEST_CASE(the_request_must_be_a_posted_form_for_a_known_grant_and_scope, fixture)
{
    auto const secret = "&client_id=secret-app&client_secret=" + encoded("jLMX+a/b=:%\xc3\xa9");
    auto const error_of = [this](raw::request const& wanted) {
        auto const answer = identity(wanted);
        BOOST_TEST(answer.status == 400u);
        return std::string(answer.json().at("error").as_string());
    };
    BOOST_TEST(error_of({"GET", "/connect/token"}) == "invalid_request");
    BOOST_TEST(error_of({"POST", "/connect/token", {{"Content-Type", "application/json"}}, "{}"}) == "invalid_request");
    BOOST_TEST(error_of(token_request(grant + secret + "&x=%4")) == "invalid_request");
    BOOST_TEST(error_of(token_request("scope=" + scope + secret)) == "unsupported_grant_type");
    BOOST_TEST(error_of(token_request("grant_type=password" + secret)) == "unsupported_grant_type");
    BOOST_TEST(error_of(token_request("grant_type=client_credentials&scope=openid" + secret)) == "invalid_scope");
    BOOST_TEST(error_of(token_request(grant + "%20other" + secret)) == "invalid_scope");
    BOOST_TEST(error_of(token_request(grant + std::string(300, '+') + secret)) == "invalid_scope");
    BOOST_TEST(identity(token_request("grant_type=client_credentials" + secret)).status == 200u);
    raw::request charset{
        "POST", "/connect/token", {{"Content-Type", "Application/X-www-form-urlencoded; charset=UTF-8"}}};
    charset.body = grant + secret;
    BOOST_TEST(identity(charset).status == 200u);
}

BOOST_FIXTURE_TEST_CASE(a_good_assertion_gives_a_token_that_carries_its_user, fixture)
{
    auto with_user = claims();
    with_user["username"] = "claim@contoso.com";
    auto const answer = with_assertion(sign(with_user));
    BOOST_TEST(answer.status == 200u, service.last_rejection());
    auto const bearer = "Bearer " + std::string(answer.json().at("access_token").as_string());
    BOOST_TEST(api({"GET", "/requests/my", {{"Authorization", bearer}}}).status == 200u);
    BOOST_TEST(service.last_user() == "claim@contoso.com");

    auto const by_form = identity(token_request(assertion_form + sign(claims()) + "&username=form%40contoso.com"));
    auto const second = "Bearer " + std::string(by_form.json().at("access_token").as_string());
    BOOST_TEST(api({"GET", "/requests/my", {{"Authorization", second}}}).status == 200u);
    BOOST_TEST(service.last_user() == "form@contoso.com");

    auto const differing = sign([&] {
        auto out = claims();
        out["username"] = "claim@contoso.com";
        return out;
    }());
    BOOST_TEST(
        identity(token_request(assertion_form + differing + "&username=form%40contoso.com"))
            .json()
            .at("error")
            .as_string() == "invalid_request");
    BOOST_TEST(identity(token_request(assertion_form + sign(claims()) + "&client_id=certificate-app")).status == 200u);
    check_refused(identity(token_request(assertion_form + sign(claims()) + "&client_id=other")), "client_id differs");
}

BOOST_FIXTURE_TEST_CASE(every_check_of_an_assertion_refuses, fixture)
{
    auto const refused = [this](std::string_view why, auto change) {
        auto changed = claims();
        change(changed);
        check_refused(with_assertion(sign(changed)), why);
    };
    BOOST_TEST(with_assertion(sign(claims())).status == 200u); // the control
    refused("iss", [](auto& all) { all["iss"] = "other"; });
    refused("iss", [](auto& all) { all.erase("iss"); });
    refused("sub of at most", [](auto& all) { all.erase("sub"); });
    refused("sub of at most", [](auto& all) { all["sub"] = std::string(101, 'x'); });
    refused("no client", [](auto& all) { all["sub"] = "other"; });
    refused("aud", [](auto& all) { all["aud"] = "https://other.example/connect/token"; });
    refused("aud", [](auto& all) { all.erase("aud"); });
    refused("exp is missing", [](auto& all) { all.erase("exp"); });
    refused("exp is missing", [](auto& all) { all["exp"] = "soon"; });
    refused("exp has passed", [](auto& all) {
        all["nbf"] = now() - 900;
        all["exp"] = now() - 301;
    });
    refused("nbf has not come", [](auto& all) {
        all["nbf"] = now() + 400;
        all["exp"] = now() + 900;
    });
    refused("nbf is not", [](auto& all) { all["nbf"] = now() + 600; });
    refused("jti is missing", [](auto& all) { all.erase("jti"); });
    refused("jti is missing", [](auto& all) { all["jti"] = 7; });

    // within five minutes of skew
    auto late = claims();
    late["nbf"] = now() - 900;
    late["exp"] = now() - 290;
    BOOST_TEST(with_assertion(sign(late)).status == 200u, service.last_rejection());
    auto early = claims();
    early["nbf"] = now() + 290;
    early["exp"] = now() + 600;
    BOOST_TEST(with_assertion(sign(early)).status == 200u, service.last_rejection());

    auto const other = testing::make_certificate("CN=other client");
    check_refused(with_assertion(sign(claims(), {{"alg", "RS256"}}, other)), "signature");
    auto tampered = sign(claims());
    tampered[tampered.size() - 10] = tampered[tampered.size() - 10] == 'A' ? 'B' : 'A';
    check_refused(with_assertion(tampered), "signature");
    check_refused(with_assertion(sign(claims(), {{"alg", "none"}})), "alg");
    check_refused(with_assertion(sign(claims(), {{"alg", "HS256"}})), "alg");
    check_refused(with_assertion(sign(claims(), {{"alg", "RS384"}})), "signature"); // says 384, is 256
    check_refused(with_assertion(sign(claims(), {{"alg", "ES256"}})), "signature"); // not the key's kind
    check_refused(with_assertion("a.b"), "compact JWT");
    check_refused(with_assertion(sign(claims()) + "="), "compact JWT");
    check_refused(with_assertion(sign(claims()) + ".x"), "compact JWT");
    check_refused(with_assertion(std::string(51'201, 'x')), "51200");
    check_refused(
        identity(token_request(grant + "&client_assertion_type=wrong&client_assertion=" + sign(claims()))),
        "client_assertion_type");
    auto for_secret_app = claims();
    for_secret_app["iss"] = for_secret_app["sub"] = "secret-app";
    check_refused(with_assertion(sign(for_secret_app)), "no certificate");
}

BOOST_FIXTURE_TEST_CASE(a_jti_counts_once_for_all_clients_until_its_assertion_has_expired, fixture)
{
    auto const same = sign(claims());
    BOOST_TEST(with_assertion(same).status == 200u);
    check_refused(with_assertion(same), "jti was used");
    BOOST_TEST(service.statistics().replayed_assertions == 1u);

    service.register_certificate_client("second-app", client_certificate().to_pem());
    auto first = claims();
    BOOST_TEST(with_assertion(sign(first)).status == 200u);
    auto second = first;
    second["iss"] = second["sub"] = "second-app";
    check_refused(with_assertion(sign(second)), "jti was used");

    service.shift_clock(601s); // exp and five minutes have passed
    second["nbf"] = now() + 601;
    second["exp"] = now() + 900;
    BOOST_TEST(with_assertion(sign(second)).status == 200u, service.last_rejection());
}

BOOST_FIXTURE_TEST_CASE(all_algorithms_verify_with_their_kind_of_key, fixture)
{
    using enum cg::signature_algorithm;
    auto const try_one = [this](cg::certificate const& certificate, cg::signature_algorithm algorithm) {
        std::string const name(to_string(algorithm));
        BOOST_TEST_CONTEXT(name)
        BOOST_TEST(with_assertion(sign(claims(), {{"alg", name}}, certificate, algorithm)).status == 200u);
    };
    for (auto const algorithm : {rs256, rs384, rs512, ps256, ps384, ps512})
        try_one(client_certificate(), algorithm);
    for (auto const& [key, algorithm] :
         {std::pair(testing::certificate_key::ec_p256, es256), std::pair(testing::certificate_key::ec_p384, es384),
          std::pair(testing::certificate_key::ec_p521, es512)}) {
        auto const certificate = testing::make_certificate("CN=ec", {.key = key});
        service.register_certificate_client("certificate-app", certificate); // as one more certificate
        try_one(certificate, algorithm);
    }
}

BOOST_AUTO_TEST_CASE(algorithms_can_be_limited_or_left_unsaid)
{
    fixture limited({.signing_algorithms = {"PS256"}});
    BOOST_TEST(
        limited.service.discovery_document().at("token_endpoint_auth_signing_alg_values_supported").as_array().size() ==
        1u);
    limited.check_refused(limited.with_assertion(limited.sign(limited.claims())), "supported");
    fixture silent({.signing_algorithms = {}});
    BOOST_TEST(
        !silent.service.discovery_document().as_object().contains("token_endpoint_auth_signing_alg_values_supported"));
    BOOST_TEST(silent.with_assertion(silent.sign(silent.claims())).status == 200u);
}

BOOST_AUTO_TEST_CASE(each_server_takes_its_audiences)
{
    // what is sent, and whether the legacy, the current and the strict server take it
    struct row {
        char const* typ;
        std::vector<char const*> audience; // relative to the issuer
        bool legacy, current, strict;
    };
    row const rows[] = {
        {"JWT", {"/connect/token"}, true, true, false},
        {"JWT", {"/nothing", "/connect/token"}, true, true, false},
        {"JWT", {""}, false, true, false},
        {"JWT", {"/nothing"}, false, false, false},
        {"client-authentication+jwt", {"/connect/token"}, true, false, false},
        {"client-authentication+jwt", {""}, false, true, true},
        {"client-authentication+jwt", {"/"}, false, true, true},
        {"client-authentication+jwt", {"", "/connect/token"}, true, false, false},
    };
    for (auto const rule : {assertion_audience::legacy, assertion_audience::current, assertion_audience::strict}) {
        fixture server({.audience = rule});
        for (auto const& row : rows) {
            auto claims = server.claims();
            boost::json::array audience;
            for (auto const* one : row.audience)
                audience.emplace_back(server.issuer() + one);
            if (audience.size() == 1)
                claims["aud"] = audience[0];
            else
                claims["aud"] = audience;
            bool const expected = rule == assertion_audience::legacy    ? row.legacy
                                  : rule == assertion_audience::current ? row.current
                                                                        : row.strict;
            auto const answer = server.with_assertion(server.sign(claims, {{"alg", "RS256"}, {"typ", row.typ}}));
            BOOST_TEST(
                (answer.status == 200) == expected, static_cast<int>(rule)
                                                        << ' ' << row.typ << ' ' << boost::json::serialize(audience));
        }
    }
}

BOOST_AUTO_TEST_CASE(paths_and_lifetime_are_settings)
{
    fixture server({.identity_path = "/tenant", .access_token_lifetime = 60s});
    BOOST_TEST(server.issuer().ends_with("/tenant"));
    BOOST_TEST(server.identity({"GET", "/.well-known/openid-configuration"}).status == 404u);
    BOOST_TEST(server.identity({"GET", "/tenant2/.well-known/openid-configuration"}).status == 404u);
    BOOST_TEST(server.identity({"GET", "/tenant/.well-known/openid-configuration"}).status == 200u);
    auto request = token_request(assertion_form + server.sign(server.claims()));
    request.target = "/tenant/connect/token";
    auto const body = server.identity(request).json();
    BOOST_TEST(body.at("expires_in").as_int64() == 60);
    raw::request const call{
        "GET", "/requests/my", {{"Authorization", "Bearer " + std::string(body.at("access_token").as_string())}}};
    BOOST_TEST(server.api(call).status == 200u);
    server.service.shift_clock(60s);
    BOOST_TEST(server.api(call).status == 401u);
    BOOST_CHECK_THROW(fixture({.identity_path = "tenant/"}), cg::failure);
}

BOOST_AUTO_TEST_SUITE_END()
