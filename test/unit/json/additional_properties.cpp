#include "models.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(json_additional_properties)

namespace cg = cloud_governance;
namespace json = cloud_governance::json;
using namespace test_model;

namespace {

/// The base type of an untyped union, and one of the types that it stands for.
struct gallery {
    gallery() = default;
    std::optional<std::string> gallery_type;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"galleryType", offsetof(Self, gallery_type), json::type_of<decltype(Self::gallery_type)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

struct site_gallery {
    site_gallery() = default;
    std::optional<std::string> gallery_type;
    json::box<std::vector<site_url>> sites;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"galleryType", offsetof(Self, gallery_type), json::type_of<decltype(Self::gallery_type)>()},
            {"sites", offsetof(Self, sites), json::type_of<decltype(Self::sites)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(unknown_members_survive_at_every_level)
{
    std::string const text = R"({"siteUrl":{"root":"r","new":{"deep":[1,2.5,"x",null]}},)"
                             R"("sites":[{"managedPath":"m","a":1},{"b":[]}],"sitesByName":{"k":{"c":"d"}},)"
                             R"("z":null,"y":[{"q":18446744073709551615}],"x":"text"})";
    auto value = *json::decode<everything>(text);
    BOOST_TEST(json::encode(value) == text);
    BOOST_TEST(value.additional_properties->size() == 3u);
    BOOST_TEST(
        bool(value.site_url->additional_properties->at("new") == boost::json::parse(R"({"deep":[1,2.5,"x",null]})")));

    everything const copy = value;
    value.additional_properties->erase("z");
    BOOST_TEST(json::encode(copy) == text);
    BOOST_TEST(!json::equal(copy, value));

    auto const empty = *json::decode<nothing>(R"({"a":1})");
    BOOST_TEST(json::encode(empty) == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(a_present_member_wins_over_a_kept_one_of_its_name)
{
    everything value;
    value.additional_properties.emplace()["TEXT"] = "kept";
    value.additional_properties->emplace("other", 1);
    BOOST_TEST(json::encode(value) == R"({"TEXT":"kept","other":1})");
    value.text = "set";
    BOOST_TEST(json::encode(value) == R"({"text":"set","other":1})");
}

BOOST_AUTO_TEST_CASE(a_union_is_read_as_its_real_type_and_back)
{
    std::string const text = R"({"galleryType":"site","sites":[{"root":"r","later":1}],"more":true})";
    auto const base = *json::decode<gallery>(text);
    auto typed = *json::decode_as<site_gallery>(base);
    BOOST_TEST(*typed.sites->at(0).root == "r");
    BOOST_TEST(json::encode(typed) == text);
    typed.sites->at(0).root = "edited";
    auto const back = *json::decode_as<gallery>(typed);
    BOOST_TEST(*back.gallery_type == "site");
    BOOST_TEST(json::encode(back) == R"({"galleryType":"site","sites":[{"root":"edited","later":1}],"more":true})");

    auto wrong = base;
    wrong.additional_properties->at("sites") = 7;
    auto const refused = json::decode_as<site_gallery>(wrong);
    BOOST_TEST(refused.error().diagnostics.detail == "/sites: expected an array, found a number");
    wrong.gallery_type = "\xff";
    BOOST_TEST(bool(json::decode_as<site_gallery>(wrong).error().code == cg::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(equality_compares_every_member)
{
    std::string const text =
        R"({"text":"a","flag":true,"small":1,"large":2,"share":0.5,"id":"6ab493d7-b588-4338-a233-9290000000ce",)"
        R"("due":"2025-08-25T09:30:00Z","color":1,"unnamed":2,"siteUrl":{"root":"r"},"sites":[{"root":"r"}],)"
        R"("names":["n"],"numbers":[1],"colors":[1],"ids":["6ab493d7-b588-4338-a233-9290000000ce"],)"
        R"("labels":{"k":"v"},"sitesByName":{"k":{"root":"r"}},"settings":{"a":1},"unknown":1})";
    auto const value = *json::decode<everything>(text);
    BOOST_TEST(json::equal(value, value));
    BOOST_TEST(json::equal(value, *json::decode<everything>(text)));
    auto const object = boost::json::parse(text).as_object();
    for (auto const& member : object) {
        auto without = object;
        without.erase(member.key());
        auto const fewer = *json::decode<everything>(boost::json::serialize(without));
        BOOST_TEST(!json::equal(value, fewer), member.key());
        BOOST_TEST(!json::equal(fewer, value), member.key());
    }
    for (char const* other :
         {R"({"text":"b"})",
          R"({"flag":false})",
          R"({"small":2})",
          R"({"large":3})",
          R"({"share":0.25})",
          R"({"id":"7ab493d7-b588-4338-a233-9290000000ce"})",
          R"({"due":"2025-08-25T09:30:01Z"})",
          R"({"color":0})",
          R"({"unnamed":3})",
          R"({"siteUrl":{"root":"s"}})",
          R"({"sites":[{"root":"s"}]})",
          R"({"sites":[]})",
          R"({"names":["m"]})",
          R"({"numbers":[2]})",
          R"({"colors":[0]})",
          R"({"labels":{"k":"w"}})",
          R"({"labels":{"l":"v"}})",
          R"({"sitesByName":{"k":{}}})",
          R"({"settings":{"a":2}})",
          R"({"unknown":2})"}) {
        auto changed = object;
        auto const replacements = boost::json::parse(other);
        for (auto const& member : replacements.as_object())
            changed[member.key()] = member.value();
        BOOST_TEST(!json::equal(value, *json::decode<everything>(boost::json::serialize(changed))), other);
    }
    everything none;
    everything empty;
    empty.additional_properties.emplace();
    BOOST_TEST(json::equal(none, empty));
}

BOOST_AUTO_TEST_SUITE_END()
