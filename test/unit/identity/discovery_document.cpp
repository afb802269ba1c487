#include <cloud_governance/identity/discovery_document.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(identity_discovery_document)

namespace identity = cloud_governance::identity;
using cloud_governance::errc;
using identity::discovery_policy;
using identity::validate_discovery_document;

namespace {

constexpr char const* authority = "https://identity.example.com";

std::string document(std::string const& issuer, std::string const& token_endpoint, std::string const& more = "")
{
    return "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + token_endpoint + "\"" + more + "}";
}

std::string good() { return document(authority, std::string(authority) + "/connect/token"); }

/// The sentence of the refusal; empty when the document was accepted.
std::string refusal(
    std::string const& body, std::string const& identity_url = authority,
    discovery_policy const& policy = discovery_policy())
{
    auto const checked = validate_discovery_document(body, identity_url, policy);
    if (checked)
        return {};
    BOOST_TEST((checked.error().code == errc::discovery_document_invalid));
    return checked.error().diagnostics.detail;
}

bool accepted(std::string const& issuer, std::string const& endpoint, std::string const& identity_url = authority)
{
    return refusal(document(issuer, endpoint), identity_url).empty();
}

} // namespace

BOOST_AUTO_TEST_CASE(the_required_members_are_read)
{
    auto const checked = validate_discovery_document(
                             R"({
        "issuer": "https://identity.example.com",
        "jwks_uri": "https://elsewhere.example.com/keys",
        "token_endpoint": "https://identity.example.com/connect/token",
        "mtls_endpoint_aliases": {"token_endpoint": "https://identity.example.com/connect/mtls/token"},
        "scopes_supported": ["openid", "cloudgovernance.fullcontrol.all"],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        "custom": {"a": [1]}
    })",
                             authority)
                             .value();
    BOOST_TEST(checked.issuer == authority);
    BOOST_TEST(checked.token_endpoint == "https://identity.example.com/connect/token");
    BOOST_TEST(checked.mtls_token_endpoint.value() == "https://identity.example.com/connect/mtls/token");
    BOOST_TEST(checked.scopes_supported->back() == "cloudgovernance.fullcontrol.all");
    BOOST_TEST(checked.grant_types_supported->size() == 1u);
    BOOST_TEST(checked.token_endpoint_auth_methods_supported->size() == 2u);
    BOOST_TEST(checked.token_endpoint_auth_signing_alg_values_supported->front() == "RS256");
    BOOST_TEST(checked.members.at("custom").at("a").at(0) == 1);
    BOOST_TEST(checked.warnings.empty());
}

BOOST_AUTO_TEST_CASE(two_members_are_enough)
{
    auto const checked = validate_discovery_document(good(), authority).value();
    BOOST_TEST(!checked.grant_types_supported);
    BOOST_TEST(!checked.token_endpoint_auth_signing_alg_values_supported);
    BOOST_TEST(checked.warnings.empty());
}

BOOST_AUTO_TEST_CASE(spellings_of_the_same_identity_are_accepted)
{
    std::string const endpoint = std::string(authority) + "/connect/token";
    BOOST_TEST(accepted("https://identity.example.com/", endpoint));
    BOOST_TEST(accepted(authority, endpoint, " https://identity.example.com/ "));
    BOOST_TEST(accepted("https://Identity.Example.COM", "https://IDENTITY.example.com/connect/token"));
    BOOST_TEST(accepted("https://identity.example.com:443", "https://identity.example.com:443/connect/token"));
    BOOST_TEST(accepted(authority, endpoint + "?version=2"));
    // the document's own spelling is kept, because assertions name it
    auto const kept =
        validate_discovery_document(
            document("https://Identity.Example.COM/", "https://IDENTITY.example.com/connect/token"), authority)
            .value();
    BOOST_TEST(kept.issuer == "https://Identity.Example.COM/");
    BOOST_TEST(kept.token_endpoint == "https://IDENTITY.example.com/connect/token");
}

