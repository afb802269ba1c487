#include "models.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

BOOST_AUTO_TEST_SUITE(json_encode)

namespace cg = cloud_governance;
namespace json = cloud_governance::json;
using namespace test_model;

namespace {

template <class T>
std::string refused(T const& value)
{
    cg::wiped_string out = "before";
    try {
        json::encode(out, value);
    }
    catch (cg::failure const& e) {
        BOOST_TEST(bool(e.code() == cg::errc::invalid_argument));
        BOOST_TEST(bool(out == "before"));
        return e.diagnostics().detail;
    }
    return "written";
}

} // namespace

BOOST_AUTO_TEST_CASE(absent_is_not_sent_and_empty_is)
{
    everything value;
    BOOST_TEST(json::encode(value) == "{}");
    value.names.emplace();
    value.labels.emplace();
    value.site_url.emplace();
    value.text = "";
    value.settings = boost::json::value(nullptr);
    BOOST_TEST(json::encode(value) == R"({"text":"","siteUrl":{},"names":[],"labels":{},"settings":null})");
    BOOST_TEST(json::encode(nothing()) == "{}");
}

BOOST_AUTO_TEST_CASE(encoding_appends)
{
    cg::wiped_string out = "[";
    json::encode(out, std::string("a"));
    json::encode(out, true);
    BOOST_TEST(bool(out == "[\"a\"true"));
}

BOOST_AUTO_TEST_CASE(text_is_escaped_as_little_as_possible)
{
    BOOST_TEST(
        json::encode(std::string("\"\\\b\f\n\r\t\x1f\x7f/é😀")) ==
        "\"\\\"\\\\\\u0008\\u000c\\n\\r\\t\\u001f\x7f/é😀\"");
    BOOST_TEST(json::encode(std::string("a\0b", 3)) == R"("a\u0000b")");
    // every character survives
    std::string all;
    for (int c = 0; c < 0x80; ++c)
        all += static_cast<char>(c);
    BOOST_TEST(*json::decode<std::string>(json::encode(all)) == all);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused)
{
    for (std::string const good :
         {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
          "\xf4\x8f\xbf\xbf"}) {
        auto const text = json::encode(good);
        BOOST_TEST(*json::decode<std::string>(text) == good);
    }
    for (std::string const bad :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2x", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe1\x80",
          "\xef\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf1\x80\x80", "\xff", "\xfe"}) {
        BOOST_TEST(refused(bad) == "root: the text is not UTF-8");
        BOOST_TEST(!json::decode<std::string>("\"" + bad + "\""));
    }
}

BOOST_AUTO_TEST_CASE(values_outside_json_are_refused_with_their_position)
{
    everything value;
    value.sites.emplace(3);
    (*value.sites)[2].root = "\xff";
    BOOST_TEST(refused(value) == "/sites/2/root: the text is not UTF-8");
    value.sites.reset();
    value.share = std::numeric_limits<double>::infinity();
    BOOST_TEST(refused(value) == "/share: the number is not finite");
    value.share = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(refused(value) == "/share: the number is not finite");
    value.share.reset();
    value.due = cg::date_time::max();
    BOOST_TEST(refused(value) == "/due: the date is outside the years 1 to 9999");
    value.due.reset();
    value.settings = boost::json::value{{"a/b~", {1, "\xff"}}};
    BOOST_TEST(refused(value) == "/settings/a~1b~0/1: the text is not UTF-8");
    value.settings.reset();
    value.labels.emplace()["k\xff"] = "x";
    BOOST_TEST(refused(value).find("the text is not UTF-8") != std::string::npos);
    value.labels.reset();
    value.additional_properties.emplace()["x"] = std::numeric_limits<double>::infinity();
    BOOST_TEST(refused(value) == "/x: the number is not finite");
}

BOOST_AUTO_TEST_CASE(numbers_read_back_to_the_same_value)
{
    BOOST_TEST(json::encode(0.1) == "0.1");
    BOOST_TEST(json::encode(5.0) == "5.0");
    BOOST_TEST(json::encode(-0.0) == "-0.0");
    BOOST_TEST(json::encode(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    std::mt19937_64 random(4711);
    for (int i = 0; i < 20'000; ++i) {
        auto const value = std::bit_cast<double>(random());
        if (!std::isfinite(value))
            continue;
        auto const read = json::decode<double>(json::encode(value));
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST(std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(value));
        auto const free = json::decode<boost::json::value>(json::encode(boost::json::value{value}));
        BOOST_TEST(free->as_array()[0].as_double() == value);
        auto const integer = static_cast<std::int64_t>(random());
        BOOST_TEST(*json::decode<std::int64_t>(json::encode(integer)) == integer);
    }
    for (double const value :
         {std::numeric_limits<double>::max(), std::numeric_limits<double>::min(),
          std::numeric_limits<double>::denorm_min(), -1e-310})
        BOOST_TEST(*json::decode<double>(json::encode(value)) == value);
    BOOST_TEST(*json::decode<double>("1e-400") == 0.0);
}

BOOST_AUTO_TEST_CASE(enumerations_are_written_as_integers)
{
    everything value;
    value.color = color::dark_red;
    value.unnamed = static_cast<unnamed>(42);
    value.colors.emplace().push_back(color::flag);
    BOOST_TEST(json::encode(value) == R"({"color":-5,"unnamed":42,"colors":[131072]})");
    BOOST_TEST(json::name_of(color::dark_red) == "DarkRed");
    BOOST_TEST(json::name_of(static_cast<color>(3)).empty());
    BOOST_TEST(json::to_string(color::dark_red) == "DarkRed");
    BOOST_TEST(json::to_string(static_cast<color>(3)) == "3");
    BOOST_TEST(json::to_string(static_cast<unnamed>(-3)) == "-3");
    BOOST_TEST(bool(json::enumerator_from_name<color>("darkRED") == color::dark_red));
    BOOST_TEST(!json::enumerator_from_name<color>("dark").has_value());
    BOOST_TEST(!json::enumerator_from_name<unnamed>("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
