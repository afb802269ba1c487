#pragma once

// What the generated tests have in common; written by hand.

#include <cloud_governance/http/message.hpp>
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/operation.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace generated {

namespace cg = cloud_governance;
using http_request = cg::http::request;

/// Reads `text` into `value` and writes it again; the reason when that fails. Goes under `json::decode` and
/// `json::encode`, which a thousand models would instantiate for a thousand seconds.
inline std::string again(cg::json::detail::type const& type, void* value, std::string_view text)
{
    cg::error reason;
    if (!cg::json::detail::decode(text, type, value, reason))
        return to_string(reason);
    cg::wiped_string out;
    cg::json::detail::encode(out, type, value);
    return std::string(out.data(), out.size());
}

inline void compare(std::string_view name, std::string_view expected, std::string const& found, bool all_known)
{
    BOOST_TEST_CONTEXT(name)
    {
        BOOST_TEST(found == expected);
        BOOST_TEST(all_known);
    }
}

/// Reads `text`, which sets every member, and writes it again: equal text means that each name leads to its member.
template <class Model>
void check_model(std::string_view name, std::string_view text)
{
    static_assert(!std::is_aggregate_v<Model>);
    static_assert(std::is_standard_layout_v<Model>);
    static_assert(cg::json::codable<Model>);
    auto const& type = cg::json::type_of<Model>();
    Model empty;
    compare(name, "{}", again(type, &empty, "{}"), !empty.additional_properties);
    Model full;
    compare(name, text, again(type, &full, text), !full.additional_properties);
}

/// One enumerator and what it must be.
template <class Enum>
class known_name {
public:
    known_name(Enum enumerator, std::int32_t wire_number, std::string_view wire_name)
        : value(enumerator), number(wire_number), name(wire_name)
    {
    }
    Enum value;
    std::int32_t number;
    std::string_view name;
};

inline void compare(std::string_view expected, std::string_view found, bool number, bool back)
{
    BOOST_TEST(found == expected);
    BOOST_TEST(number, expected);
    BOOST_TEST(back, expected);
}

/// Each name of an enumeration leads to its number and back.
template <class Enum>
void check_names(std::initializer_list<known_name<Enum>> names)
{
    for (auto const& known : names)
        compare(
            known.name, cg::json::name_of(known.value), static_cast<std::int32_t>(known.value) == known.number,
            cg::json::enumerator_from_name<Enum>(known.name) == known.value);
}

/// What an operation with all parameters set must send.
class expectation {
public:
    std::string_view name;
    std::string_view target;
    std::string_view body;
    bool repeatable = false;
    bool sensitive = false;
};

inline void compare(http_request const& request, std::string_view name, expectation const& expected)
{
    BOOST_TEST_CONTEXT(expected.name)
    {
        auto const verb = boost::beast::http::to_string(request.method);
        BOOST_TEST(name == expected.name);
        BOOST_TEST(std::string_view(verb.data(), verb.size()) == expected.name.substr(0, expected.name.find(' ')));
        BOOST_TEST(request.target == expected.target);
        BOOST_TEST(std::string_view(request.body) == expected.body);
        BOOST_TEST(request.fields.contains("Content-Type") == !expected.body.empty());
        BOOST_TEST(request.repeatable == expected.repeatable);
        BOOST_TEST(request.sensitive == expected.sensitive);
    }
}

/// Encodes `operation` under a base path and compares.
template <class Operation>
void check_operation(Operation const& operation, expectation const& expected)
{
    using response = typename Operation::response_type;
    static_assert(cg::operation<Operation>);
    static_assert(!std::is_aggregate_v<Operation>);
    static_assert(std::is_copy_constructible_v<Operation> && std::is_nothrow_move_constructible_v<Operation>);
    if constexpr (!std::is_void_v<response>)
        static_assert(cg::json::codable<response>);
    http_request request;
    request.target = "/base";
    operation.encode(request);
    compare(request, operation.name(), expected);
}

} // namespace generated
