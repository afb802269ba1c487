#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/origin.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace cloud_governance::http {

/** The pauses that origins asked for (429 or 503 with `Retry-After`, RFC 9110 section 10.2.3, RFC 6585 section 4).

    A pause applies to all exchanges: while an origin pauses, no exchange with it begins. Those that wait are released
    over a tenth of the pause, at least `least_spread`, so that they do not all return at once. An exchange is refused
    when the pause ends after its deadline or is longer than `longest_wait`. During a pause longer than `longest_wait`
    one exchange per `longest_wait` is let through as a probe, so that an absurd `Retry-After`, or an origin that
    recovers early, does not stop a client for the whole day that `parse_retry_after` allows. When the probe's reply
    asks for no pause, the pause is over.

    Decides and does not wait: time and randomness are arguments. Thread-safe.
*/
class origin_pauses {
public:
    /// Times are those of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    /// Without pauses. With a `longest_wait` of zero no origin ever pauses.
    origin_pauses(std::chrono::milliseconds longest_wait, std::chrono::milliseconds least_spread)
        : longest_wait_((std::min)(longest_wait, most)), least_spread_((std::min)(least_spread, most))
    {
    }

    /// What an exchange must do.
    enum class action {
        /// Begin.
        go,
        /// Begin; the origin pauses, and its reply decides whether it still does.
        probe,
        /// Wait until `verdict::until`, then ask again: the pause may have grown.
        wait,
        /// Give up: the pause does not fit.
        refuse
    };

    /// The decision about an exchange that wants to begin.
    class verdict {
    public:
        verdict() = default;
        /// What the exchange must do.
        origin_pauses::action action = action::go;
        /// When to ask again.
        time_point until = {};
        /// The rest of the pause.
        std::chrono::steady_clock::duration left = {};
        /// Status of the reply that asked for the pause: 429 or 503.
        unsigned status = 0;
    };

    /// Decides about an exchange with `where` that wants to begin and must have ended at `deadline`; `random` is in [0,
    /// 1).
    verdict admit(origin const& where, time_point now, time_point deadline, double random)
    {
        return empty() ? verdict() : look_up(where, now, deadline, random);
    }

    /// True when no origin pauses: `admit` would return `go` for every exchange. Takes no lock.
    bool empty() const noexcept { return !any_.load(std::memory_order_acquire); }

    /// True while `where` pauses. Does not let a probe through.
    CLOUD_GOVERNANCE_DECL bool holds(origin const& where, time_point now);

    /// Records a reply with this status and `Retry-After`. Returns true when it begins or extends a pause.
    CLOUD_GOVERNANCE_DECL bool
    note(origin const& where, time_point now, unsigned status, std::chrono::milliseconds retry_after);

    /// Ends the pause, after the reply to a probe asked for none.
    CLOUD_GOVERNANCE_DECL void resume(origin const& where);

private:
    class pause {
    public:
        http::origin origin;
        time_point until;
        time_point next_probe;
        std::chrono::steady_clock::duration spread;
        unsigned status;
    };

    CLOUD_GOVERNANCE_DECL verdict look_up(origin const& where, time_point now, time_point deadline, double random);

    // longer durations could overflow when they are added to a time
    static constexpr std::chrono::milliseconds most = std::chrono::hours(24 * 365);

    std::chrono::steady_clock::duration const longest_wait_;
    std::chrono::steady_clock::duration const least_spread_;
    std::atomic<bool> any_{false}; // so that exchanges take no lock while no origin pauses
    std::mutex mutex_;
    std::vector<pause> pauses_;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/origin_pauses.ipp>
#endif
