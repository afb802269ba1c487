#pragma once

// Every model and operation of the API behind one type each, so that what is tested for all of them is compiled once:
// the generated files hold tables, and the tests walk them.

#include "values.hpp"

#include <cloud_governance/api/raw_reply.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/json/detail/make_type.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace generated {

/// A type that the codec knows, and how to have a value of it.
class any_type {
public:
    constexpr any_type() = default;
    /// What the codec knows; null for `void`, and for a reply that is taken as it comes.
    cg::json::detail::type const* of = nullptr;

    /// A new value.
    std::shared_ptr<void> make() const { return std::shared_ptr<void>(make_(), destroy_); }

    template <class T>
    static constexpr any_type as()
    {
        static_assert(cg::json::codable<T>);
        any_type out;
        out.of = &cg::json::type_of<T>();
        out.make_ = []() -> void* { return new T(); };
        out.destroy_ = [](void* value) { delete static_cast<T*>(value); };
        return out;
    }

private:
    void* (*make_)() = nullptr;
    void (*destroy_)(void*) = nullptr;
};

/// A model of the API.
class model_entry {
public:
    /// The vendor's name.
    std::string_view name;
    any_type type;
    /// JSON text that sets every member.
    std::string_view sample;
};

template <class Model>
constexpr model_entry model_of(std::string_view name, std::string_view sample)
{
    static_assert(!std::is_aggregate_v<Model>);
    static_assert(std::is_standard_layout_v<Model>);
    return {name, any_type::as<Model>(), sample};
}

/// An enumerator of the API.
class enumerator_entry {
public:
    /// The names that the codec has for its enumeration.
    cg::json::enumerator const* names;
    std::size_t names_size;
    /// The enumerator's value.
    std::int32_t value;
    /// What it must be.
    std::int32_t number;
    std::string_view name;
};

template <class Enum>
constexpr enumerator_entry enumerator_of(Enum value, std::int32_t number, std::string_view name)
{
    static_assert(cg::json::enumeration<Enum>);
    return {
        cg::json::detail::enumerator_names<Enum>(), cg::json::detail::enumerator_count<Enum>(),
        static_cast<std::int32_t>(value), number, name};
}

/** Any operation of the API: it writes what the typed one writes, and its reply is taken as it comes, to be decoded by
    its `any_type`. The client's coroutines are compiled for this one instead of 316.
*/
class any_operation {
public:
    using response_type = cg::api::raw_reply;

    template <class Operation>
        requires(!std::is_same_v<Operation, any_operation>)
    explicit any_operation(Operation operation)
        : any_operation(operation.name(), new Operation(std::move(operation)), &destroy<Operation>, &write<Operation>)
    {
        static_assert(cg::operation<Operation>);
        static_assert(!std::is_aggregate_v<Operation>);
        static_assert(std::is_copy_constructible_v<Operation> && std::is_nothrow_move_constructible_v<Operation>);
    }

    std::string_view name() const noexcept { return name_; }
    void encode(cg::http::request& request) const { encode_(held_.get(), request); }

private:
    using encode_function = void (*)(void const*, cg::http::request&);

    any_operation(std::string_view name, void const* held, void (*destroy)(void const*), encode_function encode)
        : name_(name), held_(held, destroy), encode_(encode)
    {
    }
    template <class Operation>
    static void destroy(void const* held)
    {
        delete static_cast<Operation const*>(held);
    }
    template <class Operation>
    static void write(void const* held, cg::http::request& request)
    {
        static_cast<Operation const*>(held)->encode(request);
    }

    std::string_view name_;
    std::shared_ptr<void const> held_;
    encode_function encode_;
};

/// An operation of the API.
class operation_entry {
public:
    /// The description's name.
    std::string_view id;
    /// The operation with what it requires, or with everything that can be set.
    any_operation (*make)(values& from, bool everything);
    /// What the reply is decoded to, unless it is a model.
    any_type plain_reply;
    /// The vendor's name of the model that the reply is decoded to.
    std::string_view reply_model;
    /// Verb and path template.
    std::string_view name;
    /// What it sends, under `/base`, when everything is set to `filling::fixed`.
    std::string_view target;
    /// The body then.
    std::string_view body;
    bool repeatable;
    bool sensitive;
};

/// A body whose filter stands elsewhere: operations refuse a second one.
template <class Body>
Body without_filter(Body body)
{
    body.filter.reset();
    return body;
}

/// What a reply of type `T` is decoded to. For models, which the catalogue has, `reply_model` is the rest.
template <class T, class Model = void>
constexpr any_type reply_of()
{
    static_assert(std::is_void_v<Model> || std::is_same_v<T, Model>);
    if constexpr (std::is_void_v<T> || std::is_same_v<T, cg::api::raw_reply> || cg::json::model_type<T>)
        return any_type();
    else
        return any_type::as<T>();
}

/// All tables that were linked.
class catalogue {
public:
    catalogue() = default;
    std::vector<model_entry const*> models;
    std::vector<enumerator_entry const*> enumerators;
    std::vector<operation_entry const*> operations;

    static catalogue& instance()
    {
        static catalogue all;
        return all;
    }
};

/// Adds a generated file's table to the catalogue before `main`.
class part {
public:
    template <std::size_t Size>
    explicit part(model_entry const (&table)[Size])
    {
        for (auto const& entry : table)
            catalogue::instance().models.push_back(&entry);
    }
    template <std::size_t Size>
    explicit part(enumerator_entry const (&table)[Size])
    {
        for (auto const& entry : table)
            catalogue::instance().enumerators.push_back(&entry);
    }
    template <std::size_t Size>
    explicit part(operation_entry const (&table)[Size])
    {
        for (auto const& entry : table)
            catalogue::instance().operations.push_back(&entry);
    }
};

inline std::vector<model_entry const*> const& all_models() { return catalogue::instance().models; }
inline std::vector<enumerator_entry const*> const& all_enumerators() { return catalogue::instance().enumerators; }
inline std::vector<operation_entry const*> const& all_operations() { return catalogue::instance().operations; }

} // namespace generated
