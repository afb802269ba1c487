#include <cloud_governance/core/uuid.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(core_uuid)

namespace cg = cloud_governance;

BOOST_AUTO_TEST_CASE(text_round_trips_in_lower_case)
{
    auto const id = cg::uuid_from_string("6AB493D7-b588-4338-a233-9290000000ce");
    BOOST_TEST(cg::to_string(id) == "6ab493d7-b588-4338-a233-9290000000ce");
    BOOST_TEST(*id.begin() == 0x6A);
    BOOST_TEST(*(id.end() - 1) == 0xCE);
    BOOST_TEST(bool(cg::uuid_from_string("00000000-0000-0000-0000-000000000000") == cg::uuid{}));
}

BOOST_AUTO_TEST_CASE(any_other_text_is_refused)
{
    std::string const good = "6ab493d7-b588-4338-a233-9290000000ce";
    for (std::string const& text :
         {std::string(), std::string("{" + good + "}"), good.substr(1), good + "0", " " + good.substr(1),
          std::string("6ab493d7b5884338a2339290000000ce"), std::string("6ab493d7-b588-4338-a2339-290000000ce"),
          std::string("6ab493d7-b588-4338-a233-9290000000cg"),
          std::string("6ab493d7-b588-4338-a233-92900000\0ce", 36)}) {
        auto const parsed = cg::parse_uuid(text);
        BOOST_TEST(!parsed, text);
        BOOST_TEST(bool(parsed.error().code == cg::errc::invalid_argument));
    }
    BOOST_CHECK_EXCEPTION(cg::uuid_from_string("x"), cg::failure, [](cg::failure const& e) {
        return e.code() == cg::errc::invalid_argument && e.diagnostics().detail.find("\"x\"") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(every_character_is_looked_at)
{
    std::string const good = "6ab493d7-b588-4338-a233-9290000000ce";
    auto const value_of = [](char c) {
        return std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (int c = 0; c < 256; ++c) {
            auto text = good;
            text[i] = static_cast<char>(c);
            bool const digit = good[i] != '-' && value_of(text[i]) != std::string_view::npos;
            auto const parsed = cg::parse_uuid(text);
            BOOST_REQUIRE_MESSAGE(parsed.has_value() == (digit || text == good), i << ": " << c);
            if (!digit)
                continue;
            text[i] = "0123456789abcdef"[value_of(text[i])];
            BOOST_REQUIRE_MESSAGE(cg::to_string(*parsed) == text, i << ": " << c);
        }
    }
}

BOOST_AUTO_TEST_CASE(random_identifiers_are_version_4_and_differ)
{
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        auto const text = cg::to_string(cg::random_uuid());
        BOOST_TEST(text[14] == '4');
        BOOST_TEST(std::string("89ab").find(text[19]) != std::string::npos);
        seen.insert(text);
    }
    BOOST_TEST(seen.size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
