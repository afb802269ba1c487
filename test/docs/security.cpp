#include "files.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(docs_security)

namespace {

std::vector<std::vector<std::string>> rows()
{
    std::vector<std::vector<std::string>> out;
    for (auto const& line : docs::lines_of(docs::text_of("docs/security.md")))
        if (auto cells = docs::cells_of(line); cells.size() == 5 && cells[0] != "#" && cells[0] != "---")
            out.push_back(std::move(cells));
    return out;
}

/// The case is defined in the file: a macro of Boost.Test with this name.
bool defines(std::string const& text, std::string const& name)
{
    for (char const* end : {")", ","})
        if (text.find("TEST_CASE(" + name + end) != std::string::npos)
            return true;
    return false;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_requirement_has_its_row)
{
    auto const all = rows();
    BOOST_TEST_REQUIRE(all.size() == 34U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        BOOST_TEST(all[i][0] == std::to_string(i + 1));
        // a row without a test says why
        BOOST_TEST((all[i][3] != "none" || all[i][4] != "none"), all[i][1]);
    }
}

BOOST_AUTO_TEST_CASE(every_file_and_test_case_that_is_named_exists)
{
    std::size_t cases = 0;
    for (auto const& row : rows()) {
        for (auto const& file : docs::quoted(row[2]))
            BOOST_TEST(std::filesystem::exists("include/cloud_governance/" + file), file);
        for (auto const& named : docs::quoted(row[3])) {
            auto const colon = named.find(": ");
            BOOST_TEST_REQUIRE(colon != std::string::npos, named);
            auto const text = docs::text_of(named.substr(0, colon));
            auto const name = named.substr(colon + 2);
            if (name != "*")
                BOOST_TEST(defines(text, name), named);
            ++cases;
        }
    }
    BOOST_TEST(cases > 60U);
}

BOOST_AUTO_TEST_SUITE_END()
