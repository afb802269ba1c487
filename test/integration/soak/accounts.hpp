#pragma once

// What became of each call on this side, and how often the service saw it.

#include <cloud_governance/error.hpp>
#include <cloud_governance/testing/recorded_request.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace soak {

namespace cg = cloud_governance;

/// One call; its number is the `client-request-id`.
struct account {
    bool repeatable = false;
    bool ended = false;
    /// The service's own answer arrived (also "no such object").
    bool answered = false;
    unsigned attempts = 0;
    /// Requests with this id that the service received.
    unsigned seen = 0;
};

/// The accounts of all calls, in rounds. A round is closed one round later, since a request whose caller gave up may
/// still be on its way.
class ledger {
public:
    /// So many connections are kept at most.
    explicit ledger(std::size_t kept_connections) : kept_connections_(kept_connections) {}

    /// Begins a round of so many calls and closes the one before the last. Not while calls are under way.
    void begin_round(std::size_t calls)
    {
        close(previous_);
        previous_ = std::move(current_);
        first_of_previous_ = first_of_current_;
        first_of_current_ += previous_.size();
        current_.assign(calls, account());
    }

    /// Closes what is open.
    void close_all()
    {
        close(previous_);
        close(current_);
    }

    std::string id_of(std::size_t index) const { return std::to_string(first_of_current_ + index); }
    /// A call of the current round; each is touched by one coroutine.
    account& at(std::size_t index) { return current_[index]; }

    /// What the service received since it was last asked.
    void take(std::vector<cg::testing::recorded_request> const& requests)
    {
        for (auto const& each : requests) {
            auto const text = each.find("client-request-id");
            if (!text)
                continue; // the identity service's
            ++requests_seen;
            std::size_t number = 0;
            auto const [end, ec] = std::from_chars(text->data(), text->data() + text->size(), number);
            if (ec != std::errc() || end != text->data() + text->size())
                ++unknown;
            else if (number >= first_of_current_ && number - first_of_current_ < current_.size())
                ++current_[number - first_of_current_].seen;
            else if (number >= first_of_previous_ && number - first_of_previous_ < previous_.size())
                ++previous_[number - first_of_previous_].seen;
            else
                ++unknown;
        }
    }

    std::size_t calls = 0;
    std::size_t requests_seen = 0;
    /// Calls with an answer.
    std::size_t answered = 0;
    /// Calls that took more than one attempt.
    std::size_t retried = 0;
    /// Requests that went out again because a kept connection was dead; no attempts of the calls.
    std::size_t replaced = 0;
    /// Faults of this library: there must be none.
    std::size_t lost = 0;    // answered, but never seen by the service
    std::size_t doubled = 0; // seen more often than the attempts explain
    std::size_t open = 0;    // never ended
    std::size_t unknown = 0; // seen by the service, but never made

private:
    void close(std::vector<account>& round)
    {
        for (auto const& each : round) {
            ++calls;
            answered += each.answered ? 1 : 0;
            retried += each.attempts > 1 ? 1 : 0;
            open += each.ended ? 0 : 1;
            lost += each.answered && each.seen == 0 ? 1 : 0;
            // where the call may be repeated, a kept connection that turns out dead is replaced without an attempt
            auto const most = each.attempts * (each.repeatable ? 1 + kept_connections_ : 1);
            doubled += each.seen > most ? 1 : 0;
            replaced += each.seen > each.attempts ? each.seen - each.attempts : 0;
        }
        round.clear();
    }

    std::size_t kept_connections_;
    std::vector<account> previous_;
    std::vector<account> current_;
    std::size_t first_of_previous_ = 0;
    std::size_t first_of_current_ = 0;
};

} // namespace soak
