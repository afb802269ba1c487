#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/model/operators.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>

namespace cg = cloud_governance;

// as the generator writes models, names apart
namespace cloud_governance::model {

struct example_part;

enum class example_state : std::int32_t { none = 0, done = 3 };

struct example {
    example() = default;

    json::optional_enum<model::example_state> example_state;
    json::box<model::example_part> example_part;
    json::box<std::vector<model::example_part>> parts;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"exampleState", offsetof(Self, example_state), json::type_of<decltype(Self::example_state)>()},
            {"examplePart", offsetof(Self, example_part), json::type_of<decltype(Self::example_part)>()},
            {"parts", offsetof(Self, parts), json::type_of<decltype(Self::parts)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

struct example_part {
    example_part() = default;

    std::optional<std::string> name;
    json::box<model::example> whole;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"name", offsetof(Self, name), json::type_of<decltype(Self::name)>()},
            {"whole", offsetof(Self, whole), json::type_of<decltype(Self::whole)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

} // namespace cloud_governance::model

template <>
struct cloud_governance::json::enumerators<cloud_governance::model::example_state> {
    static constexpr json::enumerator table[] = {{0, "None"}, {3, "Done"}};
};

BOOST_AUTO_TEST_SUITE(model_operators)

using cg::model::example;
using cg::model::example_part;
using cg::model::example_state;

static_assert(cg::json::model_type<example> && cg::json::codable<std::vector<example>>);
static_assert(!cg::json::model_type<std::string> && !cg::json::model_type<example_state>);
static_assert(cg::json::enumeration<example_state> && !cg::json::enumeration<std::int32_t>);
static_assert(!cg::json::codable<float> && !cg::json::codable<char const*> && !cg::json::codable<std::vector<float>>);
static_assert(!std::is_aggregate_v<example> && std::is_standard_layout_v<example>);
static_assert(std::is_nothrow_move_constructible_v<example>);

BOOST_AUTO_TEST_CASE(models_are_values)
{
    example first;
    first.example_state = example_state::done;
    first.parts.emplace(1);
    (*first.parts)[0].name = "part";
    (*first.parts)[0].whole.emplace().example_state = example_state::none;

    example second = first;
    BOOST_TEST(bool(first == second));
    (*second.parts)[0].whole->example_state.reset();
    BOOST_TEST(bool(first != second));
    BOOST_TEST(bool(*first.parts != *second.parts)); // found by std::vector too
    second = std::move(first);
    BOOST_TEST((*second.parts)[0].whole->example_state.has_value());
    BOOST_TEST(
        cg::json::encode(second) == R"({"exampleState":3,"parts":[{"name":"part","whole":{"exampleState":0}}]})");
}

BOOST_AUTO_TEST_CASE(enumerations_have_text)
{
    BOOST_TEST(to_string(example_state::done) == "Done");
    BOOST_TEST(to_string(static_cast<example_state>(9)) == "9");
}

BOOST_AUTO_TEST_SUITE_END()
