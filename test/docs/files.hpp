#pragma once

// Reading the project's own files; the tests of this folder run in its root.

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace docs {

inline std::string text_of(std::filesystem::path const& path)
{
    std::ifstream const file(path);
    BOOST_TEST_REQUIRE(file.good(), path.string() + ": not found");
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

inline std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        out.push_back(line);
    return out;
}

/// The cells of a row of a Markdown table, without blanks around them; none for other lines.
inline std::vector<std::string> cells_of(std::string const& line)
{
    std::vector<std::string> out;
    if (!line.starts_with("| ") || !line.ends_with(" |"))
        return out;
    for (std::size_t at = 1; at < line.size();) {
        auto const end = line.find(" |", at);
        out.push_back(end == at ? "" : line.substr(at + 1, end - at - 1)); // "| |": the cell is empty
        at = end + 2;
    }
    return out;
}

/// What stands between the backquotes of a text.
inline std::vector<std::string> quoted(std::string const& text)
{
    std::vector<std::string> out;
    for (auto at = text.find('`'); at != std::string::npos;) {
        auto const end = text.find('`', at + 1);
        if (end == std::string::npos)
            break;
        out.push_back(text.substr(at + 1, end - at - 1));
        at = text.find('`', end + 1);
    }
    return out;
}

} // namespace docs
