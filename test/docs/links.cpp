// Links between the project's pages, and the files that the pages about the code name.
#include "files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(docs_links)

namespace {

std::vector<fs::path> pages()
{
    std::vector<fs::path> out = {"README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"};
    for (char const* folder : {"docs", "example", "benchmark", "codegen", "test", ".ci"})
        for (auto const& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".md" && entry.path().string().find("node_modules") == std::string::npos)
                out.push_back(entry.path());
    return out;
}

/// The text without code between fences.
std::string prose_of(std::string const& text)
{
    std::string out;
    bool code = false;
    for (auto const& line : docs::lines_of(text)) {
        if (line.starts_with("```"))
            code = !code;
        else if (!code)
            out += line + '\n';
    }
    return out;
}

/// The name that a heading has in links: lower case, hyphens for blanks, without punctuation.
std::set<std::string> anchors_of(std::string const& text)
{
    std::set<std::string> out;
    for (auto const& line : docs::lines_of(prose_of(text))) {
        auto const begin = line.find_first_not_of('#');
        if (begin == 0 || begin == std::string::npos || line[begin] != ' ')
            continue;
        std::string anchor;
        for (char c : line.substr(begin + 1)) {
            if (c == ' ' || c == '-')
                anchor += '-';
            else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) > 127)
                anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        out.insert(anchor);
    }
    return out;
}

/// Everything that a pattern's first group matches in a text.
std::vector<std::string> matches(std::string const& text, char const* pattern)
{
    std::vector<std::string> out;
    std::regex const wanted(pattern);
    for (std::sregex_iterator each(text.begin(), text.end(), wanted); each != std::sregex_iterator(); ++each)
        out.push_back((*each)[1]);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(links_lead_to_files_and_headings_that_exist)
{
    std::size_t count = 0;
    for (auto const& page : pages()) {
        for (auto const& link : matches(prose_of(docs::text_of(page)), R"(\]\(([^)\s]+)\))")) {
            if (link.find("://") != std::string::npos)
                continue;
            ++count;
            auto const hash = link.find('#');
            auto const name = link.substr(0, hash);
            auto const target = name.empty() ? page : (page.parent_path() / name).lexically_normal();
            BOOST_TEST(fs::exists(target), page.string() + " links to " + link);
            if (hash != std::string::npos && fs::is_regular_file(target))
                BOOST_TEST(
                    anchors_of(docs::text_of(target)).count(link.substr(hash + 1)) == 1U,
                    page.string() + " links to " + link);
            // a link to a folder shows the page of that folder
            if (hash != std::string::npos && fs::is_directory(target))
                BOOST_TEST(
                    anchors_of(docs::text_of(target / "README.md")).count(link.substr(hash + 1)) == 1U,
                    page.string() + " links to " + link);
        }
    }
    BOOST_TEST(count > 50U);
}

BOOST_AUTO_TEST_CASE(the_files_that_architecture_and_contributing_name_exist)
{
    std::size_t count = 0;
    for (char const* page : {"docs/architecture.md", "CONTRIBUTING.md"}) {
        for (auto const& name : matches(docs::text_of(page), R"(([\w./-]+\.(?:hpp|ipp|cpp|py|sh|md|json|txt))\b)")) {
            // `layer/x.hpp` and the like are patterns; the folders of http/impl/ are left out in one diagram
            if (std::regex_search(name, std::regex(R"((^|/)x\.(hpp|ipp)$)")) || name.find("://") != std::string::npos)
                continue;
            ++count;
            std::vector<fs::path> const places = {
                "", "include", "include/cloud_governance", "include/cloud_governance/http/impl",
                fs::path(page).parent_path()};
            BOOST_TEST(
                std::any_of(
                    places.begin(), places.end(), [&](fs::path const& place) { return fs::exists(place / name); }),
                std::string(page) + " names " + name);
        }
    }
    BOOST_TEST(count > 60U);
}

BOOST_AUTO_TEST_SUITE_END()
