#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cloud_governance::detail {

/// Every byte from `lowest`, which is at least 0x20, to 0x7E. Many at a time: a token of a kilobyte is looked at with
/// every call.
template <unsigned char lowest>
bool is_ascii_from(std::string_view text) noexcept
{
    static_assert(lowest >= 0x20 && lowest < 0x7F);
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::size_t at = 0;
    // the high bit of a byte that is not: by the addition of 0x7F to 0xFE, by the subtraction of those under `lowest`
    // and of 0xFF; borrow and carry come from such bytes only
    auto const bad_at = [&text](std::size_t where) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + where, sizeof word);
        return (word - lowest * ones) | (word + ones);
    };
    std::uint64_t bad = 0;
    for (; text.size() - at >= 32; at += 32)
        bad |= bad_at(at) | bad_at(at + 8) | bad_at(at + 16) | bad_at(at + 24);
    for (; text.size() - at >= 8; at += 8)
        bad |= bad_at(at);
    bool good = (bad & (0x80 * ones)) == 0;
    for (; at < text.size(); ++at)
        good = good && text[at] >= lowest && text[at] <= 0x7E;
    return good;
}

/// Letters, digits, punctuation and blanks.
inline bool is_printable_ascii(std::string_view text) noexcept { return is_ascii_from<0x20>(text); }

/// The same without blanks.
inline bool is_visible_ascii(std::string_view text) noexcept { return is_ascii_from<0x21>(text); }

} // namespace cloud_governance::detail
