#pragma once

#include <cloud_governance/core/detail/config.hpp>

#include <boost/config.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace cloud_governance::json {

/// The second parameter of the `json_members` of this library's models that are parts of others: compiled mode builds
/// once what their boxes need.
class in_library;

namespace detail {

/// Compares two values of a box: by `json::equal` for models, else with `==` (see model.hpp).
template <class T>
bool same(T const& a, T const& b);

/// The part of a box that does not depend on its type; the codec, which is not a template, works with it.
struct box_storage {
    void* held = nullptr;
};

/// The part of a box that does not depend on its type, so that the compiler makes it once.
class box_base : private box_storage {
public:
    /// True when the box holds a value.
    bool has_value() const noexcept { return held != nullptr; }
    /// True when the box holds a value.
    explicit operator bool() const noexcept { return held != nullptr; }

protected:
    using box_storage::held;
    /// Throws `std::bad_optional_access` when there is no value.
    void checked() const
    {
        if (held == nullptr)
            throw std::bad_optional_access();
    }
};

/// Destroys a value that a box holds. Never inlined: the destructors of nested models would become very large.
template <class T>
BOOST_NOINLINE void destroy_value(void* value) noexcept
{
    delete static_cast<T*>(value);
}

/// As `delete_value`, for a type that `is_compiled`; defined where the library is compiled.
template <class T>
void destroy_compiled(void* value) noexcept;

template <class T>
inline constexpr bool is_compiled_model = false;
#ifdef CLOUD_GOVERNANCE_SEPARATE_COMPILATION
template <class T>
    requires requires { &T::template json_members<T, in_library>; }
inline constexpr bool is_compiled_model<T> = true;
#endif

/// Whether the library ends it, a model or a vector of models, so that a user's file need not compile what a reply
/// consists of.
template <class T>
inline constexpr bool is_compiled = is_compiled_model<T>;
template <class T>
inline constexpr bool is_compiled<std::vector<T>> = is_compiled_model<T>;

/// What ends a value that a box holds.
template <class T>
constexpr auto ending_of() noexcept
{
    if constexpr (is_compiled<T>)
        return &destroy_compiled<T>;
    else
        return &destroy_value<T>;
}

} // namespace detail

/** A value on the heap, or none: `std::optional` for nested models, arrays and free-form JSON.

    Has `std::optional`'s interface and value semantics: copying copies the value, comparing compares it, `const`
    reaches it. It differs in being one pointer large, in accepting types that are still incomplete (so models can be
   recursive) and in costing the compiler nothing until it is used. Moving leaves the source empty and keeps the value's
    address. As with `std::optional`, reading an empty box with `*` or `->` is undefined; `value()` checks.
    Distinct boxes are safe to use from several threads, a shared one to read.
*/
template <class T>
class box : public detail::box_base {
public:
    /// Type of the value.
    using value_type = T;

    /// Empty.
    box() noexcept = default;
    /// Empty.
    box(std::nullopt_t) noexcept {}
    /// Copies the value.
    box(box const& other)
    {
        if (other.held != nullptr)
            held = new T(*other.get());
    }
    /// Takes the value over; `other` becomes empty.
    box(box&& other) noexcept { swap(other); }
    /// Holds a value made of `value`.
    template <class U = T>
        requires(!std::is_same_v<std::remove_cvref_t<U>, box> && std::is_convertible_v<U, T>)
    box(U&& value) // NOLINT(bugprone-forwarding-reference-overload): the check does not read the constraint
    {
        held = new T(std::forward<U>(value));
    }
    /// Holds a value made of `arguments`.
    template <class... Arguments>
    explicit box(std::in_place_t, Arguments&&... arguments)
    {
        held = new T(std::forward<Arguments>(arguments)...);
    }
    ~box()
    {
        if (held != nullptr)
            detail::ending_of<T>()(held);
    }

    /// Copies the value; if that throws, this box keeps what it had.
    box& operator=(box const& other)
    {
        if (this != &other)
            box(other).swap(*this);
        return *this;
    }
    /// Takes the value over; `other` becomes empty.
    box& operator=(box&& other) noexcept
    {
        // cppcheck-suppress accessMoved ; reads the swap as one with other
        box(std::move(other)).swap(*this);
        return *this;
    }
    /// Empties the box.
    box& operator=(std::nullopt_t) noexcept
    {
        reset();
        return *this;
    }
    /// Holds a value made of `value`.
    template <class U = T>
        requires(!std::is_same_v<std::remove_cvref_t<U>, box> && std::is_convertible_v<U, T>)
    box& operator=(U&& value)
    {
        // built first: `value` may be part of what this box holds
        box(std::in_place, std::forward<U>(value)).swap(*this);
        return *this;
    }

    /// Holds a new value made of `arguments`; gives it.
    template <class... Arguments>
    T& emplace(Arguments&&... arguments)
    {
        box(std::in_place, std::forward<Arguments>(arguments)...).swap(*this);
        return *get();
    }
    /// Empties the box.
    void reset() noexcept { box().swap(*this); }
    /// Exchanges the values of both boxes; the values keep their addresses.
    void swap(box& other) noexcept
    {
        void* const mine = held;
        held = other.held;
        other.held = mine;
    }

    /// The value. Undefined when the box is empty.
    T& operator*() & noexcept { return *get(); }
    T const& operator*() const& noexcept { return *get(); }
    T&& operator*() && noexcept { return std::move(*get()); }
    /// Reaches a member of the value. Undefined when the box is empty.
    T* operator->() noexcept { return get(); }
    T const* operator->() const noexcept { return get(); }

    /// The value; throws `std::bad_optional_access` when there is none.
    T& value() & { return checked(), *get(); }
    T const& value() const& { return checked(), *get(); }
    T&& value() && { return checked(), std::move(*get()); }

    /// A copy of the value, or `other` when there is none.
    template <class U>
    T value_or(U&& other) const&
    {
        return held != nullptr ? *get() : static_cast<T>(std::forward<U>(other));
    }
    /// The value moved out, or `other` when there is none.
    template <class U>
    T value_or(U&& other) &&
    {
        return held != nullptr ? std::move(*get()) : static_cast<T>(std::forward<U>(other));
    }

private:
    T* get() const noexcept { return static_cast<T*>(held); }
};

// at namespace scope, because friends would be instantiated with each of the hundreds of boxes in the models

/// Exchanges the values of both boxes.
template <class T>
void swap(box<T>& a, box<T>& b) noexcept
{
    a.swap(b);
}

/// Both empty, or both with equal values.
template <class T>
bool operator==(box<T> const& a, box<T> const& b)
{
    return a.has_value() && b.has_value() ? detail::same(*a, *b) : a.has_value() == b.has_value();
}

/// Holds a value equal to `value`.
template <class T>
bool operator==(box<T> const& a, std::type_identity_t<T> const& value)
{
    return a.has_value() && detail::same(*a, value);
}

/// Is empty.
template <class T>
bool operator==(box<T> const& a, std::nullopt_t) noexcept
{
    return !a.has_value();
}

} // namespace cloud_governance::json
