#pragma once

#include <cloud_governance/api/detail/request_writer.hpp>
#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/json/encode.hpp>

namespace cloud_governance::api {

namespace detail {

/// True for `.` and `..`, also with `%2e`.
inline bool is_raw_dot_segment(std::string_view segment) noexcept
{
    std::size_t dots = 0;
    while (!segment.empty()) {
        if (segment.front() == '.')
            segment.remove_prefix(1);
        else if (segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e')
            segment.remove_prefix(3);
        else
            return false;
        ++dots;
    }
    return dots == 1 || dots == 2;
}

/// What is wrong with the path of a raw operation; null when nothing is.
inline char const* raw_path_fault(std::string_view path) noexcept
{
    if (path.empty() || path.front() != '/')
        return "path: must start with \"/\" (no scheme, no host)";
    if (path.starts_with("//"))
        return "path: must not start with \"//\"";
    for (char const c : path) {
        if (c <= 0x20 || c >= 0x7F)
            return "path: blanks, control characters and bytes over 0x7E must be percent-encoded";
        if (c == '#')
            return "path: a fragment is not sent; encode \"#\" as %23";
        if (c == '\\')
            return "path: encode a backslash as %5C";
        if (c == '{' || c == '}')
            return "path: fill in the template's braces";
    }
    std::string_view rest = path.substr(1, path.find('?') - 1);
    while (true) {
        std::size_t const slash = rest.find('/');
        if (is_raw_dot_segment(rest.substr(0, slash)))
            return "path: segments \".\" and \"..\" are not allowed";
        if (slash == std::string_view::npos)
            return nullptr;
        rest.remove_prefix(slash + 1);
    }
}

/// Fields that frame a message or choose its host; the transport's alone (RFC 9110 section 7.6.1, RFC 9112 section 6).
inline bool is_raw_framing_field(std::string_view name) noexcept
{
    for (std::string_view const field :
         {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade",
          "proxy-connection", "proxy-authorization", "expect"})
        if (http::equals_ignoring_case(name, field))
            return true;
    return false;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL raw::raw(http::verb method, std::string path) : method(method), path(std::move(path)) {}

CLOUD_GOVERNANCE_DECL raw& raw::query(std::string_view name, std::string_view value)
{
    query_.emplace_back(std::string(name), std::string(value));
    return *this;
}

CLOUD_GOVERNANCE_DECL raw& raw::header(std::string_view name, std::string_view value)
{
    header_.emplace_back(std::string(name), std::string(value));
    return *this;
}

CLOUD_GOVERNANCE_DECL raw& raw::body(boost::json::value value)
{
    body_ = std::move(value);
    return *this;
}

CLOUD_GOVERNANCE_DECL std::string raw::name() const
{
    auto const verb = boost::beast::http::to_string(method);
    std::string text(verb.data(), verb.size());
    text += ' ';
    text += printable(std::string_view(path).substr(0, path.find('?')));
    return text;
}

CLOUD_GOVERNANCE_DECL void raw::encode(http::request& request) const
{
    if (char const* fault = detail::raw_path_fault(path))
        throw_failure(errc::invalid_argument, fault);
    if (method == http::verb::unknown || method == http::verb::connect)
        throw_failure(errc::invalid_argument, "method: must be a request method other than CONNECT");
    bool const reads = method == http::verb::get || method == http::verb::head;
    detail::request_writer out(request, method, repeatable_.value_or(reads));
    out.path(path);
    char separator = path.find('?') == std::string::npos ? '?' : '&';
    for (auto const& [parameter, value] : query_) {
        request.target += separator;
        separator = '&';
        http::append_percent_encoded(request.target, parameter);
        request.target += '=';
        http::append_percent_encoded(request.target, value);
    }
    for (auto const& [field, value] : header_) {
        if (detail::is_raw_framing_field(field))
            throw_failure(errc::invalid_argument, "header: " + printable(field) + " is set by the transport");
        request.fields.add(field, value);
    }
    if (body_)
        out.body(*body_);
    if (secret_)
        request.sensitive = true;
}

} // namespace cloud_governance::api
