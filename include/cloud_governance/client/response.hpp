#pragma once

#include <cloud_governance/http/header_fields.hpp>

#include <string>

namespace cloud_governance {

/// Status, header fields and ids of a reply.
class response_head {
public:
    response_head() = default;
    /// The HTTP status, 200 to 299.
    unsigned status = 0;
    /// The reply's header fields.
    http::header_fields fields;
    /// The service's id of the request; empty when the reply has none.
    std::string server_request_id;
    /// The id that was sent as `client-request-id`.
    std::string client_request_id;
    /// Number of attempts that the call made.
    unsigned attempts = 0;
};

/// A decoded reply with its head.
template <class T>
class response : public response_head {
public:
    response() = default;
    /// The decoded body.
    T value{};
};

/// A reply without a value.
template <>
class response<void> : public response_head {
public:
    response() = default;
};

} // namespace cloud_governance
