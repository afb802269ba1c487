#pragma once

// Text forms of the wire, written apart from the library's own so that one checks the other; for .ipp files only.

#include <cloud_governance/testing/detail/openssl.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud_governance::testing::detail {

inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

inline std::string ascii_lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = ascii_lower(c);
    return out;
}

inline bool same_text(std::string_view a, std::string_view b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

inline bool contains_text(std::string_view text, std::string_view part)
{
    return ascii_lower(text).find(ascii_lower(part)) != std::string::npos;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Percent-decodes; `plus_is_space` for queries and forms. Nullopt when an escape is malformed.
inline std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    auto const digit = [](char c) {
        c = ascii_lower(c);
        if (c >= '0' && c <= '9')
            return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            int const high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
            int const low = high >= 0 ? digit(text[i + 2]) : -1;
            if (low < 0)
                return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
        else
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

/// Names and values in order of appearance.
using parameters = std::vector<std::pair<std::string, std::string>>;

/// The parameters of a query or form; nullopt when an escape is malformed.
inline std::optional<parameters> parse_form(std::string_view text)
{
    parameters out;
    while (!text.empty()) {
        auto const end = (std::min)(text.find('&'), text.size());
        auto const part = text.substr(0, end);
        text.remove_prefix((std::min)(end + 1, text.size()));
        if (part.empty())
            continue;
        auto const equals = (std::min)(part.find('='), part.size());
        auto name = percent_decode(part.substr(0, equals), true);
        auto value = percent_decode(part.substr((std::min)(equals + 1, part.size())), true);
        if (!name || !value)
            return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

/// The first value of that name, ASCII case ignored as ASP.NET does.
inline std::optional<std::string> find_parameter(parameters const& all, std::string_view name)
{
    for (auto const& [key, value] : all)
        if (same_text(key, name))
            return value;
    return std::nullopt;
}

inline std::string base64(std::string_view bytes)
{
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    auto const size = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
        static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

/// Decodes padded standard base64; nullopt when it is malformed.
inline std::optional<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    if (text.empty())
        return std::string();
    auto const valid = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    };
    std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    if (!std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), valid))
        return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    auto const size = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(text.data()),
        static_cast<int>(text.size()));
    if (size < 0)
        return std::nullopt;
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

inline std::string base64url(std::string_view bytes)
{
    std::string out = base64(bytes);
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    while (out.ends_with('='))
        out.pop_back();
    return out;
}

/// Decodes base64url without padding (RFC 7515 section 2); nullopt when it is malformed.
inline std::optional<std::string> base64url_decode(std::string_view text)
{
    std::string standard(text);
    if (standard.find_first_of("+/=") != std::string::npos)
        return std::nullopt;
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return base64_decode(standard);
}

inline std::string random_bytes(std::size_t count)
{
    std::string out(count, '\0');
    require_openssl(
        RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1, "RAND_bytes",
        errc::signing_failed);
    return out;
}

/// A random UUID (version 4) in its usual form.
inline std::string random_uuid()
{
    std::string bytes = random_bytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out += '-';
        out += digits[static_cast<unsigned char>(bytes[i]) >> 4];
        out += digits[static_cast<unsigned char>(bytes[i]) & 15];
    }
    return out;
}

/// True for 8-4-4-4-12 hexadecimal digits.
inline bool is_uuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        char const c = ascii_lower(text[i]);
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

using time_point = std::chrono::system_clock::time_point;

/// Calendar fields of a time in UTC.
class calendar_time {
public:
    explicit calendar_time(time_point at)
        : day(std::chrono::floor<std::chrono::days>(at)), date(day),
          time(std::chrono::duration_cast<std::chrono::milliseconds>(at - day))
    {
    }

    std::chrono::sys_days day;
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};

/// `2024-01-31T12:00:00.123Z`
inline std::string iso_time(time_point at)
{
    calendar_time const split(at);
    std::array<char, 64> text;
    std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(split.date.year()),
        static_cast<unsigned>(split.date.month()), static_cast<unsigned>(split.date.day()),
        static_cast<int>(split.time.hours().count()), static_cast<int>(split.time.minutes().count()),
        static_cast<int>(split.time.seconds().count()), static_cast<int>(split.time.subseconds().count()));
    return text.data();
}

/// The `Date` field (RFC 9110 section 5.6.7).
inline std::string http_date(time_point at)
{
    static constexpr char const* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    calendar_time const split(at);
    std::array<char, 64> text;
    std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
        weekdays[std::chrono::weekday(split.day).c_encoding()], static_cast<unsigned>(split.date.day()),
        months[static_cast<unsigned>(split.date.month()) - 1], static_cast<int>(split.date.year()),
        static_cast<int>(split.time.hours().count()), static_cast<int>(split.time.minutes().count()),
        static_cast<int>(split.time.seconds().count()));
    return text.data();
}

} // namespace cloud_governance::testing::detail
