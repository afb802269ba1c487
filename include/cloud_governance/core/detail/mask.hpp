#pragma once

#include <cloud_governance/core/detail/ascii.hpp>

#include <span>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// `text` with each of `secrets` replaced by `[masked]`, in any ASCII case. Mask a text before it is escaped or cut:
/// afterwards a secret in it may no longer be recognised.
inline std::string mask(std::string_view text, std::span<std::string_view const> secrets)
{
    constexpr std::string_view shown = "[masked]";
    std::string out(text);
    for (auto const secret : secrets) {
        if (secret.empty())
            continue;
        for (std::size_t at = 0; at + secret.size() <= out.size();) {
            if (!equals_ignoring_case(std::string_view(out).substr(at, secret.size()), secret)) {
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
