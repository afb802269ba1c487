#pragma once

// Typed filters: `get_my_tasks(…).filter(fields::status == task_result::running && fields::created_time != t)`. The
// fields are in api/fields.hpp; the header of each operation that takes a filter includes both.

#include <cloud_governance/api/detail/field_set.hpp>
#include <cloud_governance/api/detail/filter_value.hpp>
#include <cloud_governance/api/detail/filter_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cloud_governance::api {

namespace detail {

/// Base of everything that a filter can be made of.
class filter_part {};

/// The fields of an operation, and the comparisons of its filter.
template <class Fields, comparison_operator... Operators>
class filterable {
public:
    using known_fields = Fields;
    template <comparison_operator Operator>
    static constexpr bool has_operator = ((Operator == Operators) || ...);
};

/// Whether the filter of `Operation` has the comparison. The compiler's message shows the field as well.
template <class Operation, class Field, comparison_operator Operator>
inline constexpr bool has_comparison = filter_traits<Operation>::template has_operator<Operator>;

/// Whether a field, whose values are `Expected`, can be compared with what was given.
template <class Operation, class Field, class Expected, class Given>
inline constexpr bool compares_with = takes_value<Expected, Given>;

/// Whether the values of a field have an order, where the comparison asks for one.
template <class Operation, class Field, comparison_operator Operator, class Expected>
inline constexpr bool has_order =
    Operator == comparison_operator::eq || Operator == comparison_operator::ne || is_ordered<Expected>;

/// Refuses what the operation does not have; the compiler's message shows `Operation` and `Field`.
template <class Operation, class Field, comparison_operator Operator, class Given>
constexpr bool check_comparison()
{
    static_assert(
        knows_field<Operation, Field>, "this operation cannot filter by this field; its `filter` lists those it knows");
    static_assert(
        has_comparison<Operation, Field, Operator>,
        "this operation's filter does not have this comparison; its `filter` lists those it has");
    if constexpr (knows_field<Operation, Field> && has_comparison<Operation, Field, Operator>) {
        using expected = typename field_entry_of<Operation, Field>::value_type;
        static_assert(
            compares_with<Operation, Field, expected, Given>,
            "this field's values are of another type than this value");
        static_assert(
            has_order<Operation, Field, Operator, expected>, "only times and numbers have an order; use `==` or `!=`");
        return compares_with<Operation, Field, expected, Given>;
    }
    return false;
}

/// Writes one comparison with the operation's name of the field.
template <class Operation, class Field, comparison_operator Operator, class Value>
void write_comparison(filter_writer& out, Value const& value)
{
    if constexpr (check_comparison<Operation, Field, Operator, Value>()) {
        constexpr std::string_view wire = field_entry_of<Operation, Field>::wire;
        if constexpr (json::enumeration<Value>)
            out.compare_name(wire, Operator, json::name_of(value), static_cast<std::int32_t>(value));
        else
            out.compare(wire, Operator, value);
    }
}

/// At least as many characters as one comparison takes.
template <class Operation, class Field, class Value>
std::size_t comparison_room_of(Value const& value) noexcept
{
    if constexpr (knows_field<Operation, Field>)
        return field_entry_of<Operation, Field>::wire.size() + comparison_room + value_room(value);
    else
        return 0;
}

} // namespace detail

/// A field that filters and orders name: the constants of `api::fields`.
template <class T>
concept filter_field = std::is_base_of_v<field_tag, std::remove_cvref_t<T>>;

/// What a field can be compared with: text, `uuid`, a time of the system's clock, `bool`, a number, an enumerator.
template <class T>
concept filter_value = !std::is_void_v<detail::kept<T>>;

/// A comparison, or comparisons joined by `&&` and `||`: what an operation's `filter` takes.
template <class T>
concept filter_expression = std::is_base_of_v<detail::filter_part, std::remove_cvref_t<T>>;

/** `field == value` and the like: made by the operators below, held by value, written when an operation takes it.

    The operation determines the fields, the operators and the types of values.
*/
template <class Field, comparison_operator Operator, class Value>
class [[nodiscard]] comparison : public detail::filter_part {
public:
    /// Takes over the value.
    explicit comparison(Value value) : value_(std::move(value)) {}

