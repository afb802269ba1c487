#include "identity/token_request_fixture.hpp"

#include <type_traits>

BOOST_AUTO_TEST_SUITE(identity_token_request)

using namespace token_requests;

BOOST_FIXTURE_TEST_CASE(a_secret_is_sent_in_the_form, fixture)
{
    transport.set_sent_at(std::chrono::steady_clock::time_point(5s));
    transport.answer(200, granted);
    auto const token = ask(by_secret());
    BOOST_TEST(token->access_token.expose() == "the-token");
    BOOST_TEST((token->expires_in == 3600s));
    BOOST_TEST((token->requested_at == std::chrono::steady_clock::time_point(5s)));
    auto const& sent = transport.requests().at(0);
    BOOST_TEST((sent.method == cg::http::verb::post));
    BOOST_TEST(sent.origin.to_string() == "https://identity.example.com");
    BOOST_TEST(sent.target == "/connect/token");
    BOOST_TEST(sent.field("Content-Type") == "application/x-www-form-urlencoded");
    BOOST_TEST(sent.field("Accept") == "application/json");
    BOOST_TEST(sent.field("Accept-Encoding") == "identity");
    BOOST_TEST(sent.fields.size() == 3u);
    BOOST_TEST(
        sent.body ==
        "grant_type=client_credentials&scope=cloudgovernance.fullcontrol.all&username=someone%40contoso.com"
        "&client_id=app&client_secret=CANARY%2Ba%2Fb");
    BOOST_TEST(sent.sensitive);
    BOOST_TEST(sent.repeatable);
    BOOST_TEST(sent.limits.body_bytes == 1024u * 1024);
    BOOST_TEST((sent.deadline < std::chrono::steady_clock::now() + 2min));
}

BOOST_FIXTURE_TEST_CASE(a_secret_may_be_sent_as_basic, fixture)
{
    transport.answer(200, granted);
    auto const request = by_secret(identity::secret_method::basic);
    BOOST_TEST(ask(request).has_value());
    auto const& sent = transport.requests().at(0);
    BOOST_TEST(sent.field("Authorization").starts_with("Basic "));
    BOOST_TEST(!sent.form("client_id"));
    BOOST_TEST(!sent.form("client_secret"));
    BOOST_TEST(sent.form("username").value() == "someone%40contoso.com");
}

BOOST_AUTO_TEST_CASE(basic_encodes_before_it_joins)
{
    auto const value = identity::make_basic_authorization("ceb5e-1", "jLMX+a/b=:%\xc3\xa9");
    BOOST_TEST(std::string_view(value) == "Basic Y2ViNWUtMTpqTE1YJTJCYSUyRmIlM0QlM0ElMjUlQzMlQTk=");
}

BOOST_FIXTURE_TEST_CASE(an_assertion_names_the_client_and_the_endpoint, fixture)
{
    document.token_endpoint = "https://Identity.Example.com/connect/token"; // as the document spells it
    transport.answer(200, granted);
    BOOST_TEST(ask(by_certificate()).has_value());
    auto const& sent = transport.requests().at(0);
    BOOST_TEST(!sent.repeatable);
    BOOST_TEST(!sent.form("client_id"));
    BOOST_TEST(!sent.form("client_secret"));
    BOOST_TEST(!sent.fields.contains("Authorization"));
    BOOST_TEST(
        sent.form("client_assertion_type").value() ==
        "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer");
    auto const jws = sent.form("client_assertion").value();
    auto const header = decoded(jws, 0);
    auto const claims = decoded(jws, 1);
    BOOST_TEST(header.at("alg") == "RS256");
    BOOST_TEST(header.at("typ") == "JWT");
    BOOST_TEST(std::string_view(header.at("kid").as_string()) == rsa().thumbprint_sha1());
    BOOST_TEST(claims.at("iss") == "app");
    BOOST_TEST(claims.at("sub") == "app");
    BOOST_TEST(claims.at("aud") == "https://Identity.Example.com/connect/token");
    BOOST_TEST(claims.at("username") == "someone@contoso.com");
    BOOST_TEST(sent.form("username").value() == "someone%40contoso.com");
}

