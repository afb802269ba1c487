// URLs from settings and servers: what is accepted is written as it was read, and user information is never shown.

#include "fuzz.hpp"

#include <cloud_governance/http/origin.hpp>

namespace {

namespace cg = cloud_governance;
namespace http = cg::http;
using fuzz::require;

void require_origin(http::origin const& origin)
{
    require(!origin.host.empty() && origin.port != 0, "an origin has a host and a port");
    for (char c : origin.host)
        require(
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':',
            "a host is a name in lower case or an address");
    auto const again = http::parse_base_url(origin.to_string(), "origin");
    require(again && again->origin == origin && again->path.empty(), "an origin that was written is read as the same");
}

void require_target(std::string_view target)
{
    for (char c : target)
        require(
            static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F,
            "a target can stand in a request line");
}

void check_base_url(std::string_view text)
{
    auto const url = http::parse_base_url(text, "field");
    if (!url) {
        fuzz::require_message(url.error());
        require(to_string(url.error()).find("pa55word") == std::string::npos, "user information is not shown");
        return;
    }
    require_origin(url->origin);
    require_target(url->path);
    require(url->path.empty() || (url->path.front() == '/' && url->path.back() != '/'), "a path is as it is promised");
    auto const again = http::parse_base_url(url->to_string(), "field");
    require(again && again->origin == url->origin && again->path == url->path, "written and read, it is the same");
}

void check_absolute_url(std::string_view text)
{
    auto const url = http::parse_absolute_url(text, "field");
    if (!url) {
        fuzz::require_message(url.error());
        require(to_string(url.error()).find("pa55word") == std::string::npos, "user information is not shown");
        return;
    }
    require_origin(url->origin);
    require_target(url->target);
    require(!url->target.empty() && url->target.front() == '/', "a target begins with a slash");
    auto const again = http::parse_absolute_url(url->origin.to_string() + url->target, "field");
    require(again && again->origin == url->origin && again->target == url->target, "written and read, it is the same");
}

void check_percent_encoding(std::string_view text)
{
    std::string out = "https://host.example/";
    http::append_percent_encoded(out, text);
    auto const url = http::parse_absolute_url(out, "field");
    require(url && url->target == out.substr(20), "what was encoded is one segment of a path");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    check_base_url(text);
    check_absolute_url(text);
    check_percent_encoding(text);
    return 0;
}
