#include "models.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(json_box)

namespace json = cloud_governance::json;
using test_model::tree_node;
using text_box = json::box<std::vector<std::string>>;

static_assert(sizeof(text_box) == sizeof(void*) && std::is_standard_layout_v<text_box>);
static_assert(std::is_nothrow_move_constructible_v<text_box> && std::is_nothrow_move_assignable_v<text_box>);
static_assert(std::is_nothrow_default_constructible_v<text_box>);
static_assert(std::is_convertible_v<std::vector<std::string>, text_box>);
static_assert(!std::is_convertible_v<int, text_box>); // a vector's size is not a vector
static_assert(!std::is_convertible_v<text_box, bool> && std::is_constructible_v<bool, text_box>);

BOOST_AUTO_TEST_CASE(empty_and_full)
{
    text_box empty;
    BOOST_TEST(!empty.has_value());
    BOOST_TEST(!empty);
    BOOST_TEST(bool(empty == std::nullopt));
    BOOST_CHECK_THROW(empty.value(), std::bad_optional_access);
    BOOST_TEST(empty.value_or(std::vector<std::string>{"other"}).front() == "other");

    text_box full = std::vector<std::string>{"a", "b"};
    BOOST_TEST(full.has_value());
    BOOST_TEST(full->size() == 2u);
    BOOST_TEST((*full)[1] == "b");
    BOOST_TEST(full.value().front() == "a");
    BOOST_TEST(full.value_or(std::vector<std::string>()).size() == 2u);
    BOOST_TEST(std::as_const(full)->back() == "b");

    full.emplace(3, "c");
    BOOST_TEST(full->size() == 3u);
    full = {"x", "y"};
    BOOST_TEST(full->back() == "y");
    full = std::nullopt;
    BOOST_TEST(!full);
    full = text_box(std::in_place, 2, "z");
    BOOST_TEST(full->size() == 2u);
    full = {};
    BOOST_TEST(!full);
    full.emplace();
    BOOST_TEST(full.has_value()); // an empty array is a value
    full.reset();
    BOOST_TEST(!full);
}

BOOST_AUTO_TEST_CASE(copies_are_deep_and_moves_keep_the_address)
{
    text_box first = std::vector<std::string>{"a"};
    text_box second = first;
    (*second)[0] = "b";
    BOOST_TEST(first->front() == "a");
    BOOST_TEST(bool(first != second));

    auto const* const address = &*first;
    text_box moved = std::move(first);
    BOOST_TEST(&*moved == address);
    BOOST_TEST(!first);
    first = moved;
    BOOST_TEST(bool(first == moved));
    BOOST_TEST(bool(first == std::vector<std::string>{"a"}));
    second = std::move(moved);
    BOOST_TEST(&*second == address);

    second = *&second; // self-assignment
    BOOST_TEST(second->front() == "a");
    swap(first, second);
    BOOST_TEST(&*first == address);
    std::vector<std::string> taken = *std::move(first);
    BOOST_TEST(taken.front() == "a");
}

BOOST_AUTO_TEST_CASE(a_part_of_the_value_can_be_assigned_to_the_whole)
{
    tree_node root;
    root.left.emplace().name = "left";
    root.left->left.emplace().name = "left of left";
    root.left = *root.left->left;
    BOOST_TEST(*root.left->name == "left of left");
    BOOST_TEST(!root.left->left);
    root.left->left.emplace().name = "again";
    root.left = std::move(root.left->left);
    BOOST_TEST(*root.left->name == "again");
}

namespace {

struct throws_when_copied {
    throws_when_copied() = default;
    throws_when_copied(throws_when_copied const&) { throw std::runtime_error("copy"); }
    int value = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_failed_copy_changes_nothing)
{
    json::box<throws_when_copied> first;
    json::box<throws_when_copied> second;
    first.emplace().value = 1;
    second.emplace().value = 2;
    BOOST_CHECK_THROW(first = second, std::runtime_error);
    BOOST_TEST(first->value == 1);
    BOOST_CHECK_THROW(json::box<throws_when_copied>{second}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(boxes_of_models_compare_by_their_members)
{
    json::box<tree_node> a;
    json::box<tree_node> b;
    BOOST_TEST(bool(a == b));
    a.emplace();
    BOOST_TEST(bool(a != b));
    b.emplace();
    BOOST_TEST(bool(a == b));
    a->children.emplace(2);
    b->children.emplace(2);
    (*a->children)[1].name = "x";
    BOOST_TEST(bool(a != b));
    (*b->children)[1].name = "x";
    BOOST_TEST(bool(a == b));
}

BOOST_AUTO_TEST_SUITE_END()
