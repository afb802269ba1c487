#pragma once

#include <cloud_governance/client/detail/call_events.hpp>
#include <cloud_governance/client/response.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/exchange.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// The steps of a call; see `call_steps`.
enum class step : unsigned char { begin, authorize, exchange, wait, done };

/** One call: the operation encoded for sending, how far it has come, and its outcome.

    It lies in the frame of the call's coroutine, so its size counts: what few calls need is on the heap.
*/
class call {
public:
    call() = default;

    /// The operation's name, for diagnostics.
    std::string_view operation() const noexcept { return own_name ? std::string_view(*own_name) : fixed_name; }
    /// The id that is sent as `client-request-id`.
    std::string_view request_id() const noexcept;

    /// Adds to an error what is known of the call.
    CLOUD_GOVERNANCE_DECL void describe(error& reason) const;
    /// Adds to an error found in the reply what is known of both.
    CLOUD_GOVERNANCE_DECL void describe_with_reply(error& reason) const;
    /// A failure that the body of a 2xx reply reports (`isSuccess: false`).
    CLOUD_GOVERNANCE_DECL std::optional<error> reported_failure() const;
    /// Status, ids and header fields of the reply. Moves the fields.
    CLOUD_GOVERNANCE_DECL void take_head(response_head& head);

    http::exchange exchange;               // the request, and the outcome of its last attempt
    std::string_view fixed_name;           // of an operation whose name is the same for all values
    std::unique_ptr<std::string> own_name; // of another
    std::unique_ptr<call_events> events;   // where there is an observer
    std::chrono::milliseconds timeout{};
    std::chrono::milliseconds delay{}; // before the next attempt
    unsigned max_attempts = 1;
    unsigned attempts = 0; // made so far
    step last = step::begin;
    bool sent = false;     // bytes of the request may have left, in any attempt
    bool replayed = false; // after a 401
};

inline std::string_view call::request_id() const noexcept
{
    return exchange.request.fields.find("client-request-id").value_or("");
}

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/call.ipp>
#endif
