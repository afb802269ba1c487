#pragma once

#include <cloud_governance/uuid.hpp>

#include <boost/system/errc.hpp>

#include <openssl/err.h>
#include <openssl/rand.h>

#include <array>

namespace cloud_governance {
namespace detail {

/// The value of a hexadecimal digit, 0xFF for any other character.
inline constexpr std::array<std::uint8_t, 256> hexadecimal_digit_values = [] {
    std::array<std::uint8_t, 256> table{};
    for (auto& value : table)
        value = 0xFF;
    for (unsigned i = 0; i < 10; ++i)
        table['0' + i] = static_cast<std::uint8_t>(i);
    for (unsigned i = 0; i < 6; ++i) {
        table['a' + i] = static_cast<std::uint8_t>(10 + i);
        table['A' + i] = static_cast<std::uint8_t>(10 + i);
    }
    return table;
}();

/// Where the two digits of each of the 16 bytes start.
inline constexpr std::array<std::uint8_t, 16> uuid_digit_positions = {0,  2,  4,  6,  9,  11, 14, 16,
                                                                      19, 21, 24, 26, 28, 30, 32, 34};

CLOUD_GOVERNANCE_DECL bool read_uuid(std::string_view text, uuid& value) noexcept
{
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return false;
    unsigned seen = 0;
    auto byte = value.begin();
    for (auto position : uuid_digit_positions) {
        unsigned const high = hexadecimal_digit_values[static_cast<unsigned char>(text[position])];
        unsigned const low = hexadecimal_digit_values[static_cast<unsigned char>(text[position + 1u])];
        seen |= high | low;
        *byte++ = static_cast<std::uint8_t>(high << 4 | low);
    }
    return seen < 16;
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
