#pragma once

#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <functional>
#include <mutex>
#include <string_view>

namespace cloud_governance {

/** An observer that writes one line for each event, for a log.

    A line is the event's name and its fields as `name=value`, in a fixed order, without a line break and without a
    time, which the log adds. Only the fields of the events are written, so no line holds a secret. Values are quoted
    where they hold anything but letters, digits and `-._:/{}`; control characters, quotes and backslashes are escaped;
    a value is cut to 256 bytes. Durations are milliseconds with three decimals.

        attempt_finished operation="GET /tasks/{id}" id=3f0c… attempt=1 status=503 ms=12.034
*/
class line_observer : public observer {
public:
    /// Takes a line; the text is valid during the call only. Its calls do not overlap. Exceptions it throws
    /// are ignored.
    using sink = std::function<void(std::string_view)>;

    /// Writes to `write`. Throws `failure` with `errc::invalid_argument` when it is empty.
    CLOUD_GOVERNANCE_DECL explicit line_observer(sink write);

    CLOUD_GOVERNANCE_DECL void on_request_started(event::request_started const& e) override;
    CLOUD_GOVERNANCE_DECL void on_request_finished(event::request_finished const& e) override;
    CLOUD_GOVERNANCE_DECL std::string on_attempt_started(event::attempt_started const& e) override;
    CLOUD_GOVERNANCE_DECL void on_attempt_finished(event::attempt_finished const& e) override;
    CLOUD_GOVERNANCE_DECL void on_retry_scheduled(event::retry_scheduled const& e) override;
    CLOUD_GOVERNANCE_DECL void on_token_renewed(event::token_renewed const& e) override;
    CLOUD_GOVERNANCE_DECL void on_token_renewal_failed(event::token_renewal_failed const& e) override;
    CLOUD_GOVERNANCE_DECL void on_discovery_fetched(event::discovery_fetched const& e) override;
    CLOUD_GOVERNANCE_DECL void on_pool_changed(event::pool_changed const& e) override;
    CLOUD_GOVERNANCE_DECL void on_origin_paused(event::origin_paused const& e) override;

private:
    void write(std::string_view line);

    sink write_;
    std::mutex mutex_;
};

} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/observe/impl/line_observer.ipp>
#endif
