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
    using traits = cloud_governance::api::detail::filter_traits<Operation>;
    add(traits::template has_operator<comparison_operator::eq>, "eq");
    add(traits::template has_operator<comparison_operator::ne>, "ne");
    add(traits::template has_operator<comparison_operator::gt>, "gt");
    add(traits::template has_operator<comparison_operator::ge>, "ge");
    add(traits::template has_operator<comparison_operator::lt>, "lt");
    add(traits::template has_operator<comparison_operator::le>, "le");
    return out;
}

/// The fields and comparisons of an operation, as the description lists them.
template <class Operation>
void check(std::string_view fields, std::string_view operators)
{
    using traits = cloud_governance::api::detail::filter_traits<Operation>;
    BOOST_TEST(names(static_cast<typename traits::known_fields const*>(nullptr)) == fields);
    BOOST_TEST(comparisons<Operation>() == operators);
}

} // namespace generated
