#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace cloud_governance::api {

/// Base of the types of the constants in `api::fields`; its namespace has the operators that make filters of them. They
/// derive from it in private, which makes them no aggregates.
class field_tag {};

namespace detail {

/** One field that an operation knows: its tag, the type of its values, and the class that has its name on the wire
   where the operation spells it unlike the others.
*/
template <class Tag, class Value, class Spelling = Tag>
class field_entry {
public:
    using value_type = Value;
    static constexpr std::string_view wire = Spelling::wire;
};

/// The fields of one or more operations; an operation only names it, so it costs nothing until a filter is written.
template <class... Entries>
class field_set : public Entries... {};

/// Finds a field's entry among the bases of a set; declared for its type only.
template <class Tag, class Value, class Spelling>
field_entry<Tag, Value, Spelling> find_field(field_entry<Tag, Value, Spelling> const*);

/// The fields that `Operation` filters and sorts by, and the comparisons of its filter. An operation has these in private,
/// and this class as a friend.
template <class Operation>
class filter_traits : public Operation::filterable {};

/// The entry of `Tag` in the fields of `Operation`.
template <class Operation, class Tag>
using field_entry_of =
    decltype(find_field<Tag>(static_cast<typename filter_traits<Operation>::known_fields const*>(nullptr)));

/// Whether `Operation` knows `Field`.
template <class Operation, class Field>
inline constexpr bool knows_field = requires { typename field_entry_of<Operation, Field>; };

} // namespace detail
} // namespace cloud_governance::api
