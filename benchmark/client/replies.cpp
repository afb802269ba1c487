#include "replies.hpp"

namespace client_benchmark {
namespace {

/// A reply with the header fields that the service sends with each.
std::string reply(std::string_view body)
{
    std::string out =
        "HTTP/1.1 200 OK\r\nDate: Mon, 25 Aug 2025 09:14:31 GMT\r\nContent-Type: application/json; charset=utf-8\r\n"
        "Content-Length: ";
    out += std::to_string(body.size());
    out += "\r\nCache-Control: no-cache, no-store\r\nPragma: no-cache\r\n"
           "request-id: 3f1e5b9c-2a4d-4c8e-9b7a-6d5e4f3a2b1c\r\nX-Content-Type-Options: nosniff\r\n"
           "Strict-Transport-Security: max-age=31536000\r\n\r\n";
    out += body;
    return out;
}

} // namespace

std::string_view task_body()
{
    return R"({"dynamicProperties":null,"id":"0b0d7c5e-8f1c-4d2a-9a44-3c1f5e6a7b80",)"
           R"("title":"Approve the request of the project Apollo for a site collection",)"
           R"("description":null,"requestGuid":"7f1b6a3e-3d0c-4a61-9a1f-0c5b8a0d7e11",)"
           R"("status":1,"statusDescription":"Pending approval","serviceType":2,)"
           R"("serviceTypeDescription":"Create site collection","comments":null,)"
           R"("errorMessage":null,"lastModifiedTime":"2025-08-25T09:14:31.4213377Z",)"
           R"("taskType":3,"allowReassign":true,"allowEdit":false,"requestTicketNumber":4711,)"
           R"("dueDate":"2025-09-01T09:14:31Z",)"
           R"("taskFullPath":"https://contoso.sharepoint.com/sites/project-apollo",)"
           R"("appId":null,"isEnabledPassback":false})";
}

replies::replies(control const& shared) : shared_(shared), task_(reply(task_body())), nothing_(reply(""))
{
    std::string const url = "https://127.0.0.1:" + std::to_string(shared.ports[ec_identity]);
    discovery_ = reply(
        "{\"issuer\":\"" + url + "\",\"token_endpoint\":\"" + url +
        "/connect/token\",\"grant_types_supported\":[\"client_credentials\"],"
        "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"private_key_jwt\"],"
        "\"token_endpoint_auth_signing_alg_values_supported\":[\"RS256\",\"PS256\",\"ES256\"]}");
}

replies::kind replies::find(std::string_view head)
{
    auto const from = head.find(' ') + 1;
    auto const path = head.substr(from, head.find(' ', from) - from);
    if (path.ends_with("/openid-configuration"))
        return kind::discovery;
    if (path.ends_with("/connect/token"))
        return kind::token;
    return head.starts_with("GET ") ? kind::task : kind::nothing;
}

std::string replies::text(kind wanted) const
{
    switch (wanted) {
    case kind::discovery:
        return discovery_;
    case kind::token:
        return reply(
            "{\"access_token\":\"" + std::string(1000, 'k') +
            "\",\"token_type\":\"Bearer\",\"expires_in\":" + std::to_string(shared_.token_lifetime) + "}");
    case kind::task:
        return task_;
    default:
        return nothing_;
    }
}

} // namespace client_benchmark
