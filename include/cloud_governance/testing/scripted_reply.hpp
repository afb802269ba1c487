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

/** What happens to the next requests, instead of or besides the service's own answer.

    Use it with designated initialisers: `service.next_replies({.status = 429, .count = 2, .retry_after = 0s})`. Scripts
    wait in line; a request takes the first whose target and path fit. A request whose reply is replaced (`status`,
    `close_after_request`, `raw`) is counted and recorded, but its credentials are not checked and it changes nothing
    unless `perform` is set; one that is only delayed, cut off or given another body is served as always.
*/
struct scripted_reply {
    /// Status of the reply. 0, the default, leaves the reply to the service, so that only `delay` applies.
    unsigned status = 0;
    /// Closes the connection instead of answering, once the request has arrived whole.
    bool close_after_request = false;
    /// How long the reply waits. What the request does is done before the wait. `stop()` ends the wait.
    std::chrono::milliseconds delay = std::chrono::milliseconds(0);
    /// How many requests the script lasts for; 0 makes it do nothing.
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
    /// Only requests whose path starts so (after the base path, for example `/tasks/`); empty for all.
    std::string path_prefix = {};
    /// Does what the request asks for before the scripted reply goes out: a reply that was lost on its way.
    bool perform = false;
};

} // namespace cloud_governance::testing
