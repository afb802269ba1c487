#pragma once

// Converts a JSON string or number to a member's type; the same conversions for all hand-written routes.

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/core/uuid.hpp>

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace codec_benchmark {

inline void convert(std::string_view text, std::string& out) { out.assign(text); }

inline void convert(std::string_view text, cloud_governance::uuid& out)
{
    if (!cloud_governance::detail::read_uuid(text, out))
        throw std::runtime_error("not a UUID");
}

inline void convert(std::string_view text, cloud_governance::date_time& out)
{
    if (cloud_governance::detail::read_date_time(text, out) != nullptr)
        throw std::runtime_error("not a time");
}

/// The targets of a JSON string.
template <class T>
concept written_as_text = std::same_as<T, std::string> || std::same_as<T, cloud_governance::uuid> ||
                          std::same_as<T, cloud_governance::date_time>;

/// The targets of a JSON integer.
template <class T>
concept written_as_integer = std::is_enum_v<T> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t>;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

} // namespace codec_benchmark
