#include <boost/test/unit_test.hpp>

// What the generated models promise together: nothing a service sent is lost between reading and submitting.
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/model.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(model_request_template)

namespace cg = cloud_governance;
namespace model = cloud_governance::model;

namespace {

boost::json::value again(auto const& value) { return boost::json::parse(cg::json::encode(value)); }

} // namespace

BOOST_AUTO_TEST_CASE(edit_and_send_back)
{
    auto service = cg::json::decode<model::create_site_service>(R"({"requestTemplate": {
        "siteTitle": "", "siteUrl": {"root": "https://contoso.sharepoint.com", "managedPath": "sites", "name": ""},
        "additionalAdmins": [], "metadatas": [{"name": "Cost centre", "value": null, "later": {"depth": [1, 2.5]}}],
        "fieldFromTheFuture": {"kept": true}}})");
    BOOST_TEST_REQUIRE(service.has_value());
    model::create_site_request request = *service->request_template;
    request.site_title = "Apollo";
    request.site_url->name = "apollo";
    (*request.metadatas)[0].value = "4711";
    auto const expected = boost::json::parse(R"({
        "siteTitle": "Apollo",
        "siteUrl": {"root": "https://contoso.sharepoint.com", "managedPath": "sites", "name": "apollo"},
        "additionalAdmins": [], "metadatas": [{"name": "Cost centre", "value": "4711", "later": {"depth": [1, 2.5]}}],
        "fieldFromTheFuture": {"kept": true}})");
    BOOST_TEST((again(request) == expected));
}

BOOST_AUTO_TEST_CASE(recursive_model)
{
    auto root =
        cg::json::decode<model::tree_node>(R"({"name": "a", "parent": {"name": "b", "parent": {"name": "c"}}})");
    BOOST_TEST_REQUIRE(root.has_value());
    BOOST_TEST((root->parent->parent->name == "c"));
    model::tree_node const copy = *root;
    root->parent->parent->name = "d";
    BOOST_TEST((copy.parent->parent->name == "c"));
    BOOST_TEST(!(copy == *root));
}

BOOST_AUTO_TEST_CASE(names_that_break_the_rule)
{
    auto token = cg::json::decode<model::delegated_access_token>(R"({"access_token": "a", "duration": 3600})");
    BOOST_TEST_REQUIRE(token.has_value());
    BOOST_TEST((token->access_token == "a"));
    auto properties = cg::json::decode<model::api_task_dynamic_properties>(R"({"PrimaryContact": {"x": 1}})");
    BOOST_TEST_REQUIRE(properties.has_value());
    BOOST_TEST(properties->primary_contact.has_value());
    auto library = cg::json::decode<model::library_design>(R"({"libraryDesign": null})");
    BOOST_TEST(library.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
