#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace cloud_governance::json {

class field;
class members;
class enumerator;

namespace detail {

/// What a value is on the wire and in memory.
enum class kind : std::uint8_t {
    string,      // std::string
    boolean,     // bool
    int32,       // std::int32_t
    int64,       // std::int64_t
    number,      // double
    uuid,        // cloud_governance::uuid
    date_time,   // cloud_governance::date_time
    enumeration, // enum class : std::int32_t
    model,       // a struct with a field table
    array,       // std::vector
    map,         // json::map
    free_form,   // boost::json::value
};

/// How a value is stored.
enum class storage : std::uint8_t {
    bare,     // the value itself: root, element of an array or map
    optional, // std::optional for scalars, json::optional_enum for enumerations
    boxed,    // json::box
};

/// The elements of an array.
struct elements {
    void const* first;
    std::size_t size;
};

/// Takes one entry of a map.
using visitor = void (*)(void* context, std::string const& name, void const* value);

/// The operations of a `json::map`.
struct map_functions {
    /// The address of a new default value under `name`, replacing an older one.
    void* (*insert)(void* map, std::string const& name);
    /// Removes the value under `name`, if there is one.
    void (*erase)(void* map, std::string const& name);
    /// Calls `visit` with each entry.
    void (*for_each)(void const* map, void* context, visitor visit);
    /// The value under `name`, or null.
    void const* (*find)(void const* map, std::string const& name);
    /// The number of entries.
    std::size_t (*size)(void const* map);
};

/** The description of a type, which is all that the codec has of it.

    One constant per type that is decoded, encoded or compared; the codec itself is not a template. Pointers that do not
    apply to the kind are null. `place` is the address of the optional, box or bare value.
*/
struct type {
    kind what{};
    storage how = storage::bare;
    /// Bytes of one bare value: the distance of two elements of an array.
    std::size_t stride = 0;
    /// Of an array or map: its elements.
    type const* element = nullptr;

    /// Boxed: a new default value on the heap.
    void* (*create)() = nullptr;
    /// Boxed: destroys a value that `create` made.
    void (*destroy)(void* value) noexcept = nullptr;

    /// Array: appends a default element and returns its address.
    void* (*append)(void* array) = nullptr;
    /// Array: its elements.
    elements (*view)(void const* array) = nullptr;

    map_functions const* map = nullptr;

    /// Model: its fields. A function, because recursive models' tables would otherwise refer to each other while they
    /// are being initialised.
    members (*fields)() noexcept = nullptr;

    /// Enumeration: its known names.
    enumerator const* names = nullptr;
    std::size_t names_size = 0;
};

} // namespace detail
} // namespace cloud_governance::json
