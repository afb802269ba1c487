#pragma once

// From a JSON string or number to a member's type, the same conversions for all routes that are written by hand.

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

/// What a JSON string is read into.
template <class T>
concept written_as_text = std::same_as<T, std::string> || std::same_as<T, cloud_governance::uuid> ||
                          std::same_as<T, cloud_governance::date_time>;

/// What a JSON integer is read into.
template <class T>
concept written_as_integer = std::is_enum_v<T> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t>;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

} // namespace codec_benchmark
