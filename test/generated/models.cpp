#define BOOST_TEST_MODULE generated_models
// Every model of the API, filled by a seeded generator: what is decoded, encoded and decoded again stays what it was.
#include <boost/test/unit_test.hpp>

#include "catalogue.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/json/equal.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <functional>

using namespace generated;
namespace json = boost::json;
using cg::json::detail::kind;
using cg::json::detail::type;

namespace {

std::string encoded(any_type const& model, void const* value)
{
    cg::wiped_string out;
    cg::json::detail::encode(out, *model.of, value);
    return std::string(out.data(), out.size());
}

// null when `text` is refused
std::shared_ptr<void> decoded(any_type const& model, std::string_view text, std::string& reason)
{
    auto value = model.make();
    cg::error refused;
    if (cg::json::detail::decode(text, *model.of, value.get(), refused))
        return value;
    reason = to_string(refused);
    return nullptr;
}

std::string again(any_type const& model, std::string_view text)
{
    std::string reason;
    auto const value = decoded(model, text, reason);
    return value ? encoded(model, value.get()) : "refused: " + reason;
}

// calls `check` with several instances of every model and their text
void for_each_instance(
    unsigned seeds, std::function<void(model_entry const&, void const* value, std::string const& text)> check)
{
    for (auto const* model : all_models())
        for (unsigned seed = 0; seed < seeds; ++seed) {
            values from(values::seed_of(model->name) + seed, seed % 2 == 0 ? filling::everything : filling::some);
            auto const value = model->type.make();
            from.fill(*model->type.of, value.get());
            auto const text = encoded(model->type, value.get());
            BOOST_TEST_CONTEXT(model->name << ", seed " << seed) { check(*model, value.get(), text); }
        }
}

// an object of JSON that a model is read from, with that model's fields
using change_object = std::function<void(json::object&, cg::json::members const&)>;

bool holds_models(type const& of)
{
    return of.what == kind::model || (of.element != nullptr && holds_models(*of.element));
}

// calls `change` with the objects of all models in `value`, the inner ones first
void change_models(type const& of, json::value& value, change_object const& change)
{
    if (of.what == kind::array)
        for (auto& item : value.as_array())
            change_models(*of.element, item, change);
    if (of.what == kind::map)
        for (auto& member : value.as_object())
            change_models(*of.element, member.value(), change);
    if (of.what != kind::model)
        return;
    auto const fields = of.fields();
    auto& object = value.as_object();
    for (auto field = fields.fields; field != fields.fields + fields.size; ++field)
        if (auto* const member = object.if_contains(json::string_view(field->name.data(), field->name.size())))
            change_models(*field->type, *member, change);
    change(object, fields);
}

std::string changed(any_type const& model, std::string const& text, change_object const& change)
{
    auto value = json::parse(text);
    change_models(*model.of, value, change);
    return json::serialize(value);
}

} // namespace

