#pragma once

// What the generated test of fields needs; written by hand.

#include <cloud_governance/api/filter.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace generated {

template <class... Entries>
std::string names(cloud_governance::api::detail::field_set<Entries...> const*)
{
    std::string out;
    ((out += out.empty() ? "" : " ", out += Entries::wire), ...);
    return out;
}

template <class Operation>
std::string comparisons()
{
    using cloud_governance::api::comparison_operator;
    std::string out;
    auto const add = [&](bool has, char const* name) {
        if (has)
            out += (out.empty() ? "" : " ") + std::string(name);
    };
    if constexpr (requires { typename Operation::filter_operators; }) {
        using operators = typename Operation::filter_operators;
        add(operators::template has<comparison_operator::eq>, "eq");
        add(operators::template has<comparison_operator::ne>, "ne");
        add(operators::template has<comparison_operator::gt>, "gt");
        add(operators::template has<comparison_operator::ge>, "ge");
        add(operators::template has<comparison_operator::lt>, "lt");
        add(operators::template has<comparison_operator::le>, "le");
    }
    return out;
}

/// The fields and comparisons of an operation, as the description lists them.
template <class Operation>
void check(std::string_view fields, std::string_view operators)
{
    BOOST_TEST(names(static_cast<typename Operation::known_fields const*>(nullptr)) == fields);
    BOOST_TEST(comparisons<Operation>() == operators);
}

} // namespace generated
