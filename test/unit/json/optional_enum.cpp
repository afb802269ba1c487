#include <cloud_governance/json/optional_enum.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(json_optional_enum)

namespace json = cloud_governance::json;

namespace {

enum class color : std::int32_t { none = 0, red = 1, far = -7 };
using optional_color = json::optional_enum<color>;

static_assert(!std::is_aggregate_v<optional_color>);
static_assert(std::is_standard_layout_v<optional_color>);
static_assert(std::is_trivially_copyable_v<optional_color>);
static_assert(!std::is_convertible_v<int, optional_color>);

} // namespace

BOOST_AUTO_TEST_CASE(empty_at_first_and_after_reset)
{
    optional_color value;
    BOOST_TEST(!value.has_value());
    BOOST_TEST(!value);
    BOOST_CHECK_THROW(value.value(), std::bad_optional_access);
    BOOST_CHECK(value.value_or(color::red) == color::red);
    BOOST_CHECK(value == std::nullopt);
    BOOST_CHECK(value != color::none);
    value = color::none;
    BOOST_TEST(value.has_value());
    value.reset();
    BOOST_CHECK(value == optional_color());
    value = color::far;
    value = std::nullopt;
    BOOST_TEST(!value.has_value());
}

BOOST_AUTO_TEST_CASE(holds_an_enumerator)
{
    optional_color value = color::far;
    BOOST_TEST(static_cast<bool>(value));
    BOOST_CHECK(*value == color::far);
    BOOST_CHECK(value.value() == color::far);
    BOOST_CHECK(value.value_or(color::red) == color::far);
    BOOST_CHECK(value == color::far);
    BOOST_CHECK(color::far == value);
    BOOST_CHECK(value != std::nullopt);
    BOOST_CHECK(value.emplace(color::red) == color::red);
    optional_color const copy = value;
    BOOST_CHECK(copy == value);
    BOOST_CHECK(copy != optional_color(color::none));
    // a number without a name is a value like any other
    BOOST_CHECK(optional_color(static_cast<color>(99)) == static_cast<color>(99));
}

BOOST_AUTO_TEST_CASE(an_enumerator_held_before_a_reset_does_not_count)
{
    optional_color once = color::red;
    once.reset();
    BOOST_CHECK(once == optional_color());
    BOOST_CHECK((once <=> optional_color()) == 0);
}

BOOST_AUTO_TEST_CASE(converts_to_and_from_the_standards_optional)
{
    std::optional<color> const standard = optional_color(color::red);
    BOOST_CHECK(standard == color::red);
    BOOST_TEST(!std::optional<color>(optional_color()).has_value());
    optional_color value = std::optional<color>(color::far);
    BOOST_CHECK(value == color::far);
    value = std::optional<color>();
    BOOST_TEST(!value.has_value());
}

BOOST_AUTO_TEST_CASE(swaps_and_orders)
{
    optional_color a = color::red;
    optional_color b;
    swap(a, b);
    BOOST_TEST(!a.has_value());
    BOOST_CHECK(b == color::red);
    BOOST_CHECK(a < b);
    BOOST_CHECK(optional_color(color::far) < optional_color(color::none));
}

BOOST_AUTO_TEST_SUITE_END()
