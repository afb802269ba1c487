#include "files.hpp"

#include <cloud_governance/error.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/x509.h>

#include <map>
#include <regex>

BOOST_AUTO_TEST_SUITE(docs_troubleshooting)

namespace cg = cloud_governance;

namespace {

/// The enumerators of `errc` as error.hpp declares them.
std::map<std::string, int> enumerators()
{
    auto const header = docs::text_of("include/cloud_governance/core/error.hpp");
    auto const begin = header.find("enum class errc");
    auto const body = header.substr(begin, header.find("};", begin) - begin);
    std::map<std::string, int> out;
    std::regex const declared(R"(\n    ([a-z_]+) = (\d+),)");
    for (std::sregex_iterator each(body.begin(), body.end(), declared); each != std::sregex_iterator(); ++each)
        out[(*each)[1]] = std::stoi((*each)[2]);
    return out;
}

/// All text of the library between quotation marks, with literals that follow each other joined.
std::string literals()
{
    std::string out;
    for (auto const& entry : std::filesystem::recursive_directory_iterator("include/cloud_governance")) {
        auto const path = entry.path().string();
        if (!entry.is_regular_file() || path.find("/model/") != std::string::npos ||
            path.find("/api/") != std::string::npos)
            continue;
        out += docs::text_of(entry.path());
    }
    out = std::regex_replace(out, std::regex("\"\\s*\n\\s*\""), "");
    // OpenSSL's words for a server's certificate
    return out + X509_verify_cert_error_string(X509_V_ERR_CERT_HAS_EXPIRED);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_error_is_listed_with_its_message)
{
    auto missing = enumerators();
    BOOST_TEST(missing.size() > 30U);
    for (auto const& line : docs::lines_of(docs::text_of("docs/troubleshooting.md"))) {
        auto const cells = docs::cells_of(line);
        if (cells.size() != 3 || !cells[0].starts_with('`') || cells[0] == "`errc`")
            continue;
        auto const name = docs::quoted(cells[0]).at(0);
        BOOST_TEST(missing.count(name) == 1U, name + ": no such enumerator, or listed twice");
        BOOST_TEST(cells[1] == cg::error_category().message(missing[name]), name);
        BOOST_TEST(!cells[2].empty());
        missing.erase(name);
    }
    for (auto const& [name, value] : missing)
        BOOST_ERROR(name + ": is not in docs/troubleshooting.md");
}

BOOST_AUTO_TEST_CASE(what_is_quoted_is_what_the_library_says)
{
    auto const code = literals();
    std::size_t count = 0;
    for (auto const& line : docs::lines_of(docs::text_of("docs/troubleshooting.md"))) {
        if (!line.starts_with("> "))
            continue;
        std::string rest = line.substr(2);
        constexpr std::string_view gap = "…";
        while (!rest.empty()) {
            auto const end = rest.find(gap);
            auto const part = rest.substr(0, end);
            // a colon after a value is a literal of its own, too short to mean something
            if (part.size() > 3) {
                BOOST_TEST(code.find(part) != std::string::npos, "not in the code: " + part);
                ++count;
            }
            rest = end == std::string::npos ? "" : rest.substr(end + gap.size());
        }
    }
    BOOST_TEST(count > 15U);
}

BOOST_AUTO_TEST_CASE(the_eleven_causes_are_there)
{
    std::size_t causes = 0;
    for (auto const& line : docs::lines_of(docs::text_of("docs/troubleshooting.md")))
        causes += line.starts_with("### ");
    BOOST_TEST(causes == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
