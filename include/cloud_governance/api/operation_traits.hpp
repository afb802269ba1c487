#pragma once

#include <cloud_governance/http/message.hpp>

#include <string_view>

namespace cloud_governance::api {

/** The facts of an operation that do not depend on its parameters: `api::tasks::approve_task::traits`.

    Every operation of the API has one as a static constant.
*/
class operation_traits {
public:
    /// The request method.
    http::verb method{};
    /// Method and path template, as diagnostics show them: `GET /requests/{id}`.
    char const* name = "";
    /// Whether the request is sent again when it is unknown whether the service received it.
    bool repeatable = false;
    /// Whether the caller must be a service administrator.
    bool requires_administrator = false;
    /// Whether request or reply hold a credential or a pre-signed address.
    bool holds_secret = false;
    /// Whether the reply means that a job was started, not that it is done.
    bool starts_job = false;

    /// The path below the base path, as a template: `/requests/{id}`.
    constexpr std::string_view path() const noexcept
    {
        std::string_view const text(name);
        return text.substr(text.find(' ') + 1);
    }
};

} // namespace cloud_governance::api
