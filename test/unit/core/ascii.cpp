#define BOOST_TEST_MODULE detail_ascii
#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/ascii.hpp>

#include <string>

namespace cg = cloud_governance;

// every byte at every place of words of eight, of four such words, and of what is left over
BOOST_AUTO_TEST_CASE(one_byte_decides_wherever_it_stands)
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

// what one byte lends to or takes from its neighbours hides neither
BOOST_AUTO_TEST_CASE(two_bytes_beside_each_other)
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

BOOST_AUTO_TEST_CASE(nothing_is_all_of_it)
{
    BOOST_TEST(cg::detail::is_printable_ascii(""));
    BOOST_TEST(cg::detail::is_visible_ascii(""));
}
