#pragma once

// The codec without a model's type: for the tests that walk all models.

#include "catalogue.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace generated {

inline std::string encoded(any_type const& model, void const* value)
{
    cg::wiped_string out;
    cg::json::detail::encode(out, *model.of, value);
    return std::string(out.data(), out.size());
}

// null when `text` is refused
inline std::shared_ptr<void> decoded(any_type const& model, std::string_view text, std::string& reason)
{
    auto value = model.make();
    cg::error refused;
    if (cg::json::detail::decode(text, *model.of, value.get(), refused))
        return value;
    reason = to_string(refused);
    return nullptr;
}

// reads `text` and writes it again; why not when it is refused
inline std::string again(any_type const& model, std::string_view text)
{
    std::string reason;
    auto const value = decoded(model, text, reason);
    return value ? encoded(model, value.get()) : "refused: " + reason;
}

} // namespace generated