    /// For `filter_for`.
    detail::junction outermost() const noexcept { return detail::junction::none; }
    /// For `filter_for`: an upper bound of the text's length.
    template <class Operation>
    std::size_t room() const noexcept
    {
        return detail::comparison_room_of<Operation, Field>(value_);
    }
    /// For `filter_for`: writes the comparison with the operation's name of the field.
    template <class Operation>
    void write(detail::filter_writer& out) const
    {
        detail::write_comparison<Operation, Field, Operator>(out, value_);
    }

private:
    Value value_;
};

/// Two expressions joined by `&&` or `||`.
template <class Left, detail::junction Kind, class Right>
class [[nodiscard]] joined : public detail::filter_part {
public:
    /// Takes over both sides.
    joined(Left left, Right right) : left_(std::move(left)), right_(std::move(right)) {}

    /// For `filter_for`.
    detail::junction outermost() const noexcept { return Kind; }
    /// For `filter_for`: an upper bound of the text's length.
    template <class Operation>
    std::size_t room() const noexcept
    {
        return left_.template room<Operation>() + right_.template room<Operation>() + 9;
    }
    /// For `filter_for`: writes parentheses wherever `and` meets `or`, so that their precedence does not matter.
    template <class Operation>
    void write(detail::filter_writer& out) const
    {
        write_side<Operation>(out, left_);
        out.join(Kind);
        write_side<Operation>(out, right_);
    }

private:
    Left left_;
    Right right_;

    template <class Operation, class Side>
    static void write_side(detail::filter_writer& out, Side const& side)
    {
        auto const inner = side.outermost();
        bool const grouped = inner != Kind && inner != detail::junction::none;
        if (grouped)
            out.open();
        side.template write<Operation>(out);
        if (grouped)
            out.close();
    }
};

/// A field that has one of several values: made by `is_any_of`.
template <class Field, class Value>
class [[nodiscard]] one_of : public detail::filter_part {
public:
    /// Takes over the values.
    explicit one_of(std::vector<Value> values) : values_(std::move(values)) {}

    /// For `filter_for`.
    detail::junction outermost() const noexcept
    {
        return values_.size() > 1 ? detail::junction::either : detail::junction::none;
    }
    /// For `filter_for`: an upper bound of the text's length.
    template <class Operation>
    std::size_t room() const noexcept
    {
        std::size_t room = 0;
        for (auto const& value : values_)
            room += detail::comparison_room_of<Operation, Field>(value) + 4;
        return room;
    }
    /// For `filter_for`.
    template <class Operation>
    void write(detail::filter_writer& out) const
    {
        if (values_.empty())
            out.refuse_no_values(Field::wire);
        bool first = true;
        for (auto const& value : values_) {
            if (!std::exchange(first, false))
                out.join(detail::junction::either);
            detail::write_comparison<Operation, Field, comparison_operator::eq>(out, value);
        }
    }

private:
    std::vector<Value> values_;
};

/** The filter of one operation: what its `filter` takes.

    Converts from an expression, which is checked against the operation at compile time (its fields, its operators, the
    types of the values), and from a text, which is sent as it is. Keeps the text that is sent, so it is also the way to
    put a filter together step by step:

    @code
    filter_for<get_my_tasks> wanted = fields::status == task_result::running;
    if (only_mine)
        wanted = wanted && fields::requester == me;
    @endcode

    Throws `failure` with `errc::invalid_argument`, naming the field, for a value that cannot be written: text with
    control characters, an enumerator without a known name, a time outside the years 1 to 9999.
*/
template <class Operation>
class filter_for : public detail::filter_part {
public:
    /// The text of a filter, sent unchanged.
    filter_for(std::string text) : text_(std::move(text)) {}
    /// The text of a filter, sent unchanged.
    filter_for(std::string_view text) : text_(text) {}
    /// The text of a filter, sent unchanged.
    filter_for(char const* text) : text_(text) {}
    filter_for(std::nullptr_t) = delete;
    /// Writes an expression of fields.
    template <filter_expression Expression>
    filter_for(Expression const& expression) : outermost_(expression.outermost())
    {
        text_.reserve(expression.template room<Operation>());
        detail::filter_writer out(text_);
        expression.template write<Operation>(out);
    }

    /// The filter's text, before it is percent-encoded.
    std::string const& text() const& noexcept { return text_; }
    /// Moves the filter's text out.
    std::string text() && noexcept { return std::move(text_); }

