#pragma once

#include <cloud_governance/detail/ascii.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <algorithm>
#include <array>

namespace cloud_governance::http {
namespace detail {

inline char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// The characters of a token (RFC 9110 section 5.6.2), by their code.
inline constexpr auto token_characters = [] {
    std::array<bool, 256> out{};
    for (char const c :
         std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        out[static_cast<unsigned char>(c)] = true;
    return out;
}();

inline bool is_token_character(char c) noexcept { return token_characters[static_cast<unsigned char>(c)]; }

} // namespace detail

CLOUD_GOVERNANCE_DECL bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (detail::ascii_lower(a[i]) != detail::ascii_lower(b[i]))
            return false;
    return true;
}

CLOUD_GOVERNANCE_DECL bool is_valid_field_value(std::string_view value) noexcept
{
    return cloud_governance::detail::is_printable_ascii(value) &&
           (value.empty() || (value.front() != ' ' && value.back() != ' '));
}

CLOUD_GOVERNANCE_DECL void header_fields::add(std::string_view name, std::string_view value)
{
    bool valid = !name.empty();
    for (char c : name)
        valid = valid && detail::is_token_character(c);
    if (!valid)
        throw_failure(errc::invalid_argument, "header field name '" + printable(name) + "' is not a token");
    if (!is_valid_field_value(value))
        throw_failure(
            errc::invalid_argument, "header field '" + std::string(name) +
                                        "': its value must be printable ASCII without a blank at either end; correct "
                                        "the setting it comes from");
    add_received(name, value);
}

CLOUD_GOVERNANCE_DECL void header_fields::set(std::string_view name, std::string_view value)
{
    // add first: it checks, and a failure must leave the old fields in place
    std::size_t const before = entries_.size();
    add(name, value);
    for (std::size_t i = before; i-- > 0;)
        if (equals_ignoring_case((*this)[i].name, (*this)[entries_.size() - 1].name))
            entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
}

CLOUD_GOVERNANCE_DECL void header_fields::erase(std::string_view name)
{
    for (std::size_t i = entries_.size(); i-- > 0;)
        if (equals_ignoring_case((*this)[i].name, name))
            entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
}

CLOUD_GOVERNANCE_DECL std::optional<std::string_view> header_fields::find(std::string_view name) const noexcept
{
    for (entry const& here : entries_) // sizes first: most names differ in them
        if (here.name_size == name.size() &&
            equals_ignoring_case(std::string_view(block_.data() + here.name_at, here.name_size), name))
            return std::string_view(block_.data() + here.value_at, here.value_size);
    return std::nullopt;
}

CLOUD_GOVERNANCE_DECL void header_fields::clear() noexcept
{
    wipe(block_.data(), block_.size());
    block_.clear();
    entries_.clear();
}

CLOUD_GOVERNANCE_DECL header_fields::field header_fields::operator[](std::size_t index) const noexcept
{
    entry const& at = entries_[index];
    field out;
    out.name = std::string_view(block_.data() + at.name_at, at.name_size);
    out.value = std::string_view(block_.data() + at.value_at, at.value_size);
    return out;
}

CLOUD_GOVERNANCE_DECL void header_fields::add_received(std::string_view name, std::string_view value)
{
    if (entries_.empty()) {
        block_.reserve(512); // on the heap, where it is wiped, and without growing for a usual reply
        entries_.reserve(16);
    }
    entry added;
    added.name_at = static_cast<std::uint32_t>(block_.size());
    added.name_size = static_cast<std::uint32_t>(name.size());
    added.value_at = static_cast<std::uint32_t>(block_.size() + name.size());
    added.value_size = static_cast<std::uint32_t>(value.size());
    // both may be views of this block, so it must not move between the two
    if (block_.capacity() - block_.size() < name.size() + value.size()) {
        wiped_string grown;
        grown.reserve((std::max)(2 * block_.capacity(), block_.size() + name.size() + value.size()));
        grown.append(block_).append(name).append(value);
        block_.swap(grown);
    }
    else {
        block_.append(name).append(value);
    }
    entries_.push_back(added);
}

} // namespace cloud_governance::http