// equal text means that each name leads to its member
BOOST_AUTO_TEST_CASE(each_member_by_its_name)
{
    BOOST_TEST_REQUIRE(!all_models().empty());
    for (auto const* model : all_models()) {
        BOOST_TEST_CONTEXT(model->name)
        {
            BOOST_TEST(again(model->type, "{}") == "{}");
            std::string reason;
            auto const full = decoded(model->type, model->sample, reason);
            BOOST_TEST_REQUIRE(full, reason);
            BOOST_TEST(encoded(model->type, full.get()) == model->sample);
            BOOST_TEST(!has_unknown_members(*model->type.of, full.get()));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_bytes_and_an_equal_value)
{
    for_each_instance(6, [](model_entry const& model, void const* value, std::string const& text) {
        std::string reason;
        auto const back = decoded(model.type, text, reason);
        BOOST_TEST_REQUIRE(back, reason);
        BOOST_TEST(encoded(model.type, back.get()) == text);
        BOOST_TEST(cg::json::detail::equal(*model.type.of, value, back.get()));
        BOOST_TEST(!has_unknown_members(*model.type.of, back.get()));
    });
}

BOOST_AUTO_TEST_CASE(in_pieces_of_any_size)
{
    for_each_instance(2, [](model_entry const& model, void const* value, std::string const& text) {
        values sizes(values::seed_of(model.name));
        for (std::size_t const most : {text.size() < 4000 ? 1 : 20, 1000}) {
            auto const back = model.type.make();
            auto const decoder = cg::json::detail::make_decoder(*model.type.of, back.get());
            bool good = true;
            for (std::size_t at = 0; at < text.size();) {
                std::size_t const size = 1 + sizes.below(most);
                good = good && cg::json::detail::write_decoder(*decoder, std::string_view(text).substr(at, size));
                at += size;
            }
            BOOST_TEST(good);
            cg::error reason;
            BOOST_TEST_REQUIRE(cg::json::detail::finish_decoder(*decoder, reason), to_string(reason));
            BOOST_TEST(cg::json::detail::equal(*model.type.of, value, back.get()));
        }
    });
}

BOOST_AUTO_TEST_CASE(members_that_are_not_known_survive_at_every_level)
{
    for_each_instance(2, [](model_entry const& model, void const*, std::string const& text) {
        auto const with_more = changed(model.type, text, [](json::object& object, auto const&) {
            object["notDescribed"] = {{"a", {1, nullptr, "x", 0.5}}, {"b", json::object()}};
            object["Not described, null"] = nullptr;
            object["not\"described\\\xc3\xa9"] = "text";
        });
        auto const back = again(model.type, with_more);
        BOOST_TEST(first_difference(json::parse(back), json::parse(with_more)) == "");
        BOOST_TEST(again(model.type, back) == back);
    });
}

BOOST_AUTO_TEST_CASE(names_in_another_letter_case)
{
    for_each_instance(2, [](model_entry const& model, void const*, std::string const& text) {
        // numbers lose digits on their way through Boost.JSON's values
        auto const expected = again(model.type, changed(model.type, text, [](json::object&, auto const&) {}));
        for (bool const upper : {true, false}) {
            auto const other = changed(model.type, text, [upper](json::object& object, auto const&) {
                json::object out;
                for (auto& member : object) {
                    std::string name(member.key());
                    for (char& c : name)
                        c = static_cast<char>(
                            upper ? (c >= 'a' && c <= 'z' ? c - 32 : c) : (c >= 'A' && c <= 'Z' ? c + 32 : c));
                    out[name] = std::move(member.value());
                }
                object = std::move(out);
            });
            BOOST_TEST(again(model.type, other) == expected);
        }
    });
}

BOOST_AUTO_TEST_CASE(null_is_absent_at_every_level)
{
    for_each_instance(1, [](model_entry const& model, void const*, std::string const& text) {
        // of a model keeps the members that hold models; the others become null, or are left out
        auto const emptied = [&](bool leave_out) {
            return changed(model.type, text, [leave_out](json::object& object, auto const& fields) {
                json::object out;
                for (auto field = fields.fields; field != fields.fields + fields.size; ++field) {
                    json::string_view const name(field->name.data(), field->name.size());
                    auto* const value = object.if_contains(name);
                    if (value != nullptr && holds_models(*field->type))
                        out[name] = std::move(*value);
                    else if (!leave_out)
                        out[name] = nullptr;
                }
                object = std::move(out);
            });
        };
        BOOST_TEST(again(model.type, emptied(false)) == emptied(true));
    });
}

BOOST_AUTO_TEST_CASE(what_is_empty_is_a_value)
{
    for (auto const* model : all_models()) {
        auto const fields = model->type.of->fields();
        json::object sent;
        json::object expected;
        for (auto field = fields.fields; field != fields.fields + fields.size; ++field) {
            json::string_view const name(field->name.data(), field->name.size());
            switch (field->type->what) {
            case kind::array:
                expected[name] = sent[name] = json::array();
                break;
            case kind::model:
            case kind::map:
            case kind::free_form:
                expected[name] = sent[name] = json::object();
                break;
            case kind::string:
                expected[name] = sent[name] = "";
                break;
            case kind::enumeration:
                break;
            default:
                sent[name] = ""; // as the vendor's own client reads it
            }
        }
        BOOST_TEST_CONTEXT(model->name)
        {
            BOOST_TEST(again(model->type, json::serialize(sent)) == json::serialize(expected));
        }
    }
}

namespace {

// one form of a value in JSON text, and how it is written again; nothing where it is refused
class form {
public:
    std::string_view sent;
    std::string_view written;
};

// sends each form to every member of a kind
void check_members(kind what, std::initializer_list<form> forms)
{
    for (auto const* model : all_models()) {
        auto const fields = model->type.of->fields();
        for (auto field = fields.fields; field != fields.fields + fields.size; ++field) {
            bool const in_array = field->type->what == kind::array && field->type->element->what == what;
            if (field->type->what != what && !in_array)
                continue;
            std::string const head = "{\"" + std::string(field->name) + (in_array ? "\":[" : "\":");
            char const* const tail = in_array ? "]}" : "}";
            for (auto const& one : forms) {
                auto const found = again(model->type, head + std::string(one.sent) + tail);
                bool const right = one.written.empty() ? found.starts_with("refused: ")
                                                       : found == head + std::string(one.written) + tail;
                if (!right)
                    BOOST_ERROR(model->name << "/" << field->name << " of " << one.sent << ": " << found);
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(times_in_every_accepted_form)
{
    check_members(
        kind::date_time, {
                             {R"("2024-02-29T12:30:15Z")", R"("2024-02-29T12:30:15Z")"},
                             {R"("2024-02-29T12:30:15")", R"("2024-02-29T12:30:15Z")"},
                             {R"("2024-02-29T12:30:15.1234567")", R"("2024-02-29T12:30:15.1234567Z")"},
                             {R"("2024-02-29T12:30:15.12345678901")", R"("2024-02-29T12:30:15.1234567Z")"},
                             {R"("2024-02-29T12:30:15.500+02:00")", R"("2024-02-29T10:30:15.5Z")"},
                             {R"("2024-02-29T12:30:15-0130")", R"("2024-02-29T14:00:15Z")"},
                             {R"("2024-02-29T12:30:15+02")", R"("2024-02-29T10:30:15Z")"},
                             {R"("2024-02-29t12:30:15z")", R"("2024-02-29T12:30:15Z")"},
                             {R"("2024-02-29 12:30")", R"("2024-02-29T12:30:00Z")"},
                             {R"("2024-02-29")", R"("2024-02-29T00:00:00Z")"},
                             {R"("0001-01-01T00:00:00")", R"("0001-01-01T00:00:00Z")"},
                             {R"("0001-01-01T00:00:00+08:00")", R"("0001-01-01T00:00:00Z")"},
                             {R"("9999-12-31T23:59:59.9999999")", R"("9999-12-31T23:59:59.9999999Z")"},
                             {R"("2023-02-29T00:00:00Z")", ""},
                             {R"("2024-02-29T24:00:00Z")", ""},
                             {R"("yesterday")", ""},
                             {"1709208000", ""},
                             {"true", ""},
                             {"{}", ""},
                         });
}

BOOST_AUTO_TEST_CASE(numbers_at_their_limits)
{
    check_members(
        kind::int32, {
                         {"0", "0"},
                         {"-0", "0"},
                         {"2147483647", "2147483647"},
                         {"-2147483648", "-2147483648"},
                         {"2147483648", ""},
                         {"-2147483649", ""},
                         {"18446744073709551615", ""},
                         {"5.0", "5"},
                         {"5e2", "500"},
                         {"2.147483647e9", "2147483647"},
                         {"2147483648.0", ""},
                         {"5.5", ""},
                         {"1e400", ""},
                         {R"("7")", "7"},
                         {R"("seven")", ""},
                         {"true", ""},
                         {"[]", ""},
                     });
    check_members(
        kind::int64, {
                         {"9223372036854775807", "9223372036854775807"},
                         {"-9223372036854775808", "-9223372036854775808"},
                         {"9223372036854775808", ""},
                         {"-9223372036854775809", ""},
                         {"9007199254740993", "9007199254740993"},
                         {"1e15", "1000000000000000"},
                         {"1e19", ""},
                         {"1e400", ""},
                         {"-1e400", ""},
                         {"0.5", ""},
                         {R"("9223372036854775807")", "9223372036854775807"},
                         {R"("9223372036854775808")", ""},
                         {"false", ""},
                     });
    check_members(
        kind::number, {
                          {"0", "0.0"},
                          {"0.1", "0.1"},
                          {"-2.5e-3", "-0.0025"},
                          {"1.7976931348623157e308", "1.7976931348623157e+308"},
                          {"5e-324", "5e-324"},
                          {"1e-400", "0.0"},
                          {"1e400", ""},
                          {"-1e400", ""},
                          {R"("1.5")", "1.5"},
                          {R"("NaN")", ""},
                          {R"("1e400")", ""},
                          {"{}", ""},
                      });
    check_members(
        kind::boolean, {{"true", "true"},
                        {"false", "false"},
                        {R"("True")", "true"},
                        {R"("false")", "false"},
                        {R"("yes")", ""},
                        {"1", ""}});
}

BOOST_AUTO_TEST_CASE(text_with_every_escape)
{
    check_members(
        kind::string, {
                          {R"("")", R"("")"},
                          {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\u0008\u000c\n\r\t")"},
                          {R"("\u0000\u001f\u007f")", "\"\\u0000\\u001f\x7f\""},
                          {R"("\u00e9\u20AC")", "\"\xc3\xa9\xe2\x82\xac\""},
                          {R"("\ud83d\ude00")", "\"\xf0\x9f\x98\x80\""},
                          {"\"\xf0\x9f\x98\x80\"", "\"\xf0\x9f\x98\x80\""},
                          {"\"\xe2\x80\xa8\"", "\"\xe2\x80\xa8\""},
                          {R"("\ud83d")", ""},       // half of a pair
                          {R"("\ude00\ud83d")", ""}, // the halves in the wrong order
                          {R"("\ud83dx")", ""},
                          {R"("\x")", ""},
                          {R"("\u12g4")", ""},
                          {"\"\xff\"", ""},             // never in UTF-8
                          {"\"\xc3\"", ""},             // cut off
                          {"\"\xc0\xaf\"", ""},         // overlong
                          {"\"\xed\xa0\x80\"", ""},     // a surrogate
                          {"\"\xf4\x90\x80\x80\"", ""}, // beyond U+10FFFF
                          {"\"\n\"", ""},               // to be escaped
                          {"5", ""},
                          {"{}", ""},
                      });
    check_members(
        kind::uuid, {
                        {R"("6AB493D7-b588-4338-a233-9290000000ce")", R"("6ab493d7-b588-4338-a233-9290000000ce")"},
                        {R"("00000000-0000-0000-0000-000000000000")", R"("00000000-0000-0000-0000-000000000000")"},
                        {R"("6ab493d7b5884338a2339290000000ce")", ""},
                        {R"("{6ab493d7-b588-4338-a233-9290000000ce}")", ""},
                        {"5", ""},
                    });
}

BOOST_AUTO_TEST_CASE(enumerations_by_number_and_by_name)
{
    for (auto const* model : all_models()) {
        auto const fields = model->type.of->fields();
        for (auto field = fields.fields; field != fields.fields + fields.size; ++field) {
            if (field->type->what != kind::enumeration)
                continue;
            std::string const name(field->name);
            auto const check = [&](std::string const& sent, std::string const& written) {
                auto const found = again(model->type, "{\"" + name + "\":" + sent + "}");
                if (found != "{\"" + name + "\":" + written + "}")
                    BOOST_ERROR(model->name << "/" << name << " of " << sent << ": " << found);
            };
            for (auto at = field->type->names; at != field->type->names + field->type->names_size; ++at) {
                auto const number = std::to_string(at->value);
                std::string upper(at->name);
                for (char& c : upper)
                    c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
                check(number, number);
                check("\"" + number + "\"", number);
                check("\"" + std::string(at->name) + "\"", number);
                check("\"" + upper + "\"", number);
            }
            check("-98765", "-98765");
            check("2147483647", "2147483647");
            check("5.0", "5");
            // an unknown name is kept beside the members, and sent back
            check("\"NameOfTheFuture\"", "\"NameOfTheFuture\"");
            std::string reason;
            auto const unknown = decoded(model->type, "{\"" + name + "\":\"NameOfTheFuture\"}", reason);
            BOOST_TEST_REQUIRE(unknown, reason);
            BOOST_TEST(!cg::json::detail::present(*field->type, cg::json::detail::place_of(unknown.get(), *field)));
            BOOST_TEST(has_unknown_members(*model->type.of, unknown.get()));
            for (std::string const refused : {"2147483648", "0.5", "true", "[]"})
                BOOST_TEST(again(model->type, "{\"" + name + "\":" + refused + "}").starts_with("refused: "));
        }
    }
}
