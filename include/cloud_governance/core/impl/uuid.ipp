#pragma once

#include <cloud_governance/core/uuid.hpp>

#include <boost/system/errc.hpp>

#include <openssl/err.h>
#include <openssl/rand.h>

#include <array>
#include <bit>
#include <cstring>

namespace cloud_governance {
namespace detail {

/// Where the two digits of each of the 16 bytes start.
inline constexpr std::array<std::uint8_t, 16> uuid_digit_positions = {0,  2,  4,  6,  9,  11, 14, 16,
                                                                      19, 21, 24, 26, 28, 30, 32, 34};

/// Eight characters, the first in the lowest byte.
inline std::uint64_t load_eight(char const* text) noexcept
{
    std::uint64_t out = 0;
    if constexpr (std::endian::native == std::endian::little)
        std::memcpy(&out, text, sizeof(out));
    else
        for (unsigned i = 0; i < 8; ++i)
            out |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    return out;
}

/// Writes four bytes, the lowest first.
inline void store_four(std::uint32_t bits, std::uint8_t* out) noexcept
{
    if constexpr (std::endian::native == std::endian::little)
        std::memcpy(out, &bits, sizeof(bits));
    else
        for (unsigned i = 0; i < 4; ++i)
            out[i] = static_cast<std::uint8_t>(bits >> (8 * i));
}

/// The value of eight hexadecimal digits, one in each byte of `text`, as four bytes. Sets the top bit
/// of a byte in `wrong` where the character is not a digit.
inline std::uint32_t read_hexadecimal(std::uint64_t text, std::uint64_t& wrong) noexcept
{
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t top = 0x80 * each;
    // adding 0x80 - least sets the top bit of the bytes that are at least `least`; no byte carries into the next
    auto const at_least = [](std::uint64_t bytes, unsigned least) { return bytes + (0x80 - least) * each; };
    std::uint64_t const plain = text & ~top;
    std::uint64_t const lower = plain | 0x20 * each;
    std::uint64_t const digit = at_least(plain, '0') & ~at_least(plain, '9' + 1);
    std::uint64_t const letter = at_least(lower, 'a') & ~at_least(lower, 'f' + 1) & top;
    wrong |= (text | ~(digit | letter)) & top;
    std::uint64_t bits = (plain & 0x0F * each) + (letter >> 7) * 9;
    bits = (bits << 4 | bits >> 8) & 0x00FF00FF00FF00FF;
    bits = (bits | bits >> 8) & 0x0000FFFF0000FFFF;
    return static_cast<std::uint32_t>(bits | bits >> 16);
}

CLOUD_GOVERNANCE_DECL bool read_uuid(std::string_view text, uuid& value) noexcept
{
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return false;
    constexpr std::uint64_t four = 0xFFFFFFFF;
    char const* const at = text.data();
    std::uint64_t const groups[] = {
        load_eight(at), (load_eight(at + 9) & four) | load_eight(at + 14) << 32,
        (load_eight(at + 19) & four) | load_eight(at + 24) << 32, load_eight(at + 28)};
    std::uint64_t wrong = 0;
    for (unsigned i = 0; i < 4; ++i)
        store_four(read_hexadecimal(groups[i], wrong), value.begin() + 4 * i);
    return wrong == 0;
}

CLOUD_GOVERNANCE_DECL void write_uuid(uuid const& value, char* out) noexcept
{
    constexpr char digits[] = "0123456789abcdef";
    out[8] = out[13] = out[18] = out[23] = '-';
    auto byte = value.begin();
    for (auto position : uuid_digit_positions) {
        unsigned const bits = *byte++;
        out[position] = digits[bits >> 4];
        out[position + 1u] = digits[bits & 15];
    }
}

} // namespace detail

CLOUD_GOVERNANCE_DECL result<uuid> parse_uuid(std::string_view text)
{
    uuid value{};
    if (!detail::read_uuid(text, value))
        return error(
            errc::invalid_argument,
            "not a UUID: expected 8-4-4-4-12 hexadecimal digits, found \"" + printable(text, 64) + "\"");
    return value;
}

CLOUD_GOVERNANCE_DECL uuid uuid_from_string(std::string_view text) { return parse_uuid(text).value(); }

CLOUD_GOVERNANCE_DECL std::string to_string(uuid const& value)
{
    std::string out(36, '\0');
    detail::write_uuid(value, out.data());
    return out;
}

CLOUD_GOVERNANCE_DECL uuid random_uuid()
{
    uuid value{};
    static_assert(sizeof(value) == 16);
    if (RAND_bytes(&*value.begin(), 16) != 1) {
        char reason[256] = "unknown reason";
        if (auto const code = ERR_get_error(); code != 0)
            ERR_error_string_n(code, reason, sizeof(reason));
        ERR_clear_error();
        error failed;
        failed.code = make_error_code(boost::system::errc::resource_unavailable_try_again);
        failed.diagnostics.detail = std::string("OpenSSL has no random numbers: ") + reason;
        throw failure(std::move(failed));
    }
    auto const bytes = value.begin();
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40); // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80); // variant of RFC 9562
    return value;
}

} // namespace cloud_governance
