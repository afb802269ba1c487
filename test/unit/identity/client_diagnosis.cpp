#include <cloud_governance/identity/client_diagnosis.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(identity_client_diagnosis)

namespace identity = cloud_governance::identity;
using identity::client_authentication;
using namespace std::chrono_literals;

namespace {

std::chrono::sys_seconds const now{1'700'000'000s};

identity::client_facts assertion()
{
    identity::client_facts out;
    out.authentication = client_authentication::private_key_jwt;
    out.client_id_size = 36;
    out.algorithm = "RS256";
    out.type = "JWT";
    out.audience = {"https://identity.example.com/connect/token"};
    out.assertion_lifetime = 5min;
    out.thumbprint = "23BA1FFD";
    out.not_before = now - 24h;
    out.not_after = now + 24h;
    return out;
}

identity::client_facts secret(client_authentication method = client_authentication::client_secret_post)
{
    identity::client_facts out;
    out.authentication = method;
    out.client_id_size = 36;
    out.secret_size = 40;
    return out;
}

class diagnosis {
public:
    diagnosis(
        identity::client_facts const& facts, identity::discovery_document const& document = {},
        std::optional<std::chrono::sys_seconds> server_time = now)
        : hints_(identity::diagnose_invalid_client(facts, document, server_time, now))
    {
    }

    /// The place of the first hint with this text; 99 when there is none.
    std::size_t place(std::string_view text) const
    {
        for (std::size_t i = 0; i < hints_.size(); ++i)
            if (hints_[i].find(text) != std::string::npos)
                return i;
        return 99;
    }

    bool says(std::string_view text) const { return place(text) != 99; }

private:
    std::vector<std::string> hints_;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_diagnosis_is_never_empty)
{
    BOOST_TEST(diagnosis(assertion()).says("23BA1FFD"));
    BOOST_TEST(diagnosis(assertion()).says("connect/token with typ JWT"));
    BOOST_TEST(!diagnosis(assertion()).says("clock"));
    BOOST_TEST(!diagnosis(assertion()).says("certificate expired"));
    BOOST_TEST(diagnosis(secret()).says("secret is perhaps wrong or expired"));
    BOOST_TEST(diagnosis(secret()).says("client id is perhaps wrong"));
    BOOST_TEST(!diagnosis(secret()).says("audience"));
}

BOOST_AUTO_TEST_CASE(the_clock)
{
    BOOST_TEST(diagnosis(assertion(), {}, now - 400s).place("400 s ahead of") == 0u);
    BOOST_TEST(diagnosis(assertion(), {}, now + 601s).place("601 s behind") == 0u);
    BOOST_TEST(!diagnosis(assertion(), {}, now + 60s).says("clock"));
    BOOST_TEST(!diagnosis(assertion(), {}, std::nullopt).says("clock"));
    BOOST_TEST(!diagnosis(secret(), {}, now + 24h).says("clock")); // a secret does not care
}

BOOST_AUTO_TEST_CASE(the_certificates_validity)
{
    auto expired = assertion();
    expired.not_after = now - 1s;
    BOOST_TEST(diagnosis(expired).place("certificate expired at 2023-11-14T22:13:19Z") == 0u);
    auto early = assertion();
    early.not_before = now + 1s;
    BOOST_TEST(diagnosis(early).place("valid only from 2023-11-14T22:13:21Z") == 0u);
}

BOOST_AUTO_TEST_CASE(methods_and_algorithms_against_the_advertised_ones)
{
    identity::discovery_document document;
    document.token_endpoint_auth_methods_supported = {"client_secret_basic"};
    document.token_endpoint_auth_signing_alg_values_supported = {"ES256", "PS256"};
    BOOST_TEST(diagnosis(assertion(), document).says("method private_key_jwt; it lists client_secret_basic"));
    BOOST_TEST(diagnosis(assertion(), document).says("algorithm RS256; it lists ES256, PS256"));
    BOOST_TEST(diagnosis(secret(), document).says("method client_secret_post"));
    BOOST_TEST(!diagnosis(secret(), document).says("algorithm"));
    BOOST_TEST(!diagnosis(secret(client_authentication::client_secret_basic), document).says("advertise"));
}

BOOST_AUTO_TEST_CASE(lengths)
{
    auto long_secret = secret();
    long_secret.secret_size = 101;
    BOOST_TEST(diagnosis(long_secret).place("101 bytes") == 0u);
    auto long_id = assertion();
    long_id.client_id_size = 101;
    BOOST_TEST(diagnosis(long_id).says("client id is 101 bytes"));
    auto fitting = secret();
    fitting.secret_size = 100;
    fitting.client_id_size = 100;
    BOOST_TEST(!diagnosis(fitting).says("bytes"));
}

BOOST_AUTO_TEST_CASE(secrets_that_some_servers_misread)
{
    auto odd = secret(client_authentication::client_secret_basic);
    odd.needs_encoding = true;
    BOOST_TEST(diagnosis(odd).place("secret_method::post") == 0u);
    odd.authentication = client_authentication::client_secret_post;
    BOOST_TEST(!diagnosis(odd).says("secret_method::post"));
    auto profile = secret();
    profile.looks_like_profile_secret = true;
    BOOST_TEST(diagnosis(profile).place("API profile") == 0u);
}

BOOST_AUTO_TEST_CASE(the_issuer_is_named_where_it_is_known)
{
    identity::discovery_document document;
    document.issuer = "https://identity.example.com";
    BOOST_TEST(diagnosis(assertion(), document).says("issuer is https://identity.example.com"));
    BOOST_TEST(!diagnosis(assertion()).says("issuer is"));
}

BOOST_AUTO_TEST_SUITE_END()
