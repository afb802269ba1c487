// What the documents say of the fault matrix is what the table has. Runs in the project's folder.
#include "table.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(faults_documentation)

BOOST_AUTO_TEST_CASE(the_readme_has_the_number_of_cells)
{
    std::ifstream file("README.md");
    std::string const text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::string const number = std::to_string(faults::rows * faults::columns) + " cells";
    BOOST_TEST(text.find(number) != std::string::npos, "README.md does not say \"" << number << '"');
}

BOOST_AUTO_TEST_CASE(each_fault_has_one_row)
{
    std::set<faults::fault> seen;
    for (auto const& each : faults::table)
        BOOST_TEST(seen.insert(each.what).second, each.name << " is there twice");
    BOOST_TEST(seen.size() == static_cast<std::size_t>(faults::fault::restart_under_load));
}

BOOST_AUTO_TEST_SUITE_END()
