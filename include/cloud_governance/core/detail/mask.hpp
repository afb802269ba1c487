#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// `text` with each of `secrets` replaced by `[masked]`, in any ASCII case. To be done before a text is escaped or cut,
/// which would hide a secret from it.
inline std::string mask(std::string_view text, std::span<std::string_view const> secrets)
{
    constexpr std::string_view shown = "[masked]";
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    std::string out(text);
    for (auto const secret : secrets) {
        if (secret.empty())
            continue;
        for (std::size_t at = 0; at + secret.size() <= out.size();) {
            std::size_t same = 0;
            while (same < secret.size() && lower(out[at + same]) == lower(secret[same]))
                ++same;
            if (same < secret.size()) {
                ++at;
                continue;
            }
            out.replace(at, secret.size(), shown);
            at += shown.size();
        }
    }
    return out;
}

} // namespace cloud_governance::detail
