#pragma once

// The form of a model. The generator in codegen/ writes exactly this, and a user can write it by hand.
//
//     #include <cloud_governance/model/operators.hpp>
//
//     namespace cloud_governance::model {
//
//     struct request_metadata;                                    // a nested model may be incomplete here
//
//     enum class task_result : std::int32_t { none = 0, approved = 1 };
//
//     struct comments_param {
//         comments_param() = default;                             // not an aggregate
//
//         std::optional<std::string> comments;                    // string
//         std::optional<bool> notify;                             // boolean
//         std::optional<std::int32_t> attempts;                   // integer int32; std::int64_t for int64
//         std::optional<double> share;                            // number
//         std::optional<uuid> id;                                 // string uuid
//         std::optional<date_time> due;                           // string date-time
//         json::optional_enum<model::task_result> result;         // enumeration
//         json::box<model::site_url> site_url;                    // nested model (see below for `model::`)
//         json::box<std::vector<model::request_metadata>> metadatas; // array, of any element type but bool
//         json::box<json::map<std::string>> labels;               // object with additionalProperties of one type
//         json::box<boost::json::value> settings;                 // free form
//         json::additional_properties additional_properties;      // last, and of this name
//
//         template <class Self>
//         static json::members json_members() noexcept
//         {
//             static constexpr json::field fields[] = {           // in the order of the members
//                 CLOUD_GOVERNANCE_JSON_FIELD("comments", comments),
//                 ...
//             };
//             return {fields, offsetof(Self, additional_properties)};
//         }
//     };
//
//     } // namespace cloud_governance::model
//
//     // enumerations with known names; values ascending or not, negative ones too. Without known values: nothing.
//     template <>
//     struct cloud_governance::json::enumerators<cloud_governance::model::task_result> {
//         static constexpr json::enumerator table[] = {{0, "None"}, {1, "Approved"}};
//     };
//
// - `model::` before a type is needed where a member has the type's own name (`json::box<site_url> site_url;` is
//   ill-formed: the name changes its meaning); it is harmless elsewhere.
// - A nested model may be only declared where the struct is defined, but must be complete where the struct is
//   constructed, destroyed, copied, decoded or encoded: include its header, after the struct if the two are circular.
// - The specialisation of `enumerators` must be at namespace scope outside `model`, after the enumeration and before
//   its first use (same header).
// - A member that holds a credential is named by CLOUD_GOVERNANCE_JSON_SECRET instead.
// - A model without members returns `{offsetof(Self, additional_properties)}`.
// - `json_members` may be only declared in the struct and defined below it, as the generated models do: see
//   docs/decisions/0013-form-of-generated-code.md for the macro that their definitions are behind.
// - `std::optional<Enumeration>`, `std::optional<Model>` and `std::optional<std::vector<...>>` are refused: they cost
//   the compiler ten times as much.
// - The struct must be standard-layout (no bases, no virtual functions, no references): `offsetof` depends on it.
// - At most one member per wire name; names that differ in letter case only are distinguished when the case is exact.

#include <cloud_governance/json/box.hpp>
#include <cloud_governance/json/detail/type.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cloud_governance::json {

/// A name and number of an enumeration.
class enumerator {
public:
    /// Takes the name as it is written, a literal: its length needs no evaluation when the tables are compiled.
    template <std::size_t Size>
    constexpr enumerator(std::int32_t number, char const (&wire_name)[Size]) noexcept
        : value(number), name(wire_name, Size - 1)
    {
    }
    /// The number in bodies, paths and queries.
    std::int32_t value;
    /// The name in filters; also read in bodies.
    std::string_view name;
};

/// Specialised for each enumeration with known names: `static constexpr json::enumerator table[]`.
template <class Enum>
struct enumerators {};

/// The description of a type that the codec knows; made by `type_of`.
template <class T>
constexpr detail::type const& type_of() noexcept;

/// Whether a member may be shown: `to_log_text` masks what is secret.
enum class visibility : std::uint8_t { shown, secret };

/// One member of a model: its name on the wire, its place in the struct, its type.
class field {
public:
    /// The member `wire_name`, which lies `place` bytes from the beginning of the struct and has the type `member`.
    constexpr field(
        std::string_view wire_name, std::size_t place, detail::type const& member,
        visibility in_logs = visibility::shown) noexcept
        : name(wire_name), offset(static_cast<std::uint32_t>(place)), shown(in_logs), type(&member)
    {
    }
    /// Name on the wire.
    std::string_view name;
    /// Bytes from the beginning of the struct to the member.
    std::uint32_t offset;
    /// Whether `to_log_text` shows the member's value.
    visibility shown;
    /// How the codec reads and writes the member; never null.
    detail::type const* type;
};

/// All members of a model: what its `json_members` returns.
class members {
public:
    /// Those in a table, and the place of `additional_properties`.
    template <std::size_t Size>
    constexpr members(field const (&table)[Size], std::size_t rest) noexcept
        : fields(table), size(Size), additional(rest)
    {
    }
    /// None but `additional_properties`.
    constexpr members(std::size_t rest) noexcept : fields(nullptr), size(0), additional(rest) {}

    /// The first member; null when there is none.
    field const* fields;
    /// Number of members.
    std::size_t size;
    /// Bytes from the beginning of the struct to its `additional_properties`.
    std::size_t additional;
};

} // namespace cloud_governance::json

/// An entry of the table in `json_members`: the name on the wire and the member of `Self`.
#define CLOUD_GOVERNANCE_JSON_FIELD(name, member)                                                                      \
    {                                                                                                                  \
        name, offsetof(Self, member), cloud_governance::json::type_of<decltype(Self::member)>()                        \
    }
/// The same for a member that `to_log_text` masks.
#define CLOUD_GOVERNANCE_JSON_SECRET(name, member)                                                                     \
    {                                                                                                                  \
        name, offsetof(Self, member), cloud_governance::json::type_of<decltype(Self::member)>(),                       \
            cloud_governance::json::visibility::secret                                                                 \
    }
