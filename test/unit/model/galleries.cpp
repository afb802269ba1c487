// Dynamic requests hold galleries of many kinds in one list: what each kind has of its own survives, and can be edited.
#include <boost/test/unit_test.hpp>

#include "client/client_fixture.hpp"

#include <cloud_governance/api/requests/get_dynamic_request.hpp>
#include <cloud_governance/api/requests/submit_dynamic_request.hpp>
#include <cloud_governance/api/requests/submit_dynamic_request_by_template.hpp>
#include <cloud_governance/api/services/get_dynamic_service_request_template.hpp>
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/model/create_team_gallery.hpp>
#include <cloud_governance/model/galleries.hpp>
#include <cloud_governance/model/site_collection_lifecycle_gallery.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(model_galleries)

namespace cg = cloud_governance;
namespace json = boost::json;
namespace model = cloud_governance::model;
namespace requests = cloud_governance::api::requests;
namespace services = cloud_governance::api::services;

namespace {

auto const id = cg::uuid_from_string("6ab493d7-b588-4338-a233-9290000000ce");

// three kinds: two that this library describes, each with something that it does not, and one of the future
json::array gallery_list()
{
    return json::parse(R"([
        {"galleryType": "CreateTeam", "galleryInternalName": "team-1", "objectId": "",
         "teamNameAndDescription": {"displayName": "", "prefix": "PRJ-", "later": {"kept": [1, 2.5, null]}},
         "siteDesign": {"appliedSiteDesignId": "d1", "siteDesign": {"id": "d1"}},
         "owners": {"owners": []}, "privacy": null, "galleryMetadata": [{"name": "Cost centre", "value": "4711"}],
         "memberOfTheFuture": true},
        {"galleryType": "SiteLifecycle", "galleryInternalName": "life-1", "isTenantAllowGuest": false,
         "scInfo": {"later": "kept"}},
        {"galleryType": "OfTheFuture", "anything": [{"deep": {"deeper": 12345678901234567890}}], "number": 0.1}
    ])")
        .as_array();
}

json::value document(char const* name) { return {{"serviceId", cg::to_string(id)}, {name, gallery_list()}}; }

json::value sent_body(client_test::client_fixture<>& fixture)
{
    return json::parse(fixture.transport->requests().back().body);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_gallery_keeps_its_own_fields_from_reading_to_submitting)
{
    client_test::client_fixture fixture;
    fixture.transport->answer(200, json::serialize(document("activityGalleries")));
    auto request = fixture.call(requests::get_dynamic_request(id)).value();
    BOOST_TEST(cg::galleries(request).size() == 3u);
    request.summary = "edited";
    cg::galleries(request).at(2).gallery_internal_name = "named";

    fixture.transport->answer(200, "\"" + cg::to_string(id) + "\"");
    BOOST_TEST(fixture.call(requests::submit_dynamic_request(request)).has_value());
    auto expected = document("activityGalleries");
    expected.as_object()["summary"] = "edited";
    expected.at("activityGalleries").as_array().at(2).as_object()["galleryInternalName"] = "named";
    BOOST_TEST((sent_body(fixture) == expected));
}

BOOST_AUTO_TEST_CASE(a_gallery_is_edited_by_its_typed_view_and_put_back)
{
    client_test::client_fixture fixture;
    for (char const* const name : {"galleries", "activityGalleries"}) {
        fixture.transport->answer(200, json::serialize(document(name)));
        auto request = fixture.call(services::get_dynamic_service_request_template(id)).value();
        for (auto& gallery : cg::galleries(request)) {
            if (gallery.gallery_type != "CreateTeam")
                continue;
            auto team = cg::json::decode_as<model::create_team_gallery>(gallery).value();
            BOOST_TEST((team.team_name_and_description->prefix == "PRJ-"));
            BOOST_TEST((team.gallery_metadata->at(0).value == "4711"));
            team.team_name_and_description->display_name = "Apollo";
            team.site_design->additional_properties->at("siteDesign").as_object()["id"] = "d2";
            gallery = cg::json::decode_as<model::gallery_base>(team).value();
            BOOST_TEST((gallery.gallery_type == "CreateTeam"));
            BOOST_TEST((gallery.gallery_metadata->at(0).value == "4711"));
        }
        auto const life = cg::json::decode_as<model::site_collection_lifecycle_gallery>(cg::galleries(request).at(1));
        BOOST_TEST((life->is_tenant_allow_guest == false));
        BOOST_TEST(life->site_collection_info.has_value());

        fixture.transport->answer(200, "\"" + cg::to_string(id) + "\"");
        BOOST_TEST(fixture.call(requests::submit_dynamic_request_by_template(request)).has_value());
        auto expected = document(name);
        auto& list = expected.at(name).as_array();
        // the view knows this member, and null means that it is absent
        list.at(0).as_object().erase("privacy");
        list.at(0).at("teamNameAndDescription").as_object()["displayName"] = "Apollo";
        list.at(0).at("siteDesign").at("siteDesign").as_object()["id"] = "d2";
        BOOST_TEST((sent_body(fixture) == expected));
    }
}

BOOST_AUTO_TEST_CASE(the_list_is_found_under_either_name)
{
    model::dynamic_request_template_model either;
    auto const& unchanged = either;
    BOOST_TEST(cg::galleries(unchanged).empty());
    BOOST_TEST(!either.activity_galleries.has_value());
    either.galleries.emplace(2);
    BOOST_TEST(&cg::galleries(either) == &*either.galleries);
    BOOST_TEST(&cg::galleries(unchanged) == &*either.galleries);
    // both: the documented one
    either.activity_galleries.emplace(1);
    BOOST_TEST(&cg::galleries(either) == &*either.activity_galleries);

    // none yet: the documented one is made
    model::dynamic_request_template_model fresh;
    cg::galleries(fresh).emplace_back();
    BOOST_TEST(fresh.activity_galleries->size() == 1u);
    BOOST_TEST(!fresh.galleries.has_value());
    model::dynamic_request request;
    BOOST_TEST(cg::galleries(request).empty());
    BOOST_TEST(request.activity_galleries.has_value());
}

BOOST_AUTO_TEST_CASE(a_view_that_does_not_fit_says_where)
{
    model::gallery_base wrong;
    wrong.additional_properties.emplace()["teamNameAndDescription"] = {{"displayName", 5}};
    auto const refused = cg::json::decode_as<model::create_team_gallery>(wrong);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == cg::errc::invalid_response));
    BOOST_TEST(refused.error().diagnostics.detail.starts_with("/teamNameAndDescription/displayName: "));
}

BOOST_AUTO_TEST_SUITE_END()
