#include <cloud_governance/identity/token_response.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(identity_token_response)

namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using cg::errc;
using namespace std::chrono_literals;

namespace {

cg::http::response reply(unsigned status, std::string body, std::string content_type = "application/json")
{
    cg::http::response out;
    out.status = status;
    out.body = std::move(body);
    out.fields.add("Content-Type", content_type);
    out.sent_at = std::chrono::steady_clock::time_point(7s);
    return out;
}

cg::result<identity::token_response> interpret(unsigned status, std::string body)
{
    return identity::interpret_token_response(reply(status, std::move(body)));
}

std::chrono::seconds lifetime_of(std::string const& expires_in)
{
    auto const token = interpret(200, R"({"access_token":"t","token_type":"Bearer")" + expires_in + "}").value();
    BOOST_TEST(token.lifetime_was_stated == (token.expires_in != 300s));
    return token.expires_in;
}

std::string refusal(std::string body)
{
    auto const refused = interpret(200, std::move(body));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == errc::token_response_invalid));
    BOOST_TEST(refused.error().diagnostics.http_status == 200u);
    return refused.error().diagnostics.detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_grant_is_read)
{
    auto const token =
        interpret(
            200,
            R"({"access_token":"abc.def","expires_in":3600,"token_type":"Bearer","scope":"a b","x":{"y":1},"refresh_token":"r"})")
            .value();
    BOOST_TEST(token.access_token.expose() == "abc.def");
    BOOST_TEST((token.expires_in == 3600s));
    BOOST_TEST(token.token_type == "Bearer");
    BOOST_TEST(token.scope.value() == "a b");
    BOOST_TEST(token.additional_members.size() == 1u);
    BOOST_TEST(token.additional_members.at("x").at("y") == 1);
    BOOST_TEST((token.requested_at == std::chrono::steady_clock::time_point(7s)));
}

BOOST_AUTO_TEST_CASE(the_time_of_the_request_may_come_from_the_caller)
{
    auto answer = reply(200, R"({"access_token":"t","token_type":"bearer"})");
    answer.sent_at = {};
    identity::token_response_rules rules;
    rules.requested_at = std::chrono::steady_clock::time_point(9s);
    BOOST_TEST((identity::interpret_token_response(answer, rules)->requested_at == rules.requested_at));
}

BOOST_AUTO_TEST_CASE(the_type_is_bearer_in_any_case)
{
    BOOST_TEST(interpret(200, R"({"access_token":"t","token_type":"bearer"})")->token_type == "bearer");
    BOOST_TEST(interpret(200, R"({"access_token":"t","token_type":"BEARER"})").has_value());
    BOOST_TEST(refusal(R"({"access_token":"t","token_type":"DPoP"})").starts_with("token_type: it is DPoP"));
    BOOST_TEST(refusal(R"({"access_token":"t","token_type":null})").starts_with("token_type: "));
    BOOST_TEST(refusal(R"({"access_token":"t"})").starts_with("token_type: "));
}

BOOST_AUTO_TEST_CASE(lifetimes_are_read_leniently_and_never_endless)
{
    BOOST_TEST((lifetime_of(R"(,"expires_in":3600)") == 3600s));
    BOOST_TEST((lifetime_of(R"(,"expires_in":"3600")") == 3600s));
    BOOST_TEST((lifetime_of(R"(,"expires_in":3599.5)") == 3599s));
    BOOST_TEST((lifetime_of(R"(,"expires_in":1)") == 1s));
    for (std::string const odd :
         {"", R"(,"expires_in":0)", R"(,"expires_in":-1)", R"(,"expires_in":null)", R"(,"expires_in":"soon")",
          R"(,"expires_in":"3600s")", R"(,"expires_in":"")", R"(,"expires_in":1e300)", R"(,"expires_in":99999999999)",
          R"(,"expires_in":18446744073709551615)", R"(,"expires_in":[])", R"(,"expires_in":0.5)",
          R"(,"expires_in":"99999999999999999999999")"}) {
        BOOST_TEST_CONTEXT(odd)
        BOOST_TEST((lifetime_of(odd) == 300s));
    }
    identity::token_response_rules rules;
    rules.fallback_lifetime = 60s;
    BOOST_TEST(
        (identity::interpret_token_response(reply(200, R"({"access_token":"t","token_type":"Bearer"})"), rules)
             ->expires_in == 60s));
}

