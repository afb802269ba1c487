#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/origin.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace cloud_governance::http {

/** The pauses that origins asked for (429 or 503 with `Retry-After`, RFC 9110 section 10.2.3, RFC 6585 section 4).

    What one exchange was told holds for all: while an origin pauses, no exchange with it begins. Those that wait are
    released over a spread of a tenth of the pause, at least `least_spread`, so that they do not come back all at once.
    An exchange for which the pause is too long (for its deadline, or longer than `longest_wait`) is refused. Of a pause
    longer than `longest_wait` one exchange in each `longest_wait` is let through, so that an origin which recovers
    early, or one absurd `Retry-After`, does not stop a client for the whole day that `parse_retry_after` allows; when
    its reply asks for no pause, the pause is over.

    Decides and does not wait: time and randomness are arguments. Thread-safe.
*/
class origin_pauses {
public:
    /// Times are those of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    /// No origin pauses yet. With a `longest_wait` of zero none ever does.
    origin_pauses(std::chrono::milliseconds longest_wait, std::chrono::milliseconds least_spread)
        : longest_wait_((std::min)(longest_wait, most)), least_spread_((std::min)(least_spread, most))
    {
    }

    /// What an exchange is to do.
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

    /// The answer to an exchange that wants to begin.
    class verdict {
    public:
        verdict() = default;
        /// What the exchange is to do.
        origin_pauses::action action = action::go;
        /// When to ask again.
        time_point until = {};
        /// What is left of the pause.
        std::chrono::steady_clock::duration left = {};
        /// Status of the reply that asked for the pause: 429 or 503.
        unsigned status = 0;
    };

    /// An exchange with `where` wants to begin, and must have ended at `deadline`; `random` is in [0, 1).
    verdict admit(origin const& where, time_point now, time_point deadline, double random)
    {
        return empty() ? verdict() : look_up(where, now, deadline, random);
    }

    /// No origin pauses, as far as is known: `admit` would say `go` to everyone. Takes no lock.
    bool empty() const noexcept { return !any_.load(std::memory_order_acquire); }

    /// True while `where` pauses. Grants no probe.
    CLOUD_GOVERNANCE_DECL bool holds(origin const& where, time_point now);

    /// A reply with this status and `Retry-After` came. True when the origin pauses from now on, or for longer.
    CLOUD_GOVERNANCE_DECL bool
    note(origin const& where, time_point now, unsigned status, std::chrono::milliseconds retry_after);

    /// A probe was answered and told to pause no more.
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

    // more than this cannot be added to a time
    static constexpr std::chrono::milliseconds most = std::chrono::hours(24 * 365);

    std::chrono::steady_clock::duration const longest_wait_;
    std::chrono::steady_clock::duration const least_spread_;
    std::atomic<bool> any_{false}; // spares the exchanges with a service that is well the lock
    std::mutex mutex_;
    std::vector<pause> pauses_;
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/origin_pauses.ipp>
#endif