BOOST_FIXTURE_TEST_CASE(the_user_and_the_client_may_be_named_in_either_place, fixture)
{
    auto request = by_certificate();
    request.username_in_form = false;
    request.client_id_in_form = true;
    transport.answer(200, granted);
    ask(request);
    BOOST_TEST(!transport.requests().back().form("username"));
    BOOST_TEST(transport.requests().back().form("client_id").value() == "app");
    BOOST_TEST(decoded(transport.requests().back().form("client_assertion").value(), 1).contains("username"));

    request.username_in_form = true;
    request.username_in_assertion = false;
    transport.answer(200, granted);
    ask(request);
    BOOST_TEST(transport.requests().back().form("username").has_value());
    BOOST_TEST(!decoded(transport.requests().back().form("client_assertion").value(), 1).contains("username"));

    request.username.clear();
    request.scope.clear();
    transport.answer(200, granted);
    ask(request);
    BOOST_TEST(!transport.requests().back().form("username"));
    BOOST_TEST(!transport.requests().back().form("scope"));
}

BOOST_FIXTURE_TEST_CASE(further_fields_are_sent_and_reserved_ones_refused, fixture)
{
    auto request = by_secret();
    request.extra_parameters = {{"resource", "urn:a b"}, {"acr", ""}};
    transport.answer(200, granted);
    BOOST_TEST(ask(request).has_value());
    BOOST_TEST(transport.requests().back().body.ends_with("&resource=urn%3Aa%20b&acr="));
    for (std::string const name :
         {"grant_type", "scope", "username", "client_id", "client_secret", "client_assertion", "client_assertion_type",
          "refresh_token", "code", "password", "", "a\nb"}) {
        request.extra_parameters = {{name, "x"}};
        BOOST_TEST_CONTEXT(name)
        BOOST_TEST((refusal(request).code == errc::invalid_argument));
    }
    request.extra_parameters = {{"a", "1"}, {"a", "2"}};
    BOOST_TEST(mentions(refusal(request), "a is given twice"));
}

BOOST_FIXTURE_TEST_CASE(settings_are_checked_before_anything_is_sent, fixture)
{
    BOOST_CHECK_THROW(identity::client_credentials_request(""), cg::failure);
    BOOST_CHECK_THROW(identity::client_credentials_request("a\r\nb"), cg::failure);
    for (std::string const bad : {"", " secret", "secret ", "secret\n", "se\tcret"})
        BOOST_CHECK_THROW(request().authenticate_with_secret(bad), cg::failure);
    BOOST_CHECK_THROW(request().authenticate_with(cg::certificate()), cg::failure);
    BOOST_TEST(mentions(refusal(request()), "authentication: "));

    auto odd = by_secret();
    odd.username = "a\r\nb";
    BOOST_TEST(mentions(refusal(odd), "username: "));
    odd = by_secret();
    odd.scope = "a\x01";
    BOOST_TEST(mentions(refusal(odd), "scope: "));
    odd = by_secret();
    odd.fallback_lifetime = 0s;
    BOOST_TEST(mentions(refusal(odd), "fallback_lifetime: "));
    odd = by_secret();
    odd.use_mutual_tls_endpoint = true;
    BOOST_TEST(mentions(refusal(odd), "mtls_endpoint_aliases"));
}

