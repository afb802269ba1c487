#include "replies.hpp"

#include "../../codec/pages.hpp"

namespace concurrency_benchmark {
namespace {

// rows of about a kilobyte each
constexpr std::size_t medium_rows = 46;
constexpr std::size_t large_rows = 5000;

constexpr std::string_view task = R"({"dynamicProperties":null,"id":"0b0d7c5e-8f1c-4d2a-9a44-3c1f5e6a7b80",)"
                                  R"("title":"Approve the request of the project Apollo for a site collection",)"
                                  R"("description":null,"requestGuid":"7f1b6a3e-3d0c-4a61-9a1f-0c5b8a0d7e11",)"
                                  R"("status":1,"statusDescription":"Pending approval","serviceType":2,)"
                                  R"("serviceTypeDescription":"Create site collection","comments":null,)"
                                  R"("errorMessage":null,"lastModifiedTime":"2025-08-25T09:14:31.4213377Z",)"
                                  R"("taskType":3,"allowReassign":true,"allowEdit":false,"requestTicketNumber":4711,)"
                                  R"("dueDate":"2025-09-01T09:14:31Z",)"
                                  R"("taskFullPath":"https://contoso.sharepoint.com/sites/project-apollo",)"
                                  R"("appId":null,"isEnabledPassback":false})";

/// A reply with the header fields that the service sends with each.
std::string reply(std::string_view status, std::string_view body)
{
    std::string out = "HTTP/1.1 ";
    out += status;
    out += "\r\nDate: Mon, 25 Aug 2025 09:14:31 GMT\r\nContent-Type: application/json; charset=utf-8\r\n"
           "Content-Length: ";
    out += std::to_string(body.size());
    out += "\r\nCache-Control: no-cache, no-store\r\nPragma: no-cache\r\n"
           "request-id: 3f1e5b9c-2a4d-4c8e-9b7a-6d5e4f3a2b1c\r\nX-Content-Type-Options: nosniff\r\n"
           "Strict-Transport-Security: max-age=31536000\r\n\r\n";
    out += body;
    return out;
}

std::string page(std::size_t rows)
{
    using codec_benchmark::model::task_list_page_result;
    return reply("200 OK", codec_benchmark::text_of(codec_benchmark::make_page<task_list_page_result>(rows)));
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
    : authorization_("Bearer " + benchmark_token().substr(0, 32)), small_(reply("200 OK", task)),
      medium_(page(medium_rows)), large_(page(large_rows)),
      discovery_(reply(
          "200 OK", "{\"issuer\":\"" + url + "/identity\",\"token_endpoint\":\"" + url +
                        "/identity/token\",\"grant_types_supported\":[\"client_credentials\"],"
                        "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]}")),
      issued_(reply(
          "200 OK", "{\"access_token\":\"" + benchmark_token() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")),
      refused_(reply("401 Unauthorized", "{}")), unknown_(reply("404 Not Found", "{}"))
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
