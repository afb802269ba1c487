// Every member of every model, alone: all forms of a value that are read, and those that are refused.
#include <boost/test/unit_test.hpp>

#include "codec.hpp"

#include <initializer_list>

using namespace generated;
using cg::json::detail::kind;

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