BOOST_FIXTURE_TEST_CASE(credentials_go_to_https_only, fixture)
{
    auto const request = by_secret();
    for (std::string const url :
         {"http://identity.example.com/token", "http://localhost/token", "", "https://u@identity.example.com/token",
          "https://identity.example.com/a/../token"}) {
        document.token_endpoint = url;
        BOOST_TEST_CONTEXT(url)
        BOOST_TEST((refusal(request).code == errc::invalid_argument));
    }
    document.allow_http_on_loopback = true;
    document.token_endpoint = "http://127.0.0.1.evil.test/token";
    BOOST_TEST((refusal(request).code == errc::invalid_argument));
    document.token_endpoint = "http://127.0.0.1:5000/token";
    transport.answer(200, granted);
    BOOST_TEST(ask(request).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_fixed_endpoint_needs_no_discovery, fixture)
{
    auto const request = by_certificate();
    transport.answer(200, granted);
    auto const token = support::run(
        io, identity::request_token(transport, std::string("https://identity.example.com/connect/token"), request));
    BOOST_TEST(token.has_value());
    BOOST_TEST(transport.requests().size() == 1u);
    auto strict = by_certificate();
    strict.audience = identity::audience_profile::strict;
    auto const refused = support::run(
        io, identity::request_token(transport, std::string("https://identity.example.com/connect/token"), strict));
    BOOST_TEST(mentions(refused.error(), "issuer"));
}

BOOST_FIXTURE_TEST_CASE(the_mutual_tls_endpoint_is_used_on_request, fixture)
{
    document.mtls_token_endpoint = "https://identity.example.com/connect/mtls/token?x=1";
    auto request = by_certificate();
    request.use_mutual_tls_endpoint = true;
    transport.answer(200, granted);
    ask(request);
    BOOST_TEST(transport.requests().at(0).target == "/connect/mtls/token?x=1");
}

BOOST_FIXTURE_TEST_CASE(an_algorithm_that_the_service_does_not_list_is_not_used, fixture)
{
    auto request = by_certificate();
    document.token_endpoint_auth_signing_alg_values_supported = {"PS256", "ES256"};
    transport.answer(200, granted);
    ask(request);
    BOOST_TEST(decoded(transport.requests().at(0).form("client_assertion").value(), 0).at("alg") == "PS256");

    document.token_endpoint_auth_signing_alg_values_supported = {"ES256", "HS256", "none"};
    BOOST_TEST(mentions(refusal(request), "token_endpoint_auth_signing_alg_values_supported: ES256, HS256, none"));
    document.token_endpoint_auth_signing_alg_values_supported = {"RS256"};
    request.assertion.algorithm = cg::signature_algorithm::ps256;
    BOOST_TEST(mentions(refusal(request), "assertion.algorithm: PS256 is not"));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_signed_for_a_refused_endpoint, fixture)
{
    unsigned calls = 0;
    auto const key = cg::certificate::with_signer(
        rsa().to_pem(), [&calls](cg::signature_algorithm algorithm, std::string_view input) {
            ++calls;
            return rsa().sign(algorithm, input);
        });
    auto const request = by_certificate(key);
    document.token_endpoint = "http://identity.example.com/token";
    refusal(request);
    document.token_endpoint = "https://identity.example.com/token";
    document.token_endpoint_auth_signing_alg_values_supported = {"ES256"};
    refusal(request);
    BOOST_TEST(calls == 0u);
}

BOOST_FIXTURE_TEST_CASE(profiles_state_their_audience, fixture)
{
    auto request = by_certificate();
    request.audience = identity::audience_profile::strict;
    transport.answer(200, granted);
    ask(request);
    auto jws = transport.requests().back().form("client_assertion").value();
    BOOST_TEST(decoded(jws, 0).at("typ") == "client-authentication+jwt");
    BOOST_TEST(decoded(jws, 1).at("aud") == "https://identity.example.com");

    identity::assertion_form form;
    form.type = "own+jwt";
    form.audience = {"urn:own"};
    request.custom_form = form;
    transport.answer(200, granted);
    ask(request);
    jws = transport.requests().back().form("client_assertion").value();
    BOOST_TEST(decoded(jws, 0).at("typ") == "own+jwt");
    BOOST_TEST(decoded(jws, 1).at("aud") == "urn:own");
}

BOOST_FIXTURE_TEST_CASE(a_clone_makes_the_same_request, fixture)
{
    auto request = by_secret();
    request.extra_parameters = {{"resource", "x"}};
    auto const copy = request.clone();
    BOOST_TEST((identity::make_token_form(copy) == identity::make_token_form(request)));
    BOOST_TEST((copy.authentication() == identity::client_authentication::client_secret_post));
}

BOOST_FIXTURE_TEST_CASE(one_kind_of_credential_replaces_the_other, fixture)
{
    auto request = by_certificate();
    request.authenticate_with_secret("secret");
    BOOST_TEST(request.certificate().empty());
    BOOST_TEST(to_string(request.authentication()) == "client_secret_post");
    request.authenticate_with(rsa());
    BOOST_TEST(request.secret().empty());
    BOOST_TEST(to_string(request.authentication()) == "private_key_jwt");
}

BOOST_AUTO_TEST_CASE(nothing_that_a_user_writes_next_to_co_await_is_an_aggregate)
{
    static_assert(!std::is_aggregate_v<identity::client_credentials_request>);
    static_assert(!std::is_aggregate_v<identity::token_response>);
    static_assert(!std::is_aggregate_v<identity::discovery_document>);
    static_assert(!std::is_aggregate_v<identity::discovery_policy>);
    static_assert(!std::is_aggregate_v<identity::request_limits>);
    static_assert(!std::is_aggregate_v<identity::token_response_rules>);
    static_assert(!std::is_copy_constructible_v<identity::client_credentials_request>);
    static_assert(!std::is_copy_constructible_v<identity::token_response>);
}

BOOST_AUTO_TEST_SUITE_END()
