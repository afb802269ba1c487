#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/config.hpp>

#include <cstdint>
#include <optional>

namespace cloud_governance::identity {

/// When a token is renewed, and the pauses after failures; used by `token_life`.
class token_life_settings {
public:
    token_life_settings() = default;

    /// How long before its end a token is no longer used, so that it does not expire on its way. Default 30 s, but at
    /// most a quarter of the token's lifetime; zero uses it to the end.
    std::chrono::milliseconds expiry_margin = std::chrono::seconds(30);
    /// How long before the end of use the background renewal begins, at the earliest. Default 5 min, but at most a
    /// quarter of the lifetime; the moment lies at random in the second half of it, so that processes which
    /// were started together do not renew together. Zero: no background renewal.
    std::chrono::milliseconds renewal_window = std::chrono::minutes(5);
    /// The pause after the first failed renewal; doubles with each further one. Default 1 s; zero: no pause.
    std::chrono::milliseconds first_cool_down = std::chrono::seconds(1);
    /// The longest pause, also when the server asks for a longer one. Default 60 s.
    std::chrono::milliseconds longest_cool_down = std::chrono::seconds(60);
    /// A token that is rejected so soon after it was issued counts as quickly rejected. Default 10 s.
    std::chrono::milliseconds quick_rejection = std::chrono::seconds(10);
    /// After this number of quickly rejected tokens in a row the next rejection is ignored: the service objects to
    /// something else, and endless renewals would only load the identity service. Default 3.
    unsigned quick_rejections = 3;
};

/** The life of one identity's token as a pure state machine: use, renew, wait or fail.

    Time and randomness are arguments. It does not wait, lock or call; `token_cache` does.
    It counts tokens by generation, so that of many callers whose token was refused only the first starts a renewal.
    Not thread-safe.
*/
class token_life {
public:
    /// Times are those of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;
    /// Durations of the steady clock.
    using duration = std::chrono::steady_clock::duration;

    /// What a caller that needs a token does.
    enum class action {
        /// Use the current token.
        use,
        /// Use the current token, and start a fetch in the background (it counts as started).
        use_and_fetch,
        /// No token: wait for the fetch that is under way.
        wait,
        /// No token: start a fetch (it counts as started) and wait for it.
        fetch_and_wait,
        /// No token, and the last fetch failed a moment ago: share its error.
        fail
    };

    /// Starts without a token. Times in `settings` that are negative count as zero.
    CLOUD_GOVERNANCE_DECL explicit token_life(token_life_settings const& settings = token_life_settings());

    /// What to do at `now`. Where the answer is to fetch, `fetched` or `failed` must follow.
    CLOUD_GOVERNANCE_DECL action next(time_point now);

    /// True when `next` would answer with the current token.
    bool usable(time_point now) const { return has_token_ && now < usable_until_; }

    /** A token arrived that was requested at `requested_at` and lives for `lifetime` from then.

        `random` in [0, 1) places the renewal. Returns the token's generation, 1 for the first. A token whose usable
        time has already passed is counted but not used.
    */
    CLOUD_GOVERNANCE_DECL std::uint64_t
    fetched(time_point now, time_point requested_at, duration lifetime, double random);

    /// As `fetched`, for a token that was obtained elsewhere: a fetch that is under way stays so.
    CLOUD_GOVERNANCE_DECL std::uint64_t
    stored(time_point now, time_point requested_at, duration lifetime, double random);

    /** The fetch failed.

        Starts the pause of `first_cool_down`, doubled with each failure in a row, between half and all of it
        by `random` in [0, 1), and at least `retry_after`, all within `longest_cool_down`. A current token stays.
    */
    CLOUD_GOVERNANCE_DECL void failed(time_point now, duration retry_after, double random);

    /// The fetch was abandoned, which says nothing about the identity service: no pause.
    void abandoned() { fetching_ = false; }

    /** The service refused the token of `generation` (401).

        Returns whether another token is worth a try: true when the token of that generation was current and is now
        dropped, or is no longer the current one; false when too many fresh tokens were refused in a row (see
        `token_life_settings::quick_rejections`), which leaves the token as it is.
    */
    CLOUD_GOVERNANCE_DECL bool reject(std::uint64_t generation, time_point now);

    /// The current token's generation; 0 before the first.
    std::uint64_t generation() const { return generation_; }
    /// When the pause after a failure ends; in the distant past when there is none.
    time_point cool_down_until() const { return cool_down_until_; }
    /// Until when the current token is used.
    time_point usable_until() const { return usable_until_; }
    /// From when on a call of `next` starts the background renewal.
    time_point renew_at() const { return renew_at_; }
    /// True while a fetch is under way.
    bool fetching() const { return fetching_; }

private:
    token_life_settings settings_;
    bool has_token_ = false;
    bool fetching_ = false;
    std::uint64_t generation_ = 0;
    time_point issued_at_{};
    time_point renew_at_{};
    time_point usable_until_{};
    time_point cool_down_until_ = (time_point::min)();
    unsigned failures_ = 0;
    unsigned quickly_rejected_ = 0;
};

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/token_life.ipp>
#endif
