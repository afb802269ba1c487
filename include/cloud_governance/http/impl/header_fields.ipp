#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/http/header_fields.hpp>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

namespace cloud_governance::http {
namespace detail {

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
    return cloud_governance::detail::equals_ignoring_case(a, b);
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
        cloud_governance::detail::refuse("header field name '" + printable(name) + "'", "it is not a token");
    if (!is_valid_field_value(value))
        cloud_governance::detail::refuse(
            "header field '" + std::string(name) + "'",
            "its value must be printable ASCII without a blank at either end; correct the setting it comes from");
    add_received(name, value);
}

CLOUD_GOVERNANCE_DECL header_fields::header_fields(header_fields const& other)
{
    reserve(other.memory());
    add_all(other);
}

CLOUD_GOVERNANCE_DECL header_fields& header_fields::operator=(header_fields const& other)
{
    if (this != &other)
        *this = header_fields(other);
    return *this;
}

CLOUD_GOVERNANCE_DECL header_fields& header_fields::operator=(header_fields&& other) noexcept
{
    header_fields moved(std::move(other));
    swap(moved);
    return *this;
}

CLOUD_GOVERNANCE_DECL void header_fields::swap(header_fields& other) noexcept
{
    std::swap(block_, other.block_);
    std::swap(capacity_, other.capacity_);
    std::swap(text_size_, other.text_size_);
    std::swap(count_, other.count_);
}

CLOUD_GOVERNANCE_DECL void header_fields::release() noexcept
{
    wipe(block_, text_size_);
    ::operator delete(block_);
}

CLOUD_GOVERNANCE_DECL void header_fields::set(std::string_view name, std::string_view value)
{
    // add first: it checks, and a failure must leave the old fields in place
    std::size_t const before = count_;
    add(name, value);
    for (std::size_t i = before; i-- > 0;)
        if (equals_ignoring_case((*this)[i].name, (*this)[count_ - 1].name))
            erase_at(i);
}

CLOUD_GOVERNANCE_DECL void header_fields::erase(std::string_view name)
{
    for (std::size_t i = count_; i-- > 0;)
        if (equals_ignoring_case((*this)[i].name, name))
            erase_at(i);
}

CLOUD_GOVERNANCE_DECL void header_fields::erase_at(std::size_t index) noexcept
{
    for (--count_; index < count_; ++index)
        place_at(index) = place_at(index + 1);
}

CLOUD_GOVERNANCE_DECL std::optional<std::string_view> header_fields::find(std::string_view name) const noexcept
{
    for (std::size_t i = 0; i < count_; ++i) { // sizes first: most names differ in them
        place const& here = place_at(i);
        if (here.name_size == name.size() &&
            equals_ignoring_case(std::string_view(block_ + here.at, here.name_size), name))
            return (*this)[i].value;
    }
    return std::nullopt;
}

CLOUD_GOVERNANCE_DECL void header_fields::clear() noexcept
{
    if (block_ != nullptr)
        wipe(block_, text_size_);
    text_size_ = 0;
    count_ = 0;
}

CLOUD_GOVERNANCE_DECL void header_fields::reserve(std::size_t bytes)
{
    if (bytes <= capacity_)
        return;
    constexpr std::size_t usual = 768; // most replies' fit
    constexpr std::size_t most = std::size_t(1) << 30;
    if (bytes > most)
        throw std::length_error("header fields are limited to 1 GiB");
    header_fields grown;
    std::size_t const capacity = ((std::max)(usual, bytes) + 7) / 8 * 8;
    grown.block_ = static_cast<char*>(::operator new(capacity));
    grown.capacity_ = static_cast<std::uint32_t>(capacity);
    grown.add_all(*this);
    swap(grown);
}

CLOUD_GOVERNANCE_DECL void header_fields::add_all(header_fields const& other)
{
    for (std::size_t i = 0; i < other.size(); ++i)
        add_received(other[i].name, other[i].value);
}

CLOUD_GOVERNANCE_DECL void header_fields::add_received(std::string_view name, std::string_view value)
{
    std::size_t const needed = memory() + name.size() + value.size() + sizeof(place);
    if (needed > capacity_) {
        header_fields grown; // the old block stays until the end, because name and value may be views of it
        grown.reserve((std::max)(needed, 2 * std::size_t(capacity_)));
        grown.add_all(*this);
        grown.add_received(name, value);
        swap(grown);
        return;
    }
    place added;
    added.at = text_size_;
    added.name_size = static_cast<std::uint32_t>(name.size());
    added.value_size = static_cast<std::uint32_t>(value.size());
    char* const end = std::copy(name.begin(), name.end(), block_ + text_size_);
    std::copy(value.begin(), value.end(), end);
    text_size_ += added.name_size + added.value_size;
    ::new (&place_at(count_)) place(added);
    ++count_;
}

} // namespace cloud_governance::http
