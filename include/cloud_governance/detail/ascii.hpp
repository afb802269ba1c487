#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cloud_governance::detail {

/// Eight bytes in a word; the lowest bad one, and so the word if one is bad, has its high bit set: by the addition
/// those of 0x7F to 0xFE, by the subtraction those under `lowest` and 0xFF. Borrow and carry come from bad bytes only.
template <unsigned char lowest>
std::uint64_t bad_bytes(char const* bytes) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return ((word - lowest * ones) | (word + ones)) & (0x80 * ones);
}

/// Every byte from `lowest`, which is at least 0x20, to 0x7E. Many at a time: a token of a kilobyte is looked at with
/// every call.
template <unsigned char lowest>
bool is_ascii_from(std::string_view text) noexcept
{
    static_assert(lowest >= 0x20 && lowest < 0x7F);
    char const* at = text.data();
    std::size_t left = text.size();
    std::uint64_t bad = 0;
    for (; left >= 32; left -= 32, at += 32)
        bad |=
            bad_bytes<lowest>(at) | bad_bytes<lowest>(at + 8) | bad_bytes<lowest>(at + 16) | bad_bytes<lowest>(at + 24);
    for (; left >= 8; left -= 8, at += 8)
        bad |= bad_bytes<lowest>(at);
    bool good = bad == 0;
    for (; left > 0; --left, ++at)
        good = good && *at >= lowest && *at <= 0x7E;
    return good;
}

/// Letters, digits, punctuation and blanks.
inline bool is_printable_ascii(std::string_view text) noexcept { return is_ascii_from<0x20>(text); }

/// The same without blanks.
inline bool is_visible_ascii(std::string_view text) noexcept { return is_ascii_from<0x21>(text); }

} // namespace cloud_governance::detail
