#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cloud_governance::http::detail {

/// The CRC of RFC 1952 section 8 (polynomial 0xEDB88320), eight bytes at a time.
class crc32 {
public:
    void update(char const* data, std::size_t size)
    {
        auto value = ~value_;
        auto const byte = [&](std::size_t i) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(data[i]));
        };
        for (; size >= 8; data += 8, size -= 8) {
            value ^= byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
            value = tables[7][value & 255] ^ tables[6][value >> 8 & 255] ^ tables[5][value >> 16 & 255] ^
                    tables[4][value >> 24] ^ tables[3][byte(4)] ^ tables[2][byte(5)] ^ tables[1][byte(6)] ^
                    tables[0][byte(7)];
        }
        for (; size > 0; ++data, --size)
            value = tables[0][(value ^ byte(0)) & 255] ^ value >> 8;
        value_ = ~value;
    }

    std::uint32_t value() const { return value_; }

private:
    using table = std::array<std::uint32_t, 256>;

    static constexpr std::array<table, 8> make_tables()
    {
        std::array<table, 8> out{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            auto value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1) != 0 ? 0xEDB88320U ^ value >> 1 : value >> 1;
            out[0][i] = value;
        }
        // table n: the effect of a byte that n further bytes follow
        for (std::size_t n = 1; n < 8; ++n)
            for (std::size_t i = 0; i < 256; ++i)
                out[n][i] = out[0][out[n - 1][i] & 255] ^ out[n - 1][i] >> 8;
        return out;
    }

    static std::array<table, 8> const tables;

    std::uint32_t value_ = 0;
};

inline constexpr std::array<crc32::table, 8> crc32::tables = crc32::make_tables();

} // namespace cloud_governance::http::detail
