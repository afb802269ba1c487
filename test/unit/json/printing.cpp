#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/model/api_credential.hpp>
#include <cloud_governance/model/delegated_access_token_api_result.hpp>
#include <cloud_governance/model/sas_uri_model.hpp>
#include <cloud_governance/model/task_result.hpp>
#include <cloud_governance/model/tree_node.hpp>
#include <cloud_governance/model/trigger_type.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(json_printing)

namespace json = cloud_governance::json;
namespace model = cloud_governance::model;

namespace {

std::string printed(auto const& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_model_prints_as_json_with_its_credentials_masked)
{
    model::api_credential credential;
    credential.user_principal_name = "an-id";
    credential.client_secret = "canary-secret";
    BOOST_TEST(to_string(credential).find("canary") == std::string::npos);
    BOOST_TEST(to_string(credential).find("\"clientSecret\":\"***\"") != std::string::npos);
    BOOST_TEST(printed(credential) == json::to_log_text(credential));
    // what is sent is another matter
    BOOST_TEST(json::encode(credential).find("canary-secret") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(credentials_in_nested_models_are_masked)
{
    model::delegated_access_token_api_result result;
    auto& token = result.value.emplace();
    token.access_token = "canary-access";
    token.refresh_token = "canary-refresh";
    BOOST_TEST(to_string(result).find("canary") == std::string::npos);
    BOOST_TEST(to_string(result).find("***") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_members_beside_a_credential_are_masked)
{
    model::sas_uri_model address;
    address.uri = "https://example.test/?sig=canary";
    address.additional_properties.emplace()["signature"] = "canary";
    BOOST_TEST(to_string(address) == R"({"uri":"***","signature":"***"})");
}

BOOST_AUTO_TEST_CASE(an_absent_credential_is_absent) { BOOST_TEST(to_string(model::api_credential()) == "{}"); }

BOOST_AUTO_TEST_CASE(values_that_cannot_be_encoded_are_named_instead_of_thrown)
{
    model::api_credential credential;
    credential.user_principal_name = "\xff";
    BOOST_TEST(to_string(credential) == "(not shown: /userPrincipalName: the text is not UTF-8)");
}

BOOST_AUTO_TEST_CASE(enumerators_from_and_to_text)
{
    BOOST_TEST(to_string(model::task_result::time_out) == "TimeOut");
    BOOST_CHECK(model::from_string<model::task_result>("TimeOut") == model::task_result::time_out);
    BOOST_CHECK(model::from_string<model::task_result>("timeout") == model::task_result::time_out);
    BOOST_CHECK(json::from_string<model::task_result>("4") == model::task_result::time_out);
    BOOST_CHECK(json::from_string<model::task_result>("-12345") == static_cast<model::task_result>(-12345));
    BOOST_CHECK(to_string(static_cast<model::task_result>(-12345)) == "-12345");
    for (char const* wrong : {"", "Late", " 4", "4 ", "4.0", "99999999999"})
        BOOST_TEST(!json::from_string<model::task_result>(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(flags_combine)
{
    using model::trigger_type;
    auto value = trigger_type::request_submitted | trigger_type::task_created;
    BOOST_TEST(static_cast<std::int32_t>(value) == 9);
    BOOST_TEST(has_flags(value, trigger_type::task_created));
    BOOST_TEST(!has_flags(value, trigger_type::task_approved));
    BOOST_TEST(!has_flags(value, trigger_type::task_created | trigger_type::task_approved));
    BOOST_CHECK((value & trigger_type::task_created) == trigger_type::task_created);
    BOOST_CHECK((value ^ trigger_type::task_created) == trigger_type::request_submitted);
    value &= ~trigger_type::request_submitted;
    BOOST_CHECK(value == trigger_type::task_created);
    value |= trigger_type::task_approved;
    value ^= trigger_type::task_created;
    BOOST_CHECK(value == trigger_type::task_approved);
    static_assert(!json::flags_enumeration<model::task_result>);
}

BOOST_AUTO_TEST_SUITE_END()
