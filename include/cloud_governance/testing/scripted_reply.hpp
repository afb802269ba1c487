#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::testing {

/// The requests that a script applies to.
enum class script_target {
    /// Operations of the governance API, `/auth/token/...` included.
    api,
    /// The token endpoint of the identity service.
    token,
    /// The discovery document.
    discovery,
    /// Any request to the identity service.
    identity,
    /// Every request.
    any,
};

/** Changes the replies to the next requests: replaces, delays or cuts off the service's own.

    Use it with designated initialisers: `service.next_replies({.status = 429, .count = 2, .retry_after = 0s})`. Scripts
    queue up; a request takes the first whose target and path match. A request whose reply is replaced (`status`,
    `close_after_request`, `raw`) is counted and recorded, but its credentials are not checked and it changes nothing
    unless `perform` is set. A request whose reply is only delayed, cut off or given another body is served as usual.
*/
struct scripted_reply {
    /// Status of the reply. 0, the default, leaves the reply to the service, so that only `delay` applies.
    unsigned status = 0;
    /// Closes the connection instead of answering, once the request has arrived whole.
    bool close_after_request = false;
    /// The delay of the reply. The request takes effect before the delay. `stop()` ends the wait.
    std::chrono::milliseconds delay = std::chrono::milliseconds(0);
    /// The number of requests that the script applies to; 0: none.
    std::size_t count = 1;
    /// Adds the field `Retry-After` in seconds; absent adds none.
    std::optional<std::chrono::seconds> retry_after = {};
    /// The body; absent gives the error body that belongs to the target (`ApiError`, OAuth error).
    std::optional<std::string> body = {};
    /// The body's media type.
    std::string content_type = "application/json";
    /// More header fields: name and value, sent as they are. `Connection: close` also closes.
    std::vector<std::pair<std::string, std::string>> header_fields = {};
    /// Sends these bytes as they are in place of a whole reply, then closes the connection; empty for none.
    std::string raw = {};
    /// Closes the connection when so many bytes of the body have been sent, while `Content-Length` promises all.
    std::optional<std::size_t> close_after_body_bytes = {};
    /// Which requests the script applies to.
    script_target target = script_target::api;
    /// Applies to requests whose path starts with this text (after the base path, for example `/tasks/`); empty: to
    /// all.
    std::string path_prefix = {};
    /// Carries the request out before the scripted reply is sent, as when the real reply is lost on its way.
    bool perform = false;
};

} // namespace cloud_governance::testing
