#pragma once

#include <cloud_governance/core/detail/chrono.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace cloud_governance {

/// Settings of one call, in place of the client's. Set fluently: `call_options().timeout(5s)`.
class call_options {
public:
    call_options() = default;

    /// The time for the whole call: waiting, token, retries. Must be more than zero.
    call_options& timeout(std::chrono::milliseconds value)
    {
        timeout_ = value;
        return *this;
    }

    /// Attempts in all; 1 means no retry. At least 1.
    call_options& max_attempts(unsigned value)
    {
        max_attempts_ = value;
        return *this;
    }

    /// The largest body that the reply may have, in bytes. Must be more than zero.
    call_options& max_response_bytes(std::uint64_t value)
    {
        max_response_bytes_ = value;
        return *this;
    }

    /// The id that is sent as `client-request-id`; printable ASCII. Default: the client makes one for each call.
    call_options& request_id(std::string value)
    {
        request_id_ = std::move(value);
        return *this;
    }

    /** The trace that the call belongs to: the value of the `traceparent` field (W3C Trace Context, level 1).

        It is sent unchanged with each attempt, to the API only, so that the service's spans become children of the
        caller's span. An observer may set one for each attempt (`observer::on_attempt_started`). A value that is not
        valid (`is_valid_traceparent`) fails the call with `errc::invalid_argument`. Default: none is sent.
    */
    call_options& traceparent(std::string value)
    {
        traceparent_ = std::move(value);
        return *this;
    }

    /// Time for the whole call; absent means the client's.
    std::optional<std::chrono::milliseconds> const& timeout() const noexcept { return timeout_; }
    /// Attempts in all; absent means the client's.
    std::optional<unsigned> const& max_attempts() const noexcept { return max_attempts_; }
    /// The largest body that the reply may have, in bytes; absent means the client's.
    std::optional<std::uint64_t> const& max_response_bytes() const noexcept { return max_response_bytes_; }
    /// The id that is sent as `client-request-id`; empty means one of the client's own.
    std::string const& request_id() const noexcept { return request_id_; }
    /// The trace that the call belongs to; empty when none is sent.
    std::string const& traceparent() const noexcept { return traceparent_; }

private:
    std::optional<std::chrono::milliseconds> timeout_;
    std::optional<unsigned> max_attempts_;
    std::optional<std::uint64_t> max_response_bytes_;
    std::string request_id_;
    std::string traceparent_;
};

} // namespace cloud_governance
