#pragma once

// What the generated tests have in common; written by hand.

#include <cloud_governance/http/message.hpp>
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/operation.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace generated {

namespace cg = cloud_governance;
using http_request = cg::http::request;

/// What reading and writing gave; compared outside the template, which is instantiated for each model.
class round_trip {
public:
    std::string of_default;
    std::string of_empty;
    std::string of_full;
    bool all_known = false;
};

inline void compare(std::string_view name, std::string_view text, round_trip const& found)
{
    BOOST_TEST_CONTEXT(name)
    {
        BOOST_TEST(found.of_default == "{}");
        BOOST_TEST(found.of_empty == "{}");
        BOOST_TEST(found.of_full == text);
        BOOST_TEST(found.all_known);
    }
}

/// Reads `text`, which sets every member, and writes it again: equal text means that each name leads to its member.
template <class Model>
void check_model(std::string_view name, std::string_view text)
{
    static_assert(!std::is_aggregate_v<Model>);
    static_assert(std::is_standard_layout_v<Model>);
    static_assert(std::is_nothrow_move_constructible_v<Model>);
    auto const empty = cg::json::decode<Model>("{}");
    auto const full = cg::json::decode<Model>(text);
    round_trip found;
    found.of_default = cg::json::encode(Model());
    found.of_empty = empty.has_value() ? cg::json::encode(*empty) : cg::to_string(empty.error());
    found.of_full = full.has_value() ? cg::json::encode(*full) : cg::to_string(full.error());
    found.all_known = full.has_value() && !full->additional_properties;
    compare(name, text, found);
}

/// A name of an enumeration leads to its number and back.
template <class Enum>
void check_name(Enum value, std::int32_t number, std::string_view name)
{
    BOOST_TEST(static_cast<std::int32_t>(value) == number);
    BOOST_TEST(cg::json::name_of(value) == name);
    BOOST_TEST((cg::json::enumerator_from_name<Enum>(name) == value));
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
