#pragma once

#include <cloud_governance/core/detail/base64.hpp>

#include <openssl/evp.h>

#include <limits>
#include <stdexcept>

namespace cloud_governance::detail {

template <class Text>
Text base64_block(unsigned char const* data, std::size_t size)
{
    // EVP_EncodeBlock counts in int
    if (size > static_cast<std::size_t>((std::numeric_limits<int>::max)()) / 2)
        throw std::length_error("base64: more than 1 GiB");
    Text out((size + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock also writes a terminator
    int const length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), data, static_cast<int>(size));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

CLOUD_GOVERNANCE_DECL std::string base64_encode(std::span<unsigned char const> bytes)
{
    return base64_block<std::string>(bytes.data(), bytes.size());
}

CLOUD_GOVERNANCE_DECL wiped_string base64_encode_wiped(std::string_view bytes)
{
    return base64_block<wiped_string>(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
}

CLOUD_GOVERNANCE_DECL std::string base64url_encode(std::span<unsigned char const> bytes)
{
    std::string out = base64_encode(bytes);
    while (!out.empty() && out.back() == '=')
        out.pop_back();
    for (char& c : out) {
        if (c == '+')
            c = '-';
        else if (c == '/')
            c = '_';
    }
    return out;
}

CLOUD_GOVERNANCE_DECL std::string base64url_encode(std::string_view bytes)
{
    return base64url_encode(std::span(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size()));
}

CLOUD_GOVERNANCE_DECL std::optional<std::vector<unsigned char>> base64_decode(std::string_view text)
{
    if (text.empty())
        return std::vector<unsigned char>();
    if (text.size() % 4 != 0 || text.size() > static_cast<std::size_t>((std::numeric_limits<int>::max)()))
        return std::nullopt;
    std::vector<unsigned char> out(text.size() / 4 * 3);
    int const length =
        EVP_DecodeBlock(out.data(), reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    if (length < 0)
        return std::nullopt;
    std::size_t size = static_cast<std::size_t>(length);
    if (text.back() == '=')
        size -= text[text.size() - 2] == '=' ? 2 : 1; // EVP_DecodeBlock counts padding as zero bytes
    out.resize(size);
    // EVP_DecodeBlock skips blanks at the ends and ignores trailing bits; only the canonical text comes back the same
    if (base64_encode(out) != text)
        return std::nullopt;
    return out;
}

CLOUD_GOVERNANCE_DECL std::optional<std::vector<unsigned char>> base64url_decode(std::string_view text)
{
    if (text.size() % 4 == 1 || text.find_first_of("+/=") != std::string_view::npos)
        return std::nullopt;
    std::string padded(text);
    for (char& c : padded) {
        if (c == '-')
            c = '+';
        else if (c == '_')
            c = '/';
    }
    padded.append((4 - padded.size() % 4) % 4, '=');
    return base64_decode(padded);
}

} // namespace cloud_governance::detail
