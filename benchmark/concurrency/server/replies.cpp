#include "replies.hpp"

#include "../../codec/pages.hpp"
#include "../../service_reply.hpp"

namespace concurrency_benchmark {
namespace {

// rows of about a kilobyte each
constexpr std::size_t medium_rows = 46;
constexpr std::size_t large_rows = 5000;

std::string page(std::size_t rows)
{
    using codec_benchmark::model::task_list_page_result;
    return service_reply::text(
        "200 OK", codec_benchmark::text_of(codec_benchmark::make_page<task_list_page_result>(rows)));
}

} // namespace

std::string benchmark_token()
{
    std::string token = "benchmark.";
    while (token.size() < 1000)
        token += "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[(token.size() * 7) % 62];
    return token;
}

replies::replies(std::string const& url)
    : authorization_("Bearer " + benchmark_token().substr(0, 32)),
      small_(service_reply::text("200 OK", service_reply::task)), medium_(page(medium_rows)), large_(page(large_rows)),
      discovery_(service_reply::text(
          "200 OK", "{\"issuer\":\"" + url + "/identity\",\"token_endpoint\":\"" + url +
                        "/identity/token\",\"grant_types_supported\":[\"client_credentials\"],"
                        "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]}")),
      issued_(service_reply::text(
          "200 OK", "{\"access_token\":\"" + benchmark_token() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")),
      refused_(service_reply::text("401 Unauthorized", "{}")), unknown_(service_reply::text("404 Not Found", "{}"))
{
}

answer replies::find(std::string_view head) const
{
    answer out;
    auto const from = head.find(' ') + 1;
    auto const path = head.substr(from, head.find(' ', from) - from);
    if (path.starts_with("/identity/")) {
        out.text = path.ends_with("/token") ? issued_ : discovery_;
        return out;
    }
    if (head.find(authorization_) == std::string_view::npos) {
        out.text = refused_;
        return out;
    }
    if (path.starts_with("/delayed/"))
        out.time = answer::when::delayed;
    else if (path.starts_with("/stalled/"))
        out.time = answer::when::never;
    auto const tasks = path.find("/tasks/");
    if (tasks == std::string_view::npos)
        out.text = unknown_;
    else if (path.substr(tasks).starts_with("/tasks/my/"))
        out.text = path.ends_with("top=100") ? medium_ : large_;
    else
        out.text = small_;
    return out;
}

std::string replies::sizes() const
{
    auto const body = [](std::string const& text) { return std::to_string(text.size() - text.find("\r\n\r\n") - 4); };
    return "{\"small\": " + body(small_) + ", \"medium\": " + body(medium_) + ", \"large\": " + body(large_) + "}";
}

} // namespace concurrency_benchmark
