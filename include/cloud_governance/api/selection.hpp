#pragma once

#include <cloud_governance/api/detail/request_writer.hpp>
#include <cloud_governance/api/filter.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cloud_governance::api {

/// The type of `all_objects`.
class all_objects_type {
public:
    /// For `all_objects`.
    explicit constexpr all_objects_type(int) noexcept {}
};

/// The type of `listed_objects`.
class listed_objects_type {
public:
    /// For `listed_objects`.
    explicit constexpr listed_objects_type(int) noexcept {}
};

/// Lets a bulk action apply to every object: no filter is sent.
inline constexpr all_objects_type all_objects{0};

/// Lets a bulk action apply to the objects that its body lists: no filter is sent, and a body without a list is
/// refused.
inline constexpr listed_objects_type listed_objects{0};

namespace detail {

/// What a bulk action applies to.
enum class chosen : unsigned char { filtered, all, listed };

/// Whether a body names objects: its list is not empty, and the flag that makes the list irrelevant is not set.
template <class List>
bool lists_objects(List const& list, std::optional<bool> everything = std::nullopt)
{
    return list && !list->empty() && !everything.value_or(false);
}

/// Writes the filter of a bulk action. Throws `failure` with `errc::invalid_argument`, naming the parameter, for an
/// empty filter, and for `listed_objects` when `lists_objects` is false.
CLOUD_GOVERNANCE_DECL void
write_selection(request_writer& out, std::string_view name, chosen kind, std::string_view filter, bool lists_objects);
/// As `write_selection`, for a filter that is a member of the body, which must not have it already.
CLOUD_GOVERNANCE_DECL void write_selection(
    std::optional<std::string>& out, std::string_view name, chosen kind, std::string_view filter, bool lists_objects);

} // namespace detail

/** Which objects a bulk action applies to: the first parameter of each such action.

    Converts from a filter (an expression of `api::fields`, or a text), from `all_objects` and from `listed_objects`.
    There is no default, so that no action applies to every object because a filter was forgotten. An empty filter is
    refused when the action is sent (`errc::invalid_argument`).
*/
template <class Operation>
class selection {
public:
    /// The objects that match a filter.
    selection(filter_for<Operation> filter) : filter_(std::move(filter).text()) {}
    /// The objects that match a filter, given as its text.
    selection(std::string filter) : filter_(std::move(filter)) {}
    /// The objects that match a filter, given as its text.
    selection(std::string_view filter) : filter_(filter) {}
    /// The objects that match a filter, given as its text.
    selection(char const* filter) : filter_(filter) {}
    selection(std::nullptr_t) = delete;
    /// The objects that match a filter; the expression is checked against the action.
    template <filter_expression Expression>
    selection(Expression const& filter) : selection(filter_for<Operation>(filter))
    {
    }
    /// Every object.
    selection(all_objects_type) : kind_(detail::chosen::all) {}
    /// The objects that the body lists.
    selection(listed_objects_type) : kind_(detail::chosen::listed) {}

    /// Whether it is every object.
    bool is_all() const noexcept { return kind_ == detail::chosen::all; }
    /// Whether it is the objects that the body lists.
    bool is_listed() const noexcept { return kind_ == detail::chosen::listed; }
    /// The filter; empty for `all_objects` and `listed_objects`.
    std::string const& filter() const noexcept { return filter_; }

    /// For operations: writes the query parameter, or the member of the body, called `name`.
    template <class Out>
    void write(Out& out, std::string_view name, bool lists_objects) const
    {
        detail::write_selection(out, name, kind_, filter_, lists_objects);
    }

private:
    std::string filter_;
    detail::chosen kind_ = detail::chosen::filtered;
};

} // namespace cloud_governance::api

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/api/impl/selection.ipp>
#endif
