#include "models.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(json_round_trip)

namespace cg = cloud_governance;
namespace json = cloud_governance::json;
using namespace test_model;

BOOST_AUTO_TEST_CASE(every_kind_of_member_survives)
{
    std::string const text =
        R"({"text":"a\"\\\n\u0001é😀","flag":false,"small":-2147483648,"large":9223372036854775807,"share":0.1,)"
        R"("id":"6ab493d7-b588-4338-a233-9290000000ce","due":"2025-08-25T09:30:15.25Z","color":-5,"unnamed":7,)"
        R"("siteUrl":{"root":"https://contoso","managedPath":""},"sites":[{},{"root":"x"}],"names":["","b"],)"
        R"("numbers":[],"colors":[1,99],"ids":["00000000-0000-0000-0000-000000000001"],"labels":{"a":"1","b":""},)"
        R"("sitesByName":{"one":{"root":"r"}},"settings":{"a":[1,2.5,null,{"b":true}]},)"
        R"("unknown":{"kept":[1,18446744073709551615,-1,1.0,"x",false,null,{}]},"alsoUnknown":null})";
    auto const value = json::decode<everything>(text);
    BOOST_REQUIRE_MESSAGE(value, value.error().diagnostics.detail);
    BOOST_TEST(json::encode(*value) == text);
}

BOOST_AUTO_TEST_SUITE_END()
