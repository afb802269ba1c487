#pragma once

#include <cloud_governance/api/detail/field_set.hpp>
#include <cloud_governance/api/filter.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cloud_governance::api {

/// The order of a list.
enum class direction : unsigned char {
    /// The service decides: ascending, unless the text of the field says otherwise.
    unspecified,
    /// The smallest, or the oldest, first.
    ascending,
    /// The largest, or the newest, first.
    descending
};

/// `order_by(fields::created_time, ascending)`.
inline constexpr direction ascending = direction::ascending;
/// `order_by(fields::created_time, descending)`.
inline constexpr direction descending = direction::descending;

namespace detail {

/// Refuses a field that the operation does not have; the compiler's message shows `Operation` and `Field`.
template <class Operation, class Field>
constexpr std::string_view field_name()
{
    static_assert(
        knows_field<Operation, Field>,
        "this operation does not know this field; its documentation lists those it knows");
    if constexpr (knows_field<Operation, Field>)
        return field_entry_of<Operation, Field>::wire;
    return {};
}

} // namespace detail

/** A field of one operation: what its `order_by` or `distinct` takes.

    Converts from a constant of `api::fields`, which is checked at compile time, and from a text, which is sent
    unchanged.
*/
template <class Operation>
class field_for {
public:
    /// The text that is sent.
    field_for(std::string text) : text_(std::move(text)) {}
    /// The text that is sent.
    field_for(std::string_view text) : text_(text) {}
    /// The text that is sent.
    field_for(char const* text) : text_(text) {}
    field_for(std::nullptr_t) = delete;
    /// The name that the field has for this operation.
    template <filter_field Field>
    field_for(Field) : text_(detail::field_name<Operation, Field>())
    {
    }

    /// The text, before it is percent-encoded.
    std::string const& text() const& noexcept { return text_; }
    /// Moves the text out.
    std::string text() && noexcept { return std::move(text_); }
    /// Moves the text out, with ` asc` or ` desc` after it where a direction is given.
    std::string text(direction order) &&
    {
        if (order != direction::unspecified)
            text_ += order == ascending ? " asc" : " desc";
        return std::move(text_);
    }

private:
    std::string text_;
};

} // namespace cloud_governance::api