BOOST_AUTO_TEST_CASE(unusable_grants_name_the_member)
{
    BOOST_TEST(refusal(R"({"token_type":"Bearer"})").starts_with("access_token: the token reply has none"));
    BOOST_TEST(refusal(R"({"access_token":7,"token_type":"Bearer"})").starts_with("access_token: it is not a string"));
    BOOST_TEST(refusal(R"({"access_token":"","token_type":"Bearer"})").starts_with("access_token: it is empty"));
    for (std::string const bad : {"a b", "a\\r\\nEvil: 1", "\\u0000", "t\\u007f", "\\u00e9", " t"})
        BOOST_TEST(
            refusal(R"({"access_token":")" + bad + R"(","token_type":"Bearer"})").starts_with("access_token: it has"));
    BOOST_TEST(refusal("").find("not usable JSON") != std::string::npos);
    BOOST_TEST(refusal("<html>CANARY</html>").find("CANARY") == std::string::npos);
    BOOST_TEST(refusal("[]").find("not a JSON object") != std::string::npos);
    BOOST_TEST(
        refusal(R"({"access_token":"a","access_token":"b","token_type":"Bearer"})").find("/access_token") !=
        std::string::npos);
    BOOST_TEST(refusal(R"({"access_token":"a","token_type":"Bearer"} x)").find("more text") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(oauth_errors_are_rejections)
{
    for (unsigned const status : {400u, 401u, 403u}) {
        auto const refused =
            interpret(status, R"({"error":"invalid_scope","error_description":"no\nsuch \u001b[31mscope","more":1})");
        auto const& reason = refused.error();
        BOOST_TEST((reason.code == errc::token_request_rejected));
        BOOST_TEST(reason.diagnostics.http_status == status);
        BOOST_TEST(reason.diagnostics.oauth_error == "invalid_scope");
        BOOST_TEST(reason.diagnostics.oauth_error_description == "no\\x0asuch \\x1b[31mscope");
        BOOST_TEST(!reason.diagnostics.hints.empty());
    }
    // some servers answer 200
    BOOST_TEST((interpret(200, R"({"error":"invalid_client"})").error().code == errc::token_request_rejected));
    // a vendor's own error is kept as it is
    auto const custom = interpret(400, R"({"error":"user_not_found","error_description":"no such user"})");
    BOOST_TEST(custom.error().diagnostics.oauth_error == "user_not_found");
}

BOOST_AUTO_TEST_CASE(every_known_error_has_a_hint)
{
    for (std::string const known :
         {"invalid_scope", "unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_grant",
          "invalid_target", "use_dpop_nonce", "invalid_dpop_proof"}) {
        BOOST_TEST_CONTEXT(known)
        BOOST_TEST(interpret(400, R"({"error":")" + known + "\"}").error().diagnostics.hints.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(an_unauthorized_reply_is_a_rejection_in_any_form)
{
    auto answer = reply(401, "<html>", "text/html");
    answer.fields.add("WWW-Authenticate", "Basic realm=\"secret place\"");
    auto const refused = identity::interpret_token_response(answer);
    BOOST_TEST((refused.error().code == errc::token_request_rejected));
    BOOST_TEST(refused.error().diagnostics.hints.back() == "the server asks for authentication by Basic");
}

BOOST_AUTO_TEST_CASE(gateways_and_servers_in_trouble_keep_their_status)
{
    for (unsigned const status : {201u, 204u, 400u, 403u, 404u, 405u, 408u, 413u, 429u, 500u, 502u, 503u, 504u}) {
        auto answer = reply(status, "<html>a page</html>", "text/html");
        answer.fields.add("Retry-After", "12");
        auto const refused = identity::interpret_token_response(answer);
        BOOST_TEST_CONTEXT(status)
        {
            BOOST_TEST((refused.error().code == errc::token_request_failed));
            BOOST_TEST(refused.error().diagnostics.http_status == status);
            BOOST_TEST((refused.error().diagnostics.retry_after == 12s));
            BOOST_TEST(refused.error().diagnostics.detail.find("text/html") != std::string::npos);
        }
    }
    auto const busy = interpret(503, R"({"error":"temporarily_unavailable"})");
    BOOST_TEST((busy.error().code == errc::token_request_failed));
    BOOST_TEST(busy.error().diagnostics.oauth_error == "temporarily_unavailable");
}

BOOST_AUTO_TEST_CASE(redirects_are_refused)
{
    auto answer = reply(307, "");
    answer.fields.add("Location", "https://evil.example/path?CANARY");
    auto const refused = identity::interpret_token_response(answer);
    BOOST_TEST((refused.error().code == errc::redirect_refused));
    BOOST_TEST(refused.error().diagnostics.detail.find("https://evil.example;") != std::string::npos);
    BOOST_TEST(cg::to_string(refused.error()).find("CANARY") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_credential_is_masked_before_a_text_is_cut)
{
    identity::token_response_rules rules;
    rules.masked = {"CANARY-secret"};
    // a token type is shown up to its fortieth byte, here in the middle of the secret
    auto const refused = identity::interpret_token_response(
        reply(200, R"({"access_token":"t","token_type":")" + std::string(33, 'x') + R"(CANARY-secret"})"), rules);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(to_string(refused.error()).find("CANARY") == std::string::npos, to_string(refused.error()));
    BOOST_TEST(refused.error().diagnostics.detail.find("token_type: it is xxx") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_credential_in_a_members_name_is_masked_before_the_pointer_is_cut_and_escaped)
{
    identity::token_response_rules rules;
    rules.masked = {"CANARY/sec~ret-of-some-length", "OTHER-canary"};
    for (std::size_t before = 150; before < 210; ++before) {
        auto const name = std::string(before, 'x') + "CANARY/sec~ret-of-some-length";
        for (auto const& body : {"{\"" + name + "\":?}", "{\"" + name + "\":1,\"" + name + "\":1}"}) {
            auto const text = cg::to_string(identity::interpret_token_response(reply(200, body), rules).error());
            BOOST_TEST(text.find("CANA") == std::string::npos, text);
            BOOST_TEST(text.find("sec~") == std::string::npos, text);
        }
    }
    auto const text = cg::to_string(
        identity::interpret_token_response(reply(200, "{\"a\":{\"OTHER-canary/\":[1,?]}}"), rules).error());
    BOOST_TEST(text.find("/a/[masked]~1/1") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(echoed_credentials_are_masked)
{
    identity::token_response_rules rules;
    rules.masked = {"CANARY-secret", "someone@contoso.com", ""};
    auto const refused = identity::interpret_token_response(
        reply(
            400,
            R"({"error":"bad CANARY-secret","error_description":"user Someone@Contoso.com sent canary-SECRETcanary-secret"})"),
        rules);
    BOOST_TEST(refused.error().diagnostics.oauth_error == "bad [masked]");
    BOOST_TEST(refused.error().diagnostics.oauth_error_description == "user [masked] sent [masked][masked]");
    // also where the echo would be cut in the middle
    auto const cut = identity::interpret_token_response(
        reply(400, R"({"error":"e","error_description":")" + std::string(495, 'x') + R"(CANARY-secret"})"), rules);
    BOOST_TEST(cg::to_string(cut.error()).find("CANAR") == std::string::npos);
    auto const member =
        identity::interpret_token_response(reply(200, R"({"CANARY-secret":1,"CANARY-secret":1})"), rules);
    BOOST_TEST(cg::to_string(member.error()).find("CANARY") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
