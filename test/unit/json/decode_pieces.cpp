#include "models.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

BOOST_AUTO_TEST_SUITE(json_decode_pieces)

namespace cg = cloud_governance;
namespace json = cloud_governance::json;
using namespace test_model;

namespace {

std::string const whole =
    R"( {"text":"a\"\\\n\u0001\ud83d\ude00é😀 and some more text that needs memory","flag":false,"small":-2147483648 ,)"
    R"("large":9223372036854775807,"share":-0.12345678901234567e-5,"ID":"6ab493d7-b588-4338-a233-9290000000ce",)"
    R"("due":"2025-08-25T09:30:15.25Z","color":"dark\u0052ed","siteUrl":{"root":"https:\/\/contoso","managed\u0050ath":""},)"
    R"("sites":[{},null,{"root":"x","more":[[[]]]}],"names":["","b"],"numbers":[1,-2],"ids":[],"labels":{"a\n":"1","b":""},)"
    R"("sitesByName":{"o\u006ee":{"root":"r"}},"settings":{"a\u0062":[1.5,2,null,{"b":true}],"long":"a\tlonger\ttext"},)"
    R"("unk\u006eown":{"kept":[1,18446744073709551615,-1,1.0,"\u0078yz",false,null,{}]},"other":null,"color2":"\u0041"} )";

template <class T>
cg::result<T> in_pieces(std::string_view text, std::size_t size)
{
    json::decoder<T> decoder;
    for (; !text.empty(); text.remove_prefix(std::min(size, text.size())))
        if (!decoder.write(text.substr(0, size)))
            break;
    return decoder.finish();
}

} // namespace

BOOST_AUTO_TEST_CASE(pieces_of_every_size_give_the_same_value)
{
    auto const expected = json::decode<everything>(whole);
    BOOST_REQUIRE_MESSAGE(expected, expected.error().diagnostics.detail);
    auto const text = json::encode(*expected);
    for (std::size_t size = 1; size <= whole.size(); ++size) {
        auto const value = in_pieces<everything>(whole, size);
        BOOST_REQUIRE_MESSAGE(value, size << ": " << value.error().diagnostics.detail);
        BOOST_TEST(json::encode(*value) == text, "pieces of " << size);
    }
}

BOOST_AUTO_TEST_CASE(every_cut_off_text_is_refused)
{
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
        BOOST_TEST(!json::decode<everything>(whole.substr(0, size)), size);
        BOOST_TEST(!in_pieces<everything>(whole.substr(0, size), 1), size);
    }
}

BOOST_AUTO_TEST_CASE(roots_arrive_in_pieces_too)
{
    BOOST_TEST(*in_pieces<std::int64_t>("-1234567890123", 1) == -1234567890123);
    BOOST_TEST(*in_pieces<double>("1234567890.12345678901", 1) == 1234567890.12345678901);
    BOOST_TEST(*in_pieces<bool>("true", 1) == true);
    BOOST_TEST(*in_pieces<std::string>(R"("abc")", 1) == "abc");
    BOOST_TEST(
        cg::to_string(*in_pieces<cg::uuid>(R"("6ab493d7-b588-4338-a233-9290000000ce")", 1)) ==
        "6ab493d7-b588-4338-a233-9290000000ce");
    BOOST_TEST(in_pieces<boost::json::value>(R"("a\u0062c")", 1)->as_string() == "abc");
    BOOST_TEST(!in_pieces<std::string>("", 1));
}

BOOST_AUTO_TEST_CASE(errors_are_the_same_in_pieces)
{
    for (std::string const text :
         {R"({"sites":[{},{"root":"a","managedPath":12.5}]})", R"({"id":"x\u0041"})", R"({"share":1e400})",
          R"({"text":"a"} x)", R"({"small":21474836480000})", "{\"text\":\"\xff\"}", R"({"flag":[]})",
          "{\"other\":1,\"tex\x01\":2}"}) {
        auto const expected = json::decode<everything>(text);
        BOOST_REQUIRE(!expected);
        for (std::size_t size = 1; size <= text.size(); ++size) {
            auto const found = in_pieces<everything>(text, size);
            BOOST_REQUIRE_MESSAGE(!found, text << " in pieces of " << size);
            BOOST_TEST(found.error().diagnostics.detail == expected.error().diagnostics.detail);
        }
    }
}

BOOST_AUTO_TEST_CASE(damaged_texts_are_read_or_refused_alike_however_they_arrive)
{
    std::mt19937 random(2);
    auto const below = [&random](std::size_t limit) { return random() % limit; };
    std::string const alphabet = "\"\\{}[]:,0123456789.eE+-tfnu \x01\xc3\xa9\xff";
    std::size_t accepted = 0;
    for (int i = 0; i < 5'000; ++i) {
        auto text = whole;
        for (std::size_t changes = 1 + below(3); changes != 0; --changes) {
            auto const at = below(text.size());
            switch (below(4)) {
            case 0:
                text[at] = alphabet[below(alphabet.size())];
                break;
            case 1:
                text.erase(at, 1 + below(8));
                break;
            case 2:
                text.insert(at, 1, alphabet[below(alphabet.size())]);
                break;
            default:
                text.insert(at, whole, below(whole.size()), 1 + below(40));
            }
        }
        auto const at_once = json::decode<everything>(text);
        auto const pieces = in_pieces<everything>(text, 1 + below(7));
        BOOST_REQUIRE_MESSAGE(at_once.has_value() == pieces.has_value(), text);
        if (!at_once)
            continue;
        ++accepted;
        auto const again = json::encode(*at_once);
        BOOST_REQUIRE_MESSAGE(again == json::encode(*pieces), text);
        auto const reread = json::decode<everything>(again);
        BOOST_REQUIRE_MESSAGE(reread.has_value(), again);
        BOOST_REQUIRE_MESSAGE(json::equal(*reread, *at_once), again);
    }
    BOOST_TEST(accepted > 0u);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_after_a_failure)
{
    json::decoder<everything> decoder;
    BOOST_TEST(!decoder.write(R"({"id":7,)"));
    BOOST_TEST(!decoder.write("}"));
    BOOST_TEST(decoder.finish().error().diagnostics.detail == "/id: expected a UUID string, found a number");
}

BOOST_AUTO_TEST_SUITE_END()
