#pragma once

#include <cloud_governance/api/detail/request_writer.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/origin.hpp>

namespace cloud_governance::api::detail {

inline void append(std::string& target, uuid const& value)
{
    std::size_t const size = target.size();
    target.append(36, '-');
    cloud_governance::detail::write_uuid(value, target.data() + size);
}

CLOUD_GOVERNANCE_DECL void request_writer::segment(std::string_view name, std::string_view value)
{
    // RFC 3986 section 5.2.4: whole segments "." and ".." are taken out of a path, encoded or not
    if (value.empty() || value == "." || value == "..")
        throw_failure(
            errc::invalid_argument, std::string(name) + ": a path parameter must not be empty, \".\" or \"..\"");
    http::append_percent_encoded(request_.target, value);
}

CLOUD_GOVERNANCE_DECL void request_writer::segment(std::string_view, uuid const& value)
{
    append(request_.target, value);
}

CLOUD_GOVERNANCE_DECL void request_writer::segment(std::string_view, std::int64_t value)
{
    request_.target += std::to_string(value);
}

CLOUD_GOVERNANCE_DECL void request_writer::query_name(std::string_view name)
{
    request_.target += has_query_ ? '&' : '?';
    has_query_ = true;
    http::append_percent_encoded(request_.target, name);
    request_.target += '=';
}

CLOUD_GOVERNANCE_DECL void request_writer::query(std::string_view name, std::string_view value)
{
    query_name(name);
    http::append_percent_encoded(request_.target, value);
}

CLOUD_GOVERNANCE_DECL void request_writer::query(std::string_view name, uuid const& value)
{
    query_name(name);
    append(request_.target, value);
}

CLOUD_GOVERNANCE_DECL void request_writer::query(std::string_view name, std::int64_t value)
{
    query_name(name);
    request_.target += std::to_string(value);
}

CLOUD_GOVERNANCE_DECL void request_writer::query(std::string_view name, bool value)
{
    query_name(name);
    request_.target += value ? "true" : "false";
}

CLOUD_GOVERNANCE_DECL wiped_string& request_writer::json_body()
{
    request_.fields.set("Content-Type", "application/json");
    request_.body.clear();
    return request_.body;
}

/// Value of an ASCII hexadecimal digit, or -1.
inline int page_link_digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Undoes the encoding of a query's value; a `%` that starts no escape is kept.
inline std::string page_link_decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
            continue;
        }
        if (text[i] == '%' && i + 2 < text.size()) {
            int const high = page_link_digit(text[i + 1]);
            int const low = page_link_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

CLOUD_GOVERNANCE_DECL std::optional<std::string>
next_page_token(std::optional<std::string> const& token, std::optional<std::string> const& link)
{
    if (token && !token->empty())
        return *token;
    // the link is never followed, only read: its host is the server's word, ours is the environment's
    if (!link)
        return std::nullopt;
    std::string_view rest = *link;
    std::size_t const question = rest.find('?');
    if (question == std::string_view::npos)
        return std::nullopt;
    rest.remove_prefix(question + 1);
    rest = rest.substr(0, rest.find('#'));
    while (!rest.empty()) {
        std::string_view const pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : rest.size());
        std::size_t const equals = pair.find('=');
        if (equals == std::string_view::npos || !http::equals_ignoring_case(pair.substr(0, equals), "nexttoken"))
            continue;
        std::string value = page_link_decoded(pair.substr(equals + 1));
        if (value.empty())
            return std::nullopt;
        return value;
    }
    return std::nullopt;
}

} // namespace cloud_governance::api::detail
