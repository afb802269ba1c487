#pragma once

#include <cloud_governance/error.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <span>
#include <string>
#include <string_view>

namespace cloud_governance::identity::detail {

/// `text` of a server, fit for messages: what is in `masked` is replaced (in any ASCII case), before it is cut.
inline std::string
printable_masked(std::string_view text, std::span<std::string_view const> masked, std::size_t limit = 500)
{
    std::string out(text);
    for (auto const secret : masked) {
        if (secret.empty())
            continue;
        for (std::size_t at = 0; at + secret.size() <= out.size();) {
            if (!http::equals_ignoring_case(std::string_view(out).substr(at, secret.size()), secret)) {
                ++at;
                continue;
            }
            constexpr std::string_view mask = "[masked]";
            out.replace(at, secret.size(), mask);
            at += mask.size();
        }
    }
    return printable(out, limit);
}

} // namespace cloud_governance::identity::detail