BOOST_AUTO_TEST_CASE(tampered_documents_are_refused)
{
    std::string const endpoint = std::string(authority) + "/connect/token";
    std::string const issuer_part = std::string("\"issuer\":\"") + authority + "\"";
    std::string const endpoint_part = "\"token_endpoint\":\"" + endpoint + "\"";
    struct {
        std::string body;
        char const* says;
    } const table[] = {
        {"", "not valid JSON"},
        {"<html>", "not valid JSON"},
        {"[]", "not a JSON object"},
        {"null", "not a JSON object"},
        {good() + "{}", "more text follows"},
        {"{" + issuer_part + "," + endpoint_part + "," + endpoint_part + "}",
         "/token_endpoint: the object has this name"},
        {"{" + issuer_part + "," + endpoint_part + ",\"token\\u005fendpoint\":\"https://evil.example\"}", "twice"},
        {"{" + issuer_part + "," + issuer_part + "," + endpoint_part + "}", "/issuer"},
        {document(authority, endpoint, ",\"x\":{\"a\":1,\"a\":2}"), "/x/a"},
        {document(authority, endpoint, ",\"x\":\"\xff\""), "not valid JSON"},
        {document(authority, endpoint, ",\"x\":1e999"), "out of range"},
        {document(authority, endpoint, ",\"x\":" + std::string(70, '[') + std::string(70, ']')), "levels deep"},
        {document(authority, endpoint, ",\"x\":\"" + std::string(300 * 1024, 'x') + "\""), "larger than its limit"},
        {"{" + endpoint_part + "}", "issuer: the document has none"},
        {"{\"issuer\":7," + endpoint_part + "}", "issuer: it is not a string"},
        {"{\"issuer\":null," + endpoint_part + "}", "issuer: it is not a string"},
        {document("", endpoint), "issuer: it is empty"},
        {document("https://evil.example.com", endpoint), "issuer: it is https://evil.example.com and not"},
        {document("http://identity.example.com", endpoint), "issuer: it is"},
        {document("https://identity.example.com:8443", endpoint), "issuer: it is"},
        {document("https://identity.example.com/tenant", endpoint), "issuer: it is"},
        {document("https://identity.example.com//", endpoint), "issuer: it is"},
        {document("https://identity.example.com ", endpoint), "issuer: it contains a blank"},
        {document("https://identity.example.com\\n", endpoint), "issuer: it contains a blank"},
        {document("https://identity.example.com\\u0000", endpoint), "issuer: it contains a blank"},
        {document("https://identity.example.com.", endpoint), "issuer: "},
        {document("https://identity.example.com?x", endpoint), "issuer: the URL must not contain a query"},
        {document("https://identity.example.com#x", endpoint), "issuer: the URL must not contain a fragment"},
        {document("https://identity.example.com@evil.example", endpoint), "issuer: the URL must not contain user"},
        {document("https://іdentity.example.com", endpoint), "issuer: "}, // Cyrillic і
        {document("identity.example.com", endpoint), "issuer: "},
        {"{" + issuer_part + "}", "token_endpoint: the document has none"},
        {"{" + issuer_part + ",\"token_endpoint\":[]}", "token_endpoint: it is not a string"},
        {document(authority, ""), "token_endpoint: the URL is empty"},
        {document(authority, "/connect/token"), "token_endpoint: "},
        {document(authority, "//evil.example/connect/token"), "token_endpoint: "},
        {document(authority, "http://identity.example.com/connect/token"), "token_endpoint: the URL's scheme"},
        {document(authority, "ftp://identity.example.com/connect/token"), "token_endpoint: the URL's scheme"},
        {document(authority, "https://evil.example/connect/token"), "token_endpoint: it is at https://evil.example"},
        {document(authority, "https://identity.example.com.evil.example/token"), "token_endpoint: it is at"},
        {document(authority, "https://identity.example.com:444/connect/token"), "token_endpoint: it is at"},
        {document(authority, "https://identity.example.com@evil.example/token"), "token_endpoint: the URL must not"},
        {document(authority, "https://user:pw@identity.example.com/token"), "token_endpoint: the URL must not"},
        {document(authority, endpoint + "#fragment"), "token_endpoint: the URL must not contain a fragment"},
        {document(authority, "https://identity.example.com\\\\@evil.example/"), "token_endpoint: "},
        {document(authority, "https://іdentity.example.com/connect/token"), "token_endpoint: "},
        {document(authority, "https://xn--dentity-xye.example.com/connect/token"), "token_endpoint: it is at"},
        {document(authority, " " + endpoint), "token_endpoint: the URL contains a blank"},
        {document(authority, endpoint + "\\r\\nHost: evil"), "token_endpoint: the URL contains a blank"},
    };
    for (auto const& [body, says] : table) {
        auto const detail = refusal(body);
        BOOST_TEST_CONTEXT(body.substr(0, 200) << " -> " << detail)
        BOOST_TEST(detail.find(says) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(paths_are_compared_by_segment)
{
    std::string const tenant = std::string(authority) + "/tenant";
    BOOST_TEST(accepted(tenant, tenant + "/connect/token", tenant));
    BOOST_TEST(accepted(tenant + "/", tenant + "/connect/token", tenant + "/"));
    BOOST_TEST(accepted(tenant, tenant + "?x=y", tenant));
    for (std::string const path :
         {"/tenant2/connect/token", "/connect/token", "/", "/tenant/../other/token", "/tenant/%2e%2E/other/token",
          "/tenant/..%2fother", "/tenant%2fx", "/tenant/./token", "/tenant/..", "/Tenant/connect/token",
          "/tenant/%5c../other"}) {
        BOOST_TEST_CONTEXT(path)
        BOOST_TEST(refusal(document(tenant, authority + path), tenant).starts_with("token_endpoint: "));
    }
    BOOST_TEST(
        refusal(document(std::string(authority) + "/Tenant", tenant + "/token"), tenant).starts_with("issuer: "));
}

BOOST_AUTO_TEST_CASE(further_bases_can_be_allowed)
{
    discovery_policy policy;
    policy.additional_endpoint_bases = {"https://login.example.net/oauth"};
    BOOST_TEST(refusal(document(authority, "https://login.example.net/oauth/token"), authority, policy).empty());
    BOOST_TEST(!refusal(document(authority, "https://login.example.net/oauth2/token"), authority, policy).empty());
    BOOST_TEST(
        !refusal(
             document("https://login.example.net/oauth", "https://login.example.net/oauth/token"), authority, policy)
             .empty());
    policy.additional_endpoint_bases = {"login.example.net"};
    auto const unusable = validate_discovery_document(good(), authority, policy);
    BOOST_TEST((unusable.error().code == errc::invalid_argument));
    BOOST_TEST(unusable.error().diagnostics.detail.starts_with("additional_endpoint_bases: "));
}

BOOST_AUTO_TEST_CASE(an_expected_issuer_is_compared_exactly)
{
    discovery_policy policy;
    policy.expected_issuer = "https://issuer.example.org/v2";
    std::string const endpoint = std::string(authority) + "/token";
    BOOST_TEST(refusal(document("https://issuer.example.org/v2", endpoint), authority, policy).empty());
    BOOST_TEST(!refusal(document("https://issuer.example.org/v2/", endpoint), authority, policy).empty());
    BOOST_TEST(!refusal(document(authority, endpoint), authority, policy).empty());
}

BOOST_AUTO_TEST_CASE(plain_http_only_on_loopback_and_only_when_allowed)
{
    discovery_policy policy;
    policy.allow_http_on_loopback = true;
    for (std::string const host : {"localhost:5000", "127.0.0.1:5000", "127.8.9.1:5000", "[::1]:5000"}) {
        std::string const url = "http://" + host;
        BOOST_TEST_CONTEXT(url)
        {
            BOOST_TEST(refusal(document(url, url + "/token"), url, policy).empty());
            BOOST_TEST(
                (validate_discovery_document(document(url, url + "/token"), url).error().code ==
                 errc::invalid_argument));
        }
    }
    for (std::string const host : {"127.0.0.1.evil.test", "localhost.evil.test", "10.0.0.1", "identity.example.com"}) {
        std::string const url = "http://" + host;
        BOOST_TEST_CONTEXT(url)
        BOOST_TEST(
            (validate_discovery_document(document(url, url + "/token"), url, policy).error().code ==
             errc::invalid_argument));
    }
    // https is not downgraded by the permission
    BOOST_TEST(!refusal(document("https://localhost", "http://localhost/token"), "https://localhost", policy).empty());
}

BOOST_AUTO_TEST_CASE(mutual_tls_aliases_are_checked_too)
{
    std::string const endpoint = std::string(authority) + "/connect/token";
    discovery_policy policy;
    policy.mutual_tls = true;
    for (std::string const aliases :
         {R"({"token_endpoint":"https://evil.example/token"})", R"({"token_endpoint":7})", R"([])",
          R"({"token_endpoint":"http://identity.example.com/token"})",
          R"({"token_endpoint":"https://identity.example.com/a","token_endpoint":"https://evil.example"})"}) {
        auto const body = document(authority, endpoint, ",\"mtls_endpoint_aliases\":" + aliases);
        BOOST_TEST_CONTEXT(aliases)
        BOOST_TEST(refusal(body, authority, policy).find("mtls_endpoint_aliases") != std::string::npos);
    }
    auto const unused =
        validate_discovery_document(
            document(authority, endpoint, R"(,"mtls_endpoint_aliases":{"token_endpoint":"https://mtls.example/t"})"),
            authority)
            .value();
    BOOST_TEST(!unused.mtls_token_endpoint);
    BOOST_TEST(unused.warnings.size() == 1u);
}

BOOST_AUTO_TEST_CASE(unusual_members_become_warnings)
{
    auto const odd = validate_discovery_document(
                         document(
                             authority, std::string(authority) + "/connect/token",
                             R"(,"grant_types_supported":["authorization_code"],"scopes_supported":"all")"),
                         authority)
                         .value();
    BOOST_TEST(odd.warnings.size() == 2u);
    BOOST_TEST(!odd.scopes_supported);
}

BOOST_AUTO_TEST_CASE(an_unusable_identity_url_is_an_invalid_argument)
{
    for (std::string const url : {"", "identity.example.com", "https://u@identity.example.com", "https://a?b"}) {
        auto const checked = validate_discovery_document(good(), url);
        BOOST_TEST((checked.error().code == errc::invalid_argument));
        BOOST_TEST(checked.error().diagnostics.detail.starts_with("identity_url: "));
    }
}

BOOST_AUTO_TEST_CASE(messages_carry_no_control_characters)
{
    auto const detail = refusal(document("https://evil\\u001b[31m.example", "https://a/b"));
    BOOST_TEST(detail.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_fixed_endpoint_needs_no_document)
{
    auto const fixed = identity::fixed_token_endpoint("https://identity.example.com/connect/token", authority);
    BOOST_TEST(fixed.token_endpoint == "https://identity.example.com/connect/token");
    BOOST_TEST(fixed.issuer == authority);
    for (std::string const url :
         {"", "http://identity.example.com/token", "https://u@identity.example.com/", "https://a/b#c",
          "http://localhost/"})
        BOOST_CHECK_THROW(identity::fixed_token_endpoint(url), cloud_governance::failure);
    BOOST_TEST(
        identity::fixed_token_endpoint("http://localhost:1/t", "", true).token_endpoint == "http://localhost:1/t");
}

BOOST_AUTO_TEST_SUITE_END()
