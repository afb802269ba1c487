#pragma once

// The fault matrix: what can go wrong (rows), to whom (columns), and what must come of it. The numbers are those from
// the moment at which the fault begins.

#include <cloud_governance/error.hpp>

#include <array>
#include <cstddef>

namespace faults {

using cloud_governance::errc;

enum class column { discovery, token, repeatable, not_repeatable, pages, batch };
inline constexpr std::size_t columns = 6;

enum class fault {
    none,
    // before a byte of HTTP
    name_unknown,
    name_hangs,
    connection_refused,
    connection_hangs,
    handshake_hangs,
    handshake_alert,
    handshake_cut,
    // in the reply
    no_reply,
    cut_in_header,
    cut_in_body,
    reset_at_every_byte,
    stall_before_reply,
    stall_in_header,
    stall_in_body,
    byte_by_byte,
    garbage,
    length_too_long,
    length_too_short,
    two_framings,
    chunk_without_size,
    chunk_size_overflows,
    chunk_too_long,
    informational_flood,
    header_flood,
    endless_body,
    close_every_time,
    // of the server as a whole
    restart_between_calls,
    restart_under_load,
};

/// What comes of one fault in one column.
struct expected {
    errc code;
    /// Of the call; 0 where it failed before its own request.
    unsigned attempts;
    /// What the server saw.
    std::size_t connections;
    std::size_t requests;
};

struct row {
    fault what;
    char const* name;
    /// discovery, token, repeatable call, call that is not, second page of a list, batch of 4 operations by 2 workers
    std::array<expected, columns> outcome;
};

inline constexpr errc success = errc(0);
inline constexpr std::size_t batch_size = 4;

// Each request may be made twice (calls: http::retry_policy, identity: request_limits). A page's request goes out on a
// kept connection; where that turns out dead, the transport opens another one, which is no attempt of the call.
// clang-format off
inline constexpr row table[] = {
    {fault::name_unknown, "the name does not resolve", {{
        {errc::resolve_failed, 0, 0, 0}, {errc::resolve_failed, 0, 0, 0}, {errc::resolve_failed, 2, 0, 0},
        {errc::resolve_failed, 2, 0, 0}, {errc::resolve_failed, 2, 0, 0}, {errc::resolve_failed, 2, 0, 0}}}},
    {fault::name_hangs, "the name service hangs", {{
        {errc::timed_out, 0, 0, 0}, {errc::timed_out, 0, 0, 0}, {errc::timed_out, 2, 0, 0},
        {errc::timed_out, 2, 0, 0}, {errc::timed_out, 2, 0, 0}, {errc::timed_out, 2, 0, 0}}}},
    {fault::connection_refused, "the connection is refused", {{
        {errc::connect_failed, 0, 0, 0}, {errc::connect_failed, 0, 0, 0}, {errc::connect_failed, 2, 0, 0},
        {errc::connect_failed, 2, 0, 0}, {errc::connect_failed, 2, 0, 0}, {errc::connect_failed, 2, 0, 0}}}},
    {fault::connection_hangs, "connecting hangs", {{
        {errc::timed_out, 0, 0, 0}, {errc::timed_out, 0, 0, 0}, {errc::timed_out, 2, 0, 0},
        {errc::timed_out, 2, 0, 0}, {errc::timed_out, 2, 0, 0}, {errc::timed_out, 2, 0, 0}}}},
    {fault::handshake_hangs, "the TLS handshake hangs", {{
        {errc::timed_out, 0, 2, 0}, {errc::timed_out, 0, 2, 0}, {errc::timed_out, 2, 2, 0},
        {errc::timed_out, 2, 2, 0}, {errc::timed_out, 2, 2, 0}, {errc::timed_out, 2, 8, 0}}}},
    {fault::handshake_alert, "a TLS alert in place of the handshake", {{
        {errc::tls_failed, 0, 1, 0}, {errc::tls_failed, 0, 1, 0}, {errc::tls_failed, 1, 1, 0},
        {errc::tls_failed, 1, 1, 0}, {errc::tls_failed, 1, 1, 0}, {errc::tls_failed, 1, 4, 0}}}},
    {fault::handshake_cut, "closed in the TLS handshake", {{
        {errc::connection_closed, 0, 2, 0}, {errc::connection_closed, 0, 2, 0}, {errc::connection_closed, 2, 2, 0},
        {errc::connection_closed, 2, 2, 0}, {errc::connection_closed, 2, 2, 0}, {errc::connection_closed, 2, 8, 0}}}},
    {fault::no_reply, "closed before the first byte", {{
        {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::connection_closed, 2, 2, 3}, {errc::connection_closed, 2, 8, 8}}}},
    {fault::cut_in_header, "closed in the header", {{
        {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::connection_closed, 2, 1, 2}, {errc::connection_closed, 2, 8, 8}}}},
    {fault::cut_in_body, "closed in the body", {{
        {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::connection_closed, 2, 1, 2}, {errc::connection_closed, 2, 8, 8}}}},
    {fault::reset_at_every_byte, "reset at every byte of the reply", {{
        {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::connection_closed, 2, 1, 2}, {errc::connection_closed, 2, 8, 8}}}},
    {fault::stall_before_reply, "stands still before the reply", {{
        {errc::timed_out, 0, 2, 2}, {errc::timed_out, 0, 2, 2}, {errc::timed_out, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::timed_out, 2, 1, 2}, {errc::timed_out, 2, 8, 8}}}},
    {fault::stall_in_header, "stands still in the header", {{
        {errc::timed_out, 0, 2, 2}, {errc::timed_out, 0, 2, 2}, {errc::timed_out, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::timed_out, 2, 1, 2}, {errc::timed_out, 2, 8, 8}}}},
    {fault::stall_in_body, "stands still in the body", {{
        {errc::timed_out, 0, 2, 2}, {errc::timed_out, 0, 2, 2}, {errc::timed_out, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::timed_out, 2, 1, 2}, {errc::timed_out, 2, 8, 8}}}},
    {fault::byte_by_byte, "one byte at a time", {{
        {success, 1, 1, 3}, {success, 1, 1, 2}, {success, 1, 1, 1},
        {success, 1, 1, 1}, {success, 1, 0, 1}, {success, 1, 2, 4}}}},
    {fault::garbage, "garbage", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::length_too_long, "Content-Length is too long", {{
        {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 0, 2, 2}, {errc::connection_closed, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {errc::connection_closed, 2, 1, 2}, {errc::connection_closed, 2, 8, 8}}}},
    // the body of a reply to a change is not read, so a truncated one is a success
    {fault::length_too_short, "Content-Length is too short", {{
        {errc::discovery_document_invalid, 0, 1, 1}, {errc::token_response_invalid, 0, 1, 1},
        {errc::invalid_response, 1, 1, 1}, {success, 1, 1, 1},
        {errc::invalid_response, 1, 0, 1}, {errc::invalid_response, 1, 4, 4}}}},
    {fault::two_framings, "Content-Length and Transfer-Encoding", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::chunk_without_size, "a chunk whose size is no number", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::chunk_size_overflows, "a chunk whose size overflows", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::chunk_too_long, "a chunk that is longer than its size", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::informational_flood, "informational replies without end", {{
        {errc::invalid_http_response, 0, 1, 1}, {errc::invalid_http_response, 0, 1, 1},
        {errc::invalid_http_response, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::invalid_http_response, 1, 0, 1}, {errc::invalid_http_response, 1, 4, 4}}}},
    {fault::header_flood, "header fields without end", {{
        {errc::response_too_large, 0, 1, 1}, {errc::response_too_large, 0, 1, 1},
        {errc::response_too_large, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::response_too_large, 1, 0, 1}, {errc::response_too_large, 1, 4, 4}}}},
    {fault::endless_body, "a body without end", {{
        {errc::response_too_large, 0, 1, 1}, {errc::response_too_large, 0, 1, 1},
        {errc::response_too_large, 1, 1, 1}, {errc::outcome_unknown, 1, 1, 1},
        {errc::response_too_large, 1, 0, 1}, {errc::response_too_large, 1, 4, 4}}}},
    {fault::close_every_time, "Connection: close on every reply", {{
        {success, 1, 3, 3}, {success, 1, 2, 2}, {success, 1, 1, 1},
        {success, 1, 1, 1}, {success, 1, 0, 1}, {success, 1, 4, 4}}}},
    {fault::restart_between_calls, "the server restarts between two calls", {{
        {success, 1, 1, 3}, {success, 1, 1, 2}, {success, 1, 1, 1},
        {success, 1, 1, 1}, {success, 1, 1, 1}, {success, 1, 2, 4}}}},
    {fault::restart_under_load, "the server restarts while requests wait", {{
        {success, 1, 2, 4}, {success, 1, 2, 3}, {success, 2, 2, 2},
        {errc::outcome_unknown, 1, 1, 1}, {success, 1, 1, 2}, {success, 2, 4, 6}}}},
};
// clang-format on

inline constexpr std::size_t rows = sizeof table / sizeof table[0];

} // namespace faults
