#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/error.hpp>

#include <algorithm>

namespace cloud_governance {
namespace detail {

inline char const* describe(errc value) noexcept
{
    switch (value) {
    case errc::invalid_argument:
        return "a setting or parameter cannot be used";
    case errc::invalid_certificate:
        return "the certificate or key cannot be used";
    case errc::signing_failed:
        return "signing the client assertion failed";
    case errc::resolve_failed:
        return "the host name could not be resolved";
    case errc::connect_failed:
        return "no connection to the host";
    case errc::tls_failed:
        return "the TLS handshake failed";
    case errc::peer_not_trusted:
        return "the server's certificate was not accepted";
    case errc::connection_closed:
        return "the server closed the connection before its reply was complete";
    case errc::invalid_http_response:
        return "the server's reply is not valid HTTP";
    case errc::response_too_large:
        return "the server's reply is larger than its limit";
    case errc::redirect_refused:
        return "the server answered with a redirect, which is never followed";
    case errc::pool_timed_out:
        return "no connection became free in time";
    case errc::timed_out:
        return "a deadline passed";
    case errc::cancelled:
        return "the operation was cancelled";
    case errc::outcome_unknown:
        return "the request may have reached the server, but no reply came";
    case errc::proxy_refused:
        return "the proxy did not open a tunnel to the host";
    case errc::proxy_authentication_required:
        return "the proxy wants other credentials";
    case errc::queue_full:
        return "too many requests already wait for a connection";
    case errc::discovery_failed:
        return "the discovery document could not be fetched";
    case errc::discovery_document_invalid:
        return "the discovery document was refused";
    case errc::token_request_rejected:
        return "the identity service refused the token request";
    case errc::token_response_invalid:
        return "the identity service's token reply cannot be used";
    case errc::token_request_failed:
        return "the identity service did not answer the token request";
    case errc::bad_request:
        return "the service refused the request";
    case errc::unauthorized:
        return "the service refused the credentials";
    case errc::forbidden:
        return "the user may not do this";
    case errc::not_found:
        return "the service has no such object";
    case errc::conflict:
        return "the object's state does not allow this";
    case errc::rate_limited:
        return "the service limits the rate of requests";
    case errc::server_error:
        return "the service failed";
    case errc::unexpected_status:
        return "the service answered with an unexpected status";
    case errc::operation_failed:
        return "the service reports that the operation failed";
    case errc::invalid_response:
        return "the reply cannot be decoded";
    }
    return "unknown error of cloud_governance";
}

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "cloud_governance"; }
    std::string message(int value) const override { return describe(static_cast<errc>(value)); }
};

} // namespace detail

CLOUD_GOVERNANCE_DECL boost::system::error_category const& error_category() noexcept
{
    static detail::category const instance;
    return instance;
}

CLOUD_GOVERNANCE_DECL failure::failure(cloud_governance::error reason)
    : system_error(reason.code), text_(std::make_shared<std::string>(to_string(reason))),
      diagnostics_(std::make_shared<cloud_governance::diagnostics>(std::move(reason.diagnostics)))
{
}

CLOUD_GOVERNANCE_DECL cloud_governance::error failure::error() const
{
    cloud_governance::error whole;
    whole.code = code();
    whole.diagnostics = *diagnostics_;
    return whole;
}

CLOUD_GOVERNANCE_DECL void throw_failure(errc code, std::string detail)
{
    throw failure(error(code, std::move(detail)));
}

CLOUD_GOVERNANCE_DECL std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    bool const cut = text.size() > limit;
    if (cut) {
        text = text.substr(0, limit);
        // a cut in the middle of a UTF-8 sequence would make the whole message invalid
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
            text.remove_suffix(1);
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0)
            text.remove_suffix(1);
    }
    if (!cut && detail::is_printable_ascii(text))
        return std::string(text);
    out.reserve(text.size() + 3);
    for (auto at = text.begin();;) {
        auto const control = std::find_if(at, text.end(), detail::is_control_character);
        out.append(at, control); // in one piece: there is seldom more than one
        if (control == text.end())
            break;
        constexpr char digits[] = "0123456789abcdef";
        auto const byte = static_cast<unsigned char>(*control);
        out += "\\x";
        out += digits[byte >> 4];
        out += digits[byte & 15];
        at = control + 1;
    }
    if (cut)
        out += "…";
    return out;
}

CLOUD_GOVERNANCE_DECL std::string to_string(error const& value)
{
    auto const& known = value.diagnostics;
    std::string out;
    if (!known.operation.empty())
        out += known.operation + ": ";
    out += value.code.message();
    if (!known.detail.empty())
        out += ": " + known.detail;
    auto const add = [&out](char const* name, std::string const& text) {
        if (!text.empty())
            out.append("; ").append(name).append(" ").append(text);
    };
    if (known.http_status != 0)
        add("status", std::to_string(known.http_status));
    add("oauth error", known.oauth_error);
    add("description", known.oauth_error_description);
    add("server code", known.server_code);
    for (auto const& message : known.server_messages)
        add("server says", message);
    if (known.cause)
        add("cause", known.cause.message());
    add("server request id", known.server_request_id);
    add("client request id", known.client_request_id);
    if (known.attempts > 1)
        add("attempts", std::to_string(known.attempts));
    if (known.retry_after)
        add("retry after (s)", std::to_string(known.retry_after->count()));
    for (auto const& hint : known.hints)
        add("hint:", hint);
    return out;
}

} // namespace cloud_governance
