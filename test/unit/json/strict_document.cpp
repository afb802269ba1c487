#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(json_strict_document)

namespace cg = cloud_governance;
using cg::json::parse_strict_document;

namespace {

/// The detail of the refusal; empty when the document was accepted.
std::string refusal(std::string_view text, cg::json::document_limits limits = cg::json::document_limits())
{
    auto const parsed = parse_strict_document(text, limits);
    return parsed ? std::string() : parsed.error().diagnostics.detail;
}

bool refused_at(std::string_view text, std::string const& pointer) { return refusal(text).starts_with(pointer + ": "); }

std::string nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

} // namespace

BOOST_AUTO_TEST_CASE(a_document_is_read_as_it_is)
{
    std::string const text =
        R"({"a":[1,-2,3.5,18446744073709551615,true,false,null,"x"],"b":{"c":"\u00e9\ud83d\ude00"},"d":{},"e":[]})";
    auto const value = parse_strict_document(" \r\n\t" + text + " \r\n\t").value();
    BOOST_TEST(value.at("a").as_array().size() == 8u);
    BOOST_TEST(value.at("b").at("c").as_string() == "é😀");
    BOOST_TEST(parse_strict_document(boost::json::serialize(value)).value() == value);
    BOOST_TEST(parse_strict_document("7").value() == 7);
}

BOOST_AUTO_TEST_CASE(long_names_and_strings_survive)
{
    std::string const name(5000, 'n');
    std::string const content(100000, 's');
    auto const value = parse_strict_document("{\"" + name + "\":\"" + content + "\"}").value();
    BOOST_TEST(std::string_view(value.at(name).as_string()) == content);
}

BOOST_AUTO_TEST_CASE(duplicate_names_are_refused_at_every_level)
{
    BOOST_TEST(refused_at(R"({"a":1,"a":1})", "/a"));
    BOOST_TEST(refused_at(R"({"a":1,"\u0061":1})", "/a"));
    BOOST_TEST(refused_at(R"({"x":[0,{"a":1,"b":{},"a":2}]})", "/x/1/a"));
    BOOST_TEST(refused_at(R"({"x":{"a/b~":1,"a/b~":2}})", "/x/a~1b~0"));
    BOOST_TEST(refusal(R"({"a":{"a":1},"b":{"a":1},"A":1})").empty());
}

BOOST_AUTO_TEST_CASE(malformed_json_is_refused_with_its_position)
{
    BOOST_TEST(refused_at("", "(top level)"));
    BOOST_TEST(refused_at("<html>", "(top level)"));
    BOOST_TEST(refused_at(R"({"a":1)", "/a"));
    BOOST_TEST(refused_at(R"({"a":[1,2,}])", "/a/2"));
    BOOST_TEST(refused_at(R"({"a":1,})", "/a"));
    BOOST_TEST(refused_at(R"({"a":NaN})", "/a"));
    BOOST_TEST(refused_at(R"({"a":01})", "/a"));
    BOOST_TEST(refused_at(
        R"({"a":"line
break"})",
        "/a"));
    BOOST_TEST(refused_at("// comment\n{}", "(top level)"));
    BOOST_TEST(refused_at("\xEF\xBB\xBF{}", "(top level)"));
}

BOOST_AUTO_TEST_CASE(trailing_text_is_refused)
{
    BOOST_TEST(refused_at("{} x", "(top level)"));
    BOOST_TEST(refused_at("{}{}", "(top level)"));
    BOOST_TEST(refused_at(std::string("{}\0", 3), "(top level)"));
}

BOOST_AUTO_TEST_CASE(text_must_be_utf8)
{
    BOOST_TEST(refused_at("{\"a\":\"\xff\"}", "/a"));
    BOOST_TEST(refused_at("{\"a\":\"\xc0\xaf\"}", "/a"));         // overlong
    BOOST_TEST(refused_at("{\"a\":\"\xed\xa0\x80\"}", "/a"));     // surrogate
    BOOST_TEST(refused_at("{\"a\":\"\xf5\x80\x80\x80\"}", "/a")); // beyond U+10FFFF
    BOOST_TEST(refused_at("{\"a\":\"\xe2\x82\"}", "/a"));         // cut
    BOOST_TEST(refused_at(R"({"a":"\ud800"})", "/a"));            // half of a pair
}

BOOST_AUTO_TEST_CASE(numbers_must_be_in_range)
{
    BOOST_TEST(refused_at(R"({"a":[1e400]})", "/a/0"));
    BOOST_TEST(refused_at(R"({"a":-1e999999999999})", "/a"));
    BOOST_TEST(refusal(R"([1e308,-1e308,1e-400])").empty());
}

BOOST_AUTO_TEST_CASE(limits_hold)
{
    BOOST_TEST(refusal(nested(64)).empty());
    BOOST_TEST(!refusal(nested(65)).empty());
    BOOST_TEST(!refusal(nested(100000)).empty());
    BOOST_TEST(refusal("[[]]", cg::json::document_limits(4, 2)).empty());
    BOOST_TEST(!refusal("[[]]", cg::json::document_limits(3, 2)).empty());
    BOOST_TEST(!refusal("[[]]", cg::json::document_limits(4, 1)).empty());
    BOOST_TEST(
        (parse_strict_document("[[]]", cg::json::document_limits(3, 2)).error().code == cg::errc::response_too_large));
}

BOOST_AUTO_TEST_CASE(messages_are_fit_for_a_log)
{
    auto const detail = refusal("{\"a\\n\\u001b[31m\":1,\"a\\n\\u001b[31m\":1}");
    BOOST_TEST(detail.find('\n') == std::string::npos);
    BOOST_TEST(detail.find('\x1b') == std::string::npos);
    std::string const name(100000, 'n');
    BOOST_TEST(refusal("{\"" + name + "\":1,\"" + name + "\":1}").size() < 300u);
}

BOOST_AUTO_TEST_CASE(values_may_live_in_wiped_memory)
{
    auto const storage = cg::json::wiping_storage();
    auto value = parse_strict_document(
                     R"({"a":"a string that does not fit into the value itself","b":[1,2,{"c":[]}]})",
                     cg::json::document_limits(), storage)
                     .value();
    BOOST_TEST((value.storage() == storage));
    // a refusal frees what was built so far
    BOOST_TEST(
        !parse_strict_document(R"({"a":{"a long enough name":["b", {"c":)", cg::json::document_limits(), storage));
    BOOST_TEST(!parse_strict_document(R"({"name of a":1,"name of a":2})", cg::json::document_limits(), storage));
    BOOST_TEST((value.at("a").as_string().storage() == storage));
}

BOOST_AUTO_TEST_SUITE_END()
