#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cloud_governance::detail {

/// Eight bytes of `text`: the lowest bad one, and so the result if one is bad, has its high bit set: by the addition
/// those of 0x7F to 0xFE, by the subtraction those under `lowest` and 0xFF. Borrow and carry come from bad bytes only.
template <unsigned char lowest>
std::uint64_t bad_bytes(std::string_view text, std::size_t at) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    return ((word - lowest * ones) | (word + ones)) & (0x80 * ones);
}

/// Every byte from `lowest`, which is at least 0x20, to 0x7E. Many at a time: a token of a kilobyte is looked at with
/// every call.
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
    bool good = bad == 0;
    for (; at < text.size(); ++at)
        good = good && text[at] >= lowest && text[at] <= 0x7E;
    return good;
}

/// Letters, digits, punctuation and blanks.
inline bool is_printable_ascii(std::string_view text) noexcept { return is_ascii_from<0x20>(text); }

/// The same without blanks.
inline bool is_visible_ascii(std::string_view text) noexcept { return is_ascii_from<0x21>(text); }

} // namespace cloud_governance::detail
