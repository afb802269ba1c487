#include <cloud_governance/http/header_fields.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_header_fields)

namespace http = cloud_governance::http;
using cloud_governance::errc;

namespace {

/// The sentence of the refusal; empty when the field was taken.
std::string refusal(std::string_view name, std::string_view value)
{
    http::header_fields fields;
    fields.add("Before", "1");
    std::string added;
    try {
        fields.add(name, value);
    }
    catch (cloud_governance::failure const& refused) {
        BOOST_TEST((refused.code() == errc::invalid_argument));
        added = refused.diagnostics().detail;
    }
    std::string set;
    try {
        fields.set(name, value);
    }
    catch (cloud_governance::failure const& refused) {
        set = refused.diagnostics().detail;
    }
    BOOST_TEST(added == set);
    BOOST_TEST(fields.size() == (added.empty() ? 2U : 1U)); // a refused field leaves no trace
    return added;
}

std::string listed(http::header_fields const& fields)
{
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i)
        out.append(fields[i].name).append("=").append(fields[i].value).append(";");
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(values_that_could_break_the_message_are_refused_by_name_and_not_quoted)
{
    using namespace std::string_view_literals;
    for (auto const value :
         {"canary\r\nEvil: 1"sv, "canary\n"sv, "\rcanary"sv, "can\0ary"sv,
          "can\x01"
          "ary"sv,
          "can\tary"sv,
          "can\x1F"
          "ary"sv,
          "can\x7F"
          "ary"sv,
          "canary\xC3\xA9"sv, "canary\xFF"sv, " canary"sv, "canary "sv, " "sv}) {
        auto const why = refusal("clientSecret", value);
        BOOST_TEST(why.find("clientSecret") != std::string::npos);
        BOOST_TEST(why.find("ary") == std::string::npos);
        BOOST_TEST(!http::is_valid_field_value(value));
    }
}

BOOST_AUTO_TEST_CASE(names_must_be_tokens)
{
    using namespace std::string_view_literals;
    for (auto const name :
         {""sv, " X"sv, "X "sv, "X Y"sv, "X:"sv, "X\r\n"sv, "X\0"sv, "(X)"sv, "X/Y"sv, "X@Y"sv, "\"X\""sv,
          "X\xC3\xA9"sv, "{X}"sv, "X="sv})
        BOOST_TEST(refusal(name, "1") != "", name);
}

BOOST_AUTO_TEST_CASE(printable_ascii_is_accepted)
{
    BOOST_TEST(refusal("refresh_token", "") == "");
    BOOST_TEST(refusal("!#$%&'*+-.^_`|~09azAZ", "a b!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") == "");
    BOOST_TEST(http::is_valid_field_value(""));
}

BOOST_AUTO_TEST_CASE(fields_keep_their_order_and_are_found_in_any_case)
{
    http::header_fields fields;
    fields.add("Accept", "a");
    fields.add("X", "1");
    fields.add("x", "2");
    BOOST_TEST(listed(fields) == "Accept=a;X=1;x=2;");
    BOOST_TEST(fields.find("aCCEPT").value() == "a");
    BOOST_TEST(fields.find("X").value() == "1");
    BOOST_TEST(!fields.find("Accept-").has_value());
    BOOST_TEST(!fields.find("").has_value());
    BOOST_TEST(fields.contains("x"));
    fields.set("X", "3");
    BOOST_TEST(listed(fields) == "Accept=a;X=3;");
    fields.set("New", "4");
    BOOST_TEST(listed(fields) == "Accept=a;X=3;New=4;");
    fields.erase("aCCept");
    BOOST_TEST(listed(fields) == "X=3;New=4;");
    fields.erase("absent");
    BOOST_TEST(fields.size() == 2U);
    fields.clear();
    BOOST_TEST(fields.empty());
    fields.add("Again", "5");
    BOOST_TEST(listed(fields) == "Again=5;");
}

BOOST_AUTO_TEST_CASE(a_failed_set_leaves_the_old_value)
{
    http::header_fields fields;
    fields.set("X", "1");
    BOOST_CHECK_THROW(fields.set("X", "2\n"), cloud_governance::failure);
    BOOST_TEST(listed(fields) == "X=1;");
}

BOOST_AUTO_TEST_CASE(copies_and_moved_fields_hold_the_same)
{
    http::header_fields fields;
    fields.add("A", "1");
    http::header_fields const copy = fields;
    fields.set("A", "2");
    BOOST_TEST(listed(copy) == "A=1;");
    http::header_fields const moved = std::move(fields);
    BOOST_TEST(listed(moved) == "A=2;");
}

BOOST_AUTO_TEST_CASE(a_field_may_be_added_from_a_view_of_another)
{
    http::header_fields fields;
    fields.add("first", std::string(90, 'a'));
    // often enough that the block grows while its own text is copied
    for (int i = 0; i < 40; ++i) {
        std::string const name(static_cast<std::size_t>(40 + i), 'n');
        fields.add(name, fields[fields.size() - 1].value);
        fields.set(fields[0].name, fields[fields.size() - 1].value);
    }
    for (std::size_t i = 0; i < fields.size(); ++i)
        BOOST_TEST(fields[i].value == std::string(90, 'a'));
    BOOST_TEST(fields.find("first").has_value());
}

BOOST_AUTO_TEST_CASE(reserved_memory_holds_the_fields)
{
    http::header_fields fields;
    BOOST_TEST(fields.memory() == 0U);
    fields.add("Authorization", std::string(3000, 'a'));
    fields.add("Accept", "b");
    http::header_fields same;
    same.reserve(fields.memory());
    same.add("Authorization", std::string(3000, 'a'));
    auto const* const before = same[0].value.data();
    same.add("Accept", "b");
    BOOST_TEST(static_cast<void const*>(same[0].value.data()) == static_cast<void const*>(before)); // nothing moved
    BOOST_TEST(same.memory() == fields.memory());
    same.reserve(1);
    BOOST_TEST(listed(same) == listed(fields));
    same.reserve(100'000);
    BOOST_TEST(listed(same) == listed(fields));
}

BOOST_AUTO_TEST_CASE(assigned_fields_replace_those_before)
{
    http::header_fields one;
    one.add("A", "1");
    http::header_fields two;
    two.add("B", "2");
    two.add("C", "3");
    one = two;
    BOOST_TEST(listed(one) == "B=2;C=3;");
    auto const& same = one;
    one = same;
    BOOST_TEST(listed(one) == "B=2;C=3;");
    one.erase("B");
    two = std::move(one);
    BOOST_TEST(listed(two) == "C=3;");
    two = http::header_fields();
    BOOST_TEST(two.empty());
    BOOST_TEST(!two.contains("C"));
    two.clear();
    two.add("D", "4");
    BOOST_TEST(listed(two) == "D=4;");
}

BOOST_AUTO_TEST_CASE(received_fields_are_not_checked)
{
    http::header_fields fields;
    fields.add_received("X", "\xC3\xA9");
    BOOST_TEST(fields.find("x").value() == "\xC3\xA9");
}

BOOST_AUTO_TEST_SUITE_END()
