#include <cloud_governance/error.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(core_error)

namespace cg = cloud_governance;

BOOST_AUTO_TEST_CASE(every_enumerator_has_its_own_message)
{
    auto const unknown = cg::error_category().message(0);
    std::vector<std::string> seen;
    for (int value = 1; value < 100; ++value) {
        auto const text = cg::error_category().message(value);
        if (text == unknown)
            continue;
        BOOST_TEST(std::count(seen.begin(), seen.end(), text) == 0, text);
        seen.push_back(text);
    }
    BOOST_TEST(seen.size() == 33u);
}

BOOST_AUTO_TEST_CASE(failure_carries_code_and_diagnostics)
{
    cg::error reason(cg::errc::not_found);
    reason.diagnostics.operation = "GET /requests/{id}";
    reason.diagnostics.http_status = 404;
    reason.diagnostics.server_messages = {"no such request"};
    cg::failure const thrown(reason);
    BOOST_TEST(bool(thrown.code() == cg::errc::not_found));
    BOOST_TEST(thrown.diagnostics().http_status == 404u);
    std::string const what = thrown.what();
    BOOST_TEST(what.find("GET /requests/{id}") == 0u);
    BOOST_TEST(what.find("404") != std::string::npos);
    BOOST_TEST(what.find("no such request") != std::string::npos);
    cg::failure const copy = thrown;
    BOOST_TEST(copy.what() == what);
}

BOOST_AUTO_TEST_CASE(value_of_a_failed_result_throws_failure)
{
    cg::result<int> const failed = cg::error(cg::errc::conflict, "here");
    BOOST_CHECK_EXCEPTION(failed.value(), cg::failure, [](cg::failure const& e) {
        return e.code() == cg::errc::conflict && e.diagnostics().detail == "here";
    });
}

BOOST_AUTO_TEST_CASE(printable_escapes_control_characters_and_cuts_at_a_character)
{
    BOOST_TEST(cg::printable("a\r\nb\x1b[31m") == "a\\x0d\\x0ab\\x1b[31m");
    BOOST_TEST(cg::printable("abc", 3) == "abc");
    BOOST_TEST(cg::printable("ab\xc3\xa9", 3) == "ab…");
}

BOOST_AUTO_TEST_SUITE_END()
