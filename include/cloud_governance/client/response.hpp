#pragma once

#include <cloud_governance/http/header_fields.hpp>

#include <string>

namespace cloud_governance {

/// What belongs to every reply, whatever it holds.
class response_head {
public:
    response_head() = default;
    /// The HTTP status, 200 to 299.
    unsigned status = 0;
    /// The reply's header fields.
    http::header_fields fields;
    /// The id that the service gave the request; empty when it sent none.
    std::string server_request_id;
    /// The id that was sent as `client-request-id`.
    std::string client_request_id;
    /// How often the request was sent.
    unsigned attempts = 0;
};

/// A decoded reply with its head; dull on purpose.
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
