#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// A capital ASCII letter as its small one; every other character unchanged.
constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// `text` with its capital ASCII letters as small ones.
inline std::string ascii_lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = ascii_lower(c);
    return out;
}

/// True when both texts are equal but for the case of ASCII letters.
constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (ascii_lower(a[i]) != ascii_lower(b[i]))
            return false;
    return true;
}

/// True for the control characters of ASCII: 0x00 to 0x1F and 0x7F.
constexpr bool is_control_character(char c) noexcept
{
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

/// `text` without the blanks and tabs at both ends.
constexpr std::string_view trim_blanks(std::string_view text) noexcept
{
    auto const is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// True when one of the characters of `text` is a control character.
constexpr bool has_control_character(std::string_view text) noexcept
{
    for (char const c : text)
        if (is_control_character(c))
            return true;
    return false;
}

/// Looks at eight bytes of `text`. The result is not zero when one of them is bad: under `lowest`, or over 0x7E. The
/// addition sets the high bit of a byte from 0x7F to 0xFE, the subtraction that of a byte under `lowest` and of 0xFF;
/// only a bad byte carries into, or borrows from, the next.
template <unsigned char lowest>
std::uint64_t bad_bytes(std::string_view text, std::size_t at) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    return ((word - lowest * ones) | (word + ones)) & (0x80 * ones);
}

/// True when every byte is from `lowest`, at least 0x20, to 0x7E. Reads eight bytes at a time, because each call checks
/// a token of a kilobyte.
template <unsigned char lowest>
bool is_ascii_from(std::string_view text) noexcept
{
    static_assert(lowest >= 0x20 && lowest < 0x7F);
    std::size_t at = 0;
    std::uint64_t bad = 0;
    auto const& word = bad_bytes<lowest>;
    for (; text.size() - at >= 32; at += 32)
        bad |= word(text, at) | word(text, at + 8) | word(text, at + 16) | word(text, at + 24);
    for (; text.size() - at >= 8; at += 8)
        bad |= word(text, at);
    if (at < text.size() && text.size() >= 8) { // the last word overlaps the one before
        bad |= word(text, text.size() - 8);
        at = text.size();
    }
    bool good = bad == 0;
    for (; at < text.size(); ++at)
        good = good && text[at] >= lowest && text[at] <= 0x7E;
    return good;
}

/// True for text of letters, digits, punctuation and blanks (0x20 to 0x7E).
inline bool is_printable_ascii(std::string_view text) noexcept { return is_ascii_from<0x20>(text); }

/// True for printable ASCII without blanks (0x21 to 0x7E).
inline bool is_visible_ascii(std::string_view text) noexcept { return is_ascii_from<0x21>(text); }

} // namespace cloud_governance::detail