    /// For a larger expression that this one is part of.
    detail::junction outermost() const noexcept { return outermost_; }
    /// For a larger expression that this one is part of.
    template <class Other>
    std::size_t room() const noexcept
    {
        return text_.size();
    }
    /// For a larger expression; refuses an empty text.
    template <class Other>
    void write(detail::filter_writer& out) const
    {
        static_assert(std::is_same_v<Operation, Other>, "this filter was made for another operation");
        out.text(text_);
    }

private:
    std::string text_;
    detail::junction outermost_ = detail::junction::unknown;
};

/// `field eq 'value'`. The service determines whether letter case matters.
template <filter_field Field, filter_value Value>
auto operator==(Field, Value&& value)
{
    return comparison<Field, comparison_operator::eq, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}
/// `field ne 'value'`.
template <filter_field Field, filter_value Value>
auto operator!=(Field, Value&& value)
{
    return comparison<Field, comparison_operator::ne, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}
/// `field gt 'value'`.
template <filter_field Field, filter_value Value>
auto operator>(Field, Value&& value)
{
    return comparison<Field, comparison_operator::gt, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}
/// `field ge 'value'`.
template <filter_field Field, filter_value Value>
auto operator>=(Field, Value&& value)
{
    return comparison<Field, comparison_operator::ge, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}
/// `field lt 'value'`.
template <filter_field Field, filter_value Value>
auto operator<(Field, Value&& value)
{
    return comparison<Field, comparison_operator::lt, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}
/// `field le 'value'`.
template <filter_field Field, filter_value Value>
auto operator<=(Field, Value&& value)
{
    return comparison<Field, comparison_operator::le, detail::kept<Value>>(
        detail::keep(Field::wire, std::forward<Value>(value)));
}

/// `field eq 'value'`, with the value on the left.
template <filter_value Value, filter_field Field>
auto operator==(Value&& value, Field field)
{
    return field == std::forward<Value>(value);
}
/// `field ne 'value'`, with the value on the left.
template <filter_value Value, filter_field Field>
auto operator!=(Value&& value, Field field)
{
    return field != std::forward<Value>(value);
}
/// `field lt 'value'`.
template <filter_value Value, filter_field Field>
auto operator>(Value&& value, Field field)
{
    return field < std::forward<Value>(value);
}
/// `field le 'value'`.
template <filter_value Value, filter_field Field>
auto operator>=(Value&& value, Field field)
{
    return field <= std::forward<Value>(value);
}
/// `field gt 'value'`.
template <filter_value Value, filter_field Field>
auto operator<(Value&& value, Field field)
{
    return field > std::forward<Value>(value);
}
/// `field ge 'value'`.
template <filter_value Value, filter_field Field>
auto operator<=(Value&& value, Field field)
{
    return field >= std::forward<Value>(value);
}

/** `field eq 'a' or field eq 'b'` and so on, for the values of a range of any length but none: the operation refuses an
    empty one (`errc::invalid_argument`), because nothing on the wire says "none of them".

    A filter is part of the request's URL, whose length servers limit: ask for some hundred values at a time.
*/
template <filter_field Field, class Values>
    requires filter_value<decltype(*std::begin(std::declval<Values&>()))>
auto is_any_of(Field, Values&& values)
{
    using kept = detail::kept<decltype(*std::begin(values))>;
    std::vector<kept> all;
    if constexpr (requires { std::size(values); })
        all.reserve(std::size(values));
    for (auto&& value : values)
        all.push_back(detail::keep(Field::wire, std::forward<decltype(value)>(value)));
    return one_of<Field, kept>(std::move(all));
}

/// Both must hold.
template <filter_expression Left, filter_expression Right>
auto operator&&(Left&& left, Right&& right)
{
    return joined<std::remove_cvref_t<Left>, detail::junction::both, std::remove_cvref_t<Right>>(
        std::forward<Left>(left), std::forward<Right>(right));
}
/// One of both must hold.
template <filter_expression Left, filter_expression Right>
auto operator||(Left&& left, Right&& right)
{
    return joined<std::remove_cvref_t<Left>, detail::junction::either, std::remove_cvref_t<Right>>(
        std::forward<Left>(left), std::forward<Right>(right));
}

} // namespace cloud_governance::api
