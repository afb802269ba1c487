#include "models.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <utility>

BOOST_AUTO_TEST_SUITE(json_decode)

namespace cg = cloud_governance;
namespace json = cloud_governance::json;
using namespace test_model;

namespace {

template <class T>
T read(std::string_view text)
{
    auto value = json::decode<T>(text);
    BOOST_REQUIRE_MESSAGE(value, text << ": " << (value ? "" : value.error().diagnostics.detail));
    return *std::move(value);
}

template <class T>
std::string reason(std::string_view text)
{
    auto const value = json::decode<T>(text);
    if (value)
        return "accepted: " + json::encode(*value);
    BOOST_TEST(bool(value.error().code == cg::errc::invalid_response));
    return value.error().diagnostics.detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(roots_of_every_kind)
{
    BOOST_TEST(read<std::string>(R"("a\u00e9")") == "a\xc3\xa9");
    BOOST_TEST(read<bool>(" true ") == true);
    BOOST_TEST(read<std::int32_t>("-7") == -7);
    BOOST_TEST(read<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(read<double>("2.5") == 2.5);
    BOOST_TEST(
        cg::to_string(read<cg::uuid>(R"("6AB493D7-b588-4338-a233-9290000000ce")")) ==
        "6ab493d7-b588-4338-a233-9290000000ce");
    BOOST_TEST(cg::to_string(read<cg::date_time>(R"("2025-08-25T09:30:00")")) == "2025-08-25T09:30:00Z");
    BOOST_TEST(bool(read<color>("1") == color::red));
    BOOST_TEST(bool(read<color>(R"("darkred")") == color::dark_red));
    BOOST_TEST(read<std::vector<std::string>>(R"(["a",null,"b"])")[1].empty());
    BOOST_TEST(read<std::vector<std::vector<std::int32_t>>>("[[1],[],[2,3]]")[2][1] == 3);
    BOOST_TEST(read<json::map<double>>(R"({"b":1,"a":2.5})").at("a") == 2.5);
    BOOST_TEST(bool(read<boost::json::value>(R"([{"a":null}])") == boost::json::parse(R"([{"a":null}])")));
    BOOST_TEST(read<boost::json::value>("null").is_null());
    BOOST_TEST(read<boost::json::value>("7").as_int64() == 7);
}

BOOST_AUTO_TEST_CASE(null_and_missing_read_as_absent)
{
    auto const value = read<everything>(
        R"({"text":null,"flag":null,"small":null,"large":null,"share":null,"id":null,"due":null,"color":null,)"
        R"("siteUrl":null,"sites":null,"labels":null,"settings":null,"sitesByName":{"a":null,"b":{}}})");
    BOOST_TEST(json::encode(value) == R"({"sitesByName":{"b":{}}})");
    BOOST_TEST(!value.additional_properties);
    auto const arrays = read<everything>(R"({"sites":[null,{}],"names":[]})");
    BOOST_TEST(arrays.sites->size() == 2u);
    BOOST_TEST(arrays.names.has_value());
    BOOST_TEST(arrays.names->empty());
    BOOST_TEST(!arrays.numbers);
}

BOOST_AUTO_TEST_CASE(names_match_exactly_first_and_in_another_letter_case_else)
{
    auto const value = read<everything>(R"({"SITEURL":{"Root":"x"},"Text":"a","tex":"b","textt":"c"})");
    BOOST_TEST(*value.site_url->root == "x");
    BOOST_TEST(*value.text == "a");
    BOOST_TEST(value.additional_properties->size() == 2u);
    // in any order
    BOOST_TEST(*read<everything>(R"({"share":1,"small":2,"text":"x"})").text == "x");
}

BOOST_AUTO_TEST_CASE(the_last_of_a_repeated_member_counts)
{
    auto const value = read<everything>(
        R"({"text":"first","names":["a","b"],"siteUrl":{"root":"a","x":1},"labels":{"k":"1","k":"2"},"u":1,)"
        R"("text":"second","names":["c"],"siteUrl":{"managedPath":"b"},"u":[2],"small":1,"small":null})");
    BOOST_TEST(
        json::encode(value) ==
        R"({"text":"second","siteUrl":{"managedPath":"b"},"names":["c"],"labels":{"k":"2"},"u":[2]})");
}

BOOST_AUTO_TEST_CASE(numbers_and_booleans_are_accepted_as_strings_and_empty_strings_as_absent)
{
    auto const value = read<everything>(
        R"({"flag":"True","small":"-5","large":"9007199254740993","share":"2.5e3","color":"131072","numbers":["7"]})");
    BOOST_TEST(*value.flag);
    BOOST_TEST(*value.small == -5);
    BOOST_TEST(*value.large == 9'007'199'254'740'993);
    BOOST_TEST(*value.share == 2500);
    BOOST_TEST(bool(*value.color == color::flag));
    BOOST_TEST(value.numbers->front() == 7);
    BOOST_TEST(*read<everything>(R"({"small":5.0})").small == 5);
    BOOST_TEST(*read<everything>(R"({"large":1e3})").large == 1000);
    BOOST_TEST(*read<everything>(R"({"share":5})").share == 5);
    BOOST_TEST(*read<everything>(R"({"share":18446744073709551615})").share == 18446744073709551615.0);
    BOOST_TEST(
        json::encode(read<everything>(R"({"text":"","flag":"","small":"","large":"","share":"","id":"","due":""})")) ==
        R"({"text":""})");
}

BOOST_AUTO_TEST_CASE(enumerations_are_open)
{
    BOOST_TEST(bool(*read<everything>(R"({"color":"RED"})").color == color::red));
    BOOST_TEST(static_cast<int>(*read<everything>(R"({"color":77})").color) == 77);
    BOOST_TEST(static_cast<int>(*read<everything>(R"({"unnamed":"3"})").unnamed) == 3);
    auto unknown = read<everything>(R"({"color":"Purple"})");
    BOOST_TEST(!unknown.color);
    BOOST_TEST(unknown.additional_properties->at("color") == "Purple");
    BOOST_TEST(json::encode(unknown) == R"({"color":"Purple"})");
    BOOST_TEST(json::encode(read<everything>(R"({"color":"Purple","color":1})")) == R"({"color":1})");
    BOOST_TEST(json::encode(read<everything>(R"({"color":"Purple","color":"Red"})")) == R"({"color":1})");
    BOOST_TEST(json::encode(read<everything>(R"({"color":1,"color":"Purple"})")) == R"({"color":"Purple"})");
    BOOST_TEST(json::encode(read<everything>(R"({"color":"Purple","color":null})")) == "{}");
    unknown.color = color::none; // what the caller sets wins over what was kept
    BOOST_TEST(json::encode(unknown) == R"({"color":0})");
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_is_refused_with_its_position)
{
    std::pair<char const*, char const*> const cases[] = {
        {R"({"id":7})", "/id: expected a UUID string, found a number"},
        {R"({"id":"7"})", "/id: expected a UUID string, found another string"},
        {R"({"id":{}})", "/id: expected a UUID string, found an object"},
        {R"({"text":7})", "/text: expected a string, found a number"},
        {R"({"text":2.5})", "/text: expected a string, found a number"},
        {R"({"text":true})", "/text: expected a string, found a boolean"},
        {R"({"text":[]})", "/text: expected a string, found an array"},
        {R"({"flag":1})", "/flag: expected a boolean, found a number"},
        {R"({"flag":"yes"})", "/flag: expected a boolean, found a string"},
        {R"({"small":2147483648})", "/small: expected a 32-bit integer, found a number out of its range"},
        {R"({"small":"2147483648"})", "/small: expected a 32-bit integer, found a number out of its range"},
        {R"({"small":-2147483649})", "/small: expected a 32-bit integer, found a number out of its range"},
        {R"({"small":1.5})", "/small: expected a 32-bit integer, found a number with a fraction"},
        {R"({"small":"1.5"})", "/small: expected a 32-bit integer, found a string"},
        {R"({"small":"5 "})", "/small: expected a 32-bit integer, found a string"},
        {R"({"large":9223372036854775808})", "/large: expected a 64-bit integer, found a number out of its range"},
        {R"({"large":"9223372036854775808"})", "/large: expected a 64-bit integer, found a number out of its range"},
        {R"({"large":1e30})", "/large: expected a 64-bit integer, found a number out of its range"},
        {R"({"share":1e400})", "/share: a number out of the range of a double"},
        {R"({"share":"NaN"})", "/share: expected a number, found a string"},
        {R"({"unknown":[1e400]})", "/unknown: a number out of the range of a double"},
        {R"({"due":5})", "/due: expected an ISO 8601 date and time, found a number"},
        {R"({"due":"2025-02-30"})", "/due: expected an ISO 8601 date and time: there is no such day"},
        {R"({"color":[]})", "/color: expected an enumerator's number or name, found an array"},
        {R"({"color":4294967296})", "/color: expected an enumerator's number or name, found a number out of its range"},
        {R"({"colors":["Purple"]})", "/colors/0: expected an enumerator's number or name, found an unknown name"},
        {R"({"siteUrl":"x"})", "/siteUrl: expected an object, found a string"},
        {R"({"siteUrl":{"root":1}})", "/siteUrl/root: expected a string, found a number"},
        {R"({"sites":{}})", "/sites: expected an array, found an object"},
        {R"({"sites":[{},{},{"root":"a"},{"root":"b","managedPath":false}]})",
         "/sites/3/managedPath: expected a string, found a boolean"},
        {R"({"ids":[null]})", "/ids/0: expected a UUID string, found null"},
        {R"({"numbers":[1,null]})", "/numbers/1: expected a 32-bit integer, found null"},
        {R"({"labels":{"a/b~c":1}})", "/labels/a~1b~0c: expected a string, found a number"},
        {R"({"sitesByName":{"one":{},"two":{"root":7}}})", "/sitesByName/two/root: expected a string, found a number"},
        {"[]", "root: expected an object, found an array"},
        {"null", "root: expected an object, found null"},
        {"7", "root: expected an object, found a number"},
    };
    for (auto const& [text, expected] : cases)
        BOOST_TEST(reason<everything>(text) == expected);
    BOOST_TEST(reason<cg::uuid>("null") == "root: expected a UUID string, found null");
    BOOST_TEST(
        reason<std::vector<tree_node>>(R"([{},{"children":[{"left":{"name":[]}}]}])") ==
        "/1/children/0/left/name: expected a string, found an array");
}

BOOST_AUTO_TEST_CASE(malformed_json_is_refused)
{
    std::pair<std::string_view, std::string_view> const cases[] = {
        {"", "root: the text is empty, at byte 0"},
        {R"({"text":"a)", "/text: the text ends early, at byte 10"},
        {R"({"text":"a"}x)", "root: something follows the value, at byte 12"},
        {"{}{}", "root: something follows the value, at byte 2"},
        {"<html>", "root: not valid JSON: syntax error"},
        {R"({"text":'a'})", "/text: not valid JSON: syntax error"},
        {R"({"small":01})", "/small: not valid JSON"},
        {R"({"small":NaN})", "/small: not valid JSON"},
        {R"({"small":1,})", "/small: not valid JSON"},
        {R"({"names":["a" "b"]})", "/names/0: not valid JSON"},
        {"{\"text\":\"\xff\"}", "/text: not valid UTF-8, at byte 9"},
        {"{\"text\":\"a\xc3\"}", "/text: not valid"},
        {"{\"x\xed\xa0\x80\":1}", "root: not valid"},
        {R"({"text":"\ud800"})", "/text: not valid JSON"},
        {"{\"text\":\"a\nb\"}", "/text: not valid JSON"},
        {"{} // comment", "root: something follows the value"},
    };
    for (auto const& [text, expected] : cases) {
        auto const found = reason<everything>(text);
        BOOST_TEST(found.substr(0, expected.size()) == expected);
    }
    auto const failed = json::decode<everything>("{]");
    BOOST_TEST(
        failed.error().diagnostics.cause.message() ==
        boost::json::make_error_code(boost::json::error::syntax).message());
}

BOOST_AUTO_TEST_CASE(depth_is_limited_to_64_levels)
{
    auto const nested = [](std::size_t levels, std::string const& open, std::string const& close) {
        std::string text;
        for (std::size_t i = 0; i < levels; ++i)
            text += open;
        for (std::size_t i = 0; i < levels; ++i)
            text += close;
        return text;
    };
    BOOST_TEST(json::decode<boost::json::value>(nested(64, "[", "]")).has_value());
    BOOST_TEST(!json::decode<boost::json::value>(nested(65, "[", "]")));
    BOOST_TEST(!json::decode<boost::json::value>(nested(1'000'000, "[", "]")));
    auto tree = [&](std::size_t levels) {
        return nested(levels - 1, R"({"left":)", "") + "{}" + std::string(levels - 1, '}');
    };
    BOOST_TEST(json::decode<tree_node>(tree(64)).has_value());
    auto const refused = reason<tree_node>(tree(65));
    BOOST_TEST(refused.find("/left/left: nested deeper than 64 levels") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(messages_quote_no_values_and_no_control_characters)
{
    BOOST_TEST(reason<everything>(R"({"id":"SECRET"})").find("SECRET") == std::string::npos);
    BOOST_TEST(reason<everything>(R"({"due":"SECRET"})").find("SECRET") == std::string::npos);
    BOOST_TEST(reason<json::map<bool>>("{\"a\\r\\nb\":1}") == "/a\\x0d\\x0ab: expected a boolean, found a number");
}

BOOST_AUTO_TEST_SUITE_END()
