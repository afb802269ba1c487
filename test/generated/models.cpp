#define BOOST_TEST_MODULE generated_models
// Every model of the API, filled by a seeded generator: what is decoded, encoded and decoded again stays what it was.
#include <boost/test/unit_test.hpp>

#include "codec.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/equal.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <functional>

using namespace generated;
namespace json = boost::json;
using cg::json::detail::kind;
using cg::json::detail::type;

namespace {

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

BOOST_AUTO_TEST_CASE(each_enumerator_by_its_name_and_number)
{
    BOOST_TEST_REQUIRE(!all_enumerators().empty());
    for (auto const* one : all_enumerators()) {
        BOOST_TEST(one->value == one->number, one->name);
        auto const* const by_number = cg::json::detail::find_enumerator(one->names, one->names_size, one->number);
        auto const* const by_name = cg::json::detail::find_enumerator(one->names, one->names_size, one->name);
        BOOST_TEST_REQUIRE(by_number, one->name);
        BOOST_TEST(by_number->name == one->name);
        BOOST_TEST((by_name == by_number), one->name);
    }
}

BOOST_AUTO_TEST_CASE(the_same_bytes_and_an_equal_value)
{
    for_each_instance(4, [](model_entry const& model, void const* value, std::string const& text) {
        std::string reason;
        auto const back = decoded(model.type, text, reason);
        BOOST_TEST_REQUIRE(back, reason);
        BOOST_TEST(encoded(model.type, back.get()) == text);
        BOOST_TEST(cg::json::detail::equal(*model.type.of, value, back.get()));
        BOOST_TEST(!has_unknown_members(*model.type.of, back.get()));
    });
}

BOOST_AUTO_TEST_CASE(each_member_counts_for_equality)
{
    for (auto const* model : all_models()) {
        std::string reason;
        auto const full = decoded(model->type, model->sample, reason);
        BOOST_TEST_REQUIRE(full, reason);
        auto const sample = json::parse(json::string_view(model->sample.data(), model->sample.size()));
        for (auto const& member : sample.as_object()) {
            auto less = sample.as_object();
            less.erase(member.key());
            auto const other = decoded(model->type, json::serialize(less), reason);
            BOOST_TEST_REQUIRE(other, reason);
            if (cg::json::detail::equal(*model->type.of, full.get(), other.get()))
                BOOST_ERROR(model->name << "/" << member.key() << " does not count");
        }
    }
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
