#pragma once

// What the generated tests of enumerations have in common; written by hand.

#include <cloud_governance/json/enumeration.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace generated {

namespace cg = cloud_governance;

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

} // namespace generated
