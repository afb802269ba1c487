#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/identity/token_response.hpp>
#include <cloud_governance/identity/user_tokens.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

BOOST_AUTO_TEST_SUITE(identity_damaged_replies)

// Replies with random damage: nothing may crash, and what is accepted must still keep the promises.

namespace identity = cloud_governance::identity;

namespace {

/// The same damage on every run.
class damage {
public:
    std::string operator()(std::string text)
    {
        constexpr char const* pieces[] = {
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "null",
            "1e999",
            "-",
            "\\u0000",
            "\xff",
            "token_endpoint",
            "issuer",
            "https://evil.example",
            "@evil.example",
            "//",
            "..",
            "?",
            "#",
            "access_token",
            "\r\n",
            " "};
        for (auto count = 1 + random(3); count > 0; --count) {
            auto const at = random(text.size());
            switch (random(4)) {
            case 0:
                text.erase(at, 1 + random(8));
                break;
            case 1:
                text[at] = static_cast<char>(random(256));
                break;
            case 2:
                text.insert(at, pieces[random(std::size(pieces))]);
                break;
            default:
                text.insert(at, text.substr(random(text.size()), 1 + random(60)));
                break;
            }
            if (text.empty())
                text = " ";
        }
        return text;
    }

private:
    std::size_t random(std::size_t below)
    {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(generator_);
    }

    std::mt19937 generator_{20240101};
};

} // namespace

BOOST_AUTO_TEST_CASE(discovery_documents)
{
    std::string const document =
        R"({"issuer":"https://identity.example.com/t","token_endpoint":"https://identity.example.com/t/connect/token",)"
        R"("mtls_endpoint_aliases":{"token_endpoint":"https://identity.example.com/t/mtls"},"scopes_supported":["a"],)"
        R"("grant_types_supported":["client_credentials"]})";
    damage damaged;
    unsigned accepted = 0;
    for (int i = 0; i < 20000; ++i) {
        auto const body = damaged(document);
        auto const checked = identity::validate_discovery_document(body, "https://identity.example.com/t");
        if (!checked) {
            BOOST_REQUIRE(!checked.error().diagnostics.detail.empty());
            continue;
        }
        ++accepted;
        BOOST_TEST_CONTEXT(body)
        {
            std::string origin = checked->token_endpoint.substr(0, 29);
            for (char& c : origin)
                c = static_cast<char>(c | 0x20);
            BOOST_REQUIRE(origin == "https://identity.example.com/");
            BOOST_REQUIRE(checked->token_endpoint.find("/../") == std::string::npos);
            BOOST_REQUIRE(checked->token_endpoint.substr(28, 2) == "/t");
        }
    }
    BOOST_TEST(accepted > 100u); // the damage is not always fatal, or this would show nothing
}

BOOST_AUTO_TEST_CASE(token_responses)
{
    std::string const granted =
        R"({"access_token":"eyJhbGciOiJSUzI1NiJ9.e30.c2ln","expires_in":3600,"token_type":"Bearer","scope":"a b"})";
    damage damaged;
    for (int i = 0; i < 20000; ++i) {
        cloud_governance::http::response reply;
        reply.status = i % 2 == 0 ? 200 : 400;
        reply.body = damaged(granted);
        auto const token = identity::interpret_token_response(reply);
        if (!token)
            continue;
        BOOST_REQUIRE(reply.status == 200u);
        BOOST_REQUIRE(!token->access_token.empty());
        BOOST_REQUIRE(cloud_governance::http::is_valid_field_value(token->access_token.expose()));
        BOOST_REQUIRE(token->expires_in.count() > 0);
    }
}

BOOST_AUTO_TEST_CASE(user_token_documents)
{
    std::string const shown =
        R"({"value":{"access_token":"abc","refresh_token":"def","duration":3600},"isSuccess":true,"errorMsg":null})";
    damage damaged;
    for (int i = 0; i < 20000; ++i) {
        auto const tokens = identity::parse_user_tokens(damaged(shown));
        if (!tokens)
            continue;
        BOOST_REQUIRE(cloud_governance::http::is_valid_field_value(tokens->access_token.expose()));
        BOOST_REQUIRE(cloud_governance::http::is_valid_field_value(tokens->refresh_token.expose()));
        BOOST_REQUIRE(tokens->duration.count() >= 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
