#pragma once

#include <string>
#include <string_view>

/// The reply of the benchmarks' servers, the same in all of them.
namespace service_reply {

/// The body of a small reply: a task of about 600 bytes.
inline constexpr std::string_view task = R"({"dynamicProperties":null,"id":"0b0d7c5e-8f1c-4d2a-9a44-3c1f5e6a7b80",)"
                                         R"("title":"Approve the request of the project Apollo for a site collection",)"
                                         R"("description":null,"requestGuid":"7f1b6a3e-3d0c-4a61-9a1f-0c5b8a0d7e11",)"
                                         R"("status":1,"statusDescription":"Pending approval","serviceType":2,)"
                                         R"("serviceTypeDescription":"Create site collection","comments":null,)"
                                         R"("errorMessage":null,"lastModifiedTime":"2025-08-25T09:14:31.4213377Z",)"
                                         R"("taskType":3,"allowReassign":true,"allowEdit":false,)"
                                         R"("requestTicketNumber":4711,"dueDate":"2025-09-01T09:14:31Z",)"
                                         R"("taskFullPath":"https://contoso.sharepoint.com/sites/project-apollo",)"
                                         R"("appId":null,"isEnabledPassback":false})";

/// Header and body, with the header fields that the service always sends. `status` is code and reason: `200 OK`.
inline std::string text(std::string_view status, std::string_view body)
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

} // namespace service_reply
