#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/ascii.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(core_ascii)

namespace cg = cloud_governance;

// in words of eight bytes, in groups of four such words, and in the rest
BOOST_AUTO_TEST_CASE(every_byte_is_judged_at_every_position)
{
    for (std::size_t size = 1; size <= 75; ++size)
        for (std::size_t at = 0; at < size; ++at)
            for (unsigned byte = 0; byte < 256; ++byte) {
                std::string text(size, 'x');
                text[at] = static_cast<char>(byte);
                bool const printable = byte >= 0x20 && byte <= 0x7E;
                if (cg::detail::is_printable_ascii(text) != printable ||
                    cg::detail::is_visible_ascii(text) != (printable && byte != ' '))
                    BOOST_ERROR("byte " << byte << " at " << at << " of " << size);
            }
}

// a byte that carries into its neighbour, or borrows from it, does not change the verdict
BOOST_AUTO_TEST_CASE(neighbouring_bytes_do_not_hide_each_other)
{
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second) {
            std::string text = "12345678";
            text[3] = static_cast<char>(first);
            text[4] = static_cast<char>(second);
            bool const printable = first >= 0x20 && first <= 0x7E && second >= 0x20 && second <= 0x7E;
            if (cg::detail::is_printable_ascii(text) != printable)
                BOOST_ERROR("bytes " << first << ", " << second);
        }
}

BOOST_AUTO_TEST_CASE(empty_text_is_printable_and_visible)
{
    BOOST_TEST(cg::detail::is_printable_ascii(""));
    BOOST_TEST(cg::detail::is_visible_ascii(""));
}

BOOST_AUTO_TEST_CASE(only_ascii_capitals_become_lower_case)
{
    for (unsigned byte = 0; byte < 256; ++byte) {
        char const c = static_cast<char>(byte);
        char const expected = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : c;
        if (cg::detail::ascii_lower(c) != expected)
            BOOST_ERROR("byte " << byte);
    }
    BOOST_TEST(cg::detail::ascii_lower("Content-TYPE Ä") == "content-type Ä");
}

BOOST_AUTO_TEST_CASE(comparison_ignores_the_case_of_ascii_letters_only)
{
    using cg::detail::equals_ignoring_case;
    BOOST_TEST(equals_ignoring_case("", ""));
    BOOST_TEST(equals_ignoring_case("Retry-After", "rETRY-aFTER"));
    BOOST_TEST(!equals_ignoring_case("Retry-After", "Retry-Afte"));
    BOOST_TEST(!equals_ignoring_case("a", "b"));
    BOOST_TEST(!equals_ignoring_case("@", "`")); // 0x20 apart, as the cases of a letter are
    BOOST_TEST(!equals_ignoring_case("Ä", "ä"));
}

BOOST_AUTO_TEST_CASE(control_characters_are_found_at_every_position)
{
    BOOST_TEST(!cg::detail::has_control_character(""));
    BOOST_TEST(!cg::detail::has_control_character("a name with blanks, ä and ~"));
    for (unsigned byte = 0; byte < 256; ++byte)
        for (std::size_t at = 0; at < 3; ++at) {
            std::string text = "abc";
            text[at] = static_cast<char>(byte);
            if (cg::detail::has_control_character(text) != (byte < 0x20 || byte == 0x7F))
                BOOST_ERROR("byte " << byte << " at " << at);
        }
}

BOOST_AUTO_TEST_CASE(blanks_and_tabs_at_the_ends_are_trimmed)
{
    using cg::detail::trim_blanks;
    BOOST_TEST(trim_blanks("") == "");
    BOOST_TEST(trim_blanks(" \t ") == "");
    BOOST_TEST(trim_blanks("\t a b \t") == "a b");
    BOOST_TEST(trim_blanks("\na\n") == "\na\n");
}

BOOST_AUTO_TEST_SUITE_END()
