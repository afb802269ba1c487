#pragma once

#include <cloud_governance/http/impl/pool/deadline_watch.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace cloud_governance::http::detail {

/// The addresses with both families in turn, beginning with that of the first (RFC 8305 section 4), each family in the
/// order given.
inline std::vector<boost::asio::ip::tcp::endpoint>
interleave_families(std::vector<boost::asio::ip::tcp::endpoint> found)
{
    if (found.empty())
        return found;
    bool const first = found.front().address().is_v6();
    auto const middle = std::stable_partition(
        found.begin(), found.end(), [first](auto const& one) { return one.address().is_v6() == first; });
    std::vector<boost::asio::ip::tcp::endpoint> out;
    out.reserve(found.size());
    for (auto left = found.begin(), right = middle; left != middle || right != found.end();) {
        if (left != middle)
            out.push_back(*left++);
        if (right != found.end())
            out.push_back(*right++);
    }
    return out;
}

/** Decides when each of several addresses is tried (RFC 8305 section 5).

    The first at once; the next when an attempt has failed, or when the last one has had its head start. An attempt that
    has begun continues until it ends or its time is over. No I/O: time is an argument.
*/
class happy_eyeballs {
public:
    happy_eyeballs(std::size_t addresses, std::chrono::milliseconds head_start, std::chrono::milliseconds time_of_each)
        : attempts_(addresses), head_start_(head_start), time_of_each_(time_of_each)
    {
    }

    /// The number of the address to try now; it counts as begun. nullopt: none is due.
    std::optional<std::size_t> begin_next(steady_time now)
    {
        if (begun_ == attempts_.size() || (under_way_ != 0 && now < next_at_))
            return std::nullopt;
        attempts_[begun_].under_way = true;
        attempts_[begun_].over_at = now + time_of_each_;
        next_at_ = now + head_start_;
        ++under_way_;
        return begun_++;
    }

    /// An attempt has ended without a connection.
    void fail(std::size_t number, steady_time now)
    {
        if (!attempts_[number].under_way)
            return;
        attempts_[number].under_way = false;
        --under_way_;
        next_at_ = now;
    }

    /// The number of an attempt whose time is over; it counts as failed. nullopt: there is none.
    std::optional<std::size_t> expire(steady_time now)
    {
        for (std::size_t number = 0; number < begun_; ++number) {
            if (!attempts_[number].under_way || now < attempts_[number].over_at)
                continue;
            fail(number, now);
            return number;
        }
        return std::nullopt;
    }

    /// When the next attempt is due or expires, if none ends before.
    steady_time next_event() const
    {
        auto out = begun_ == attempts_.size() ? (steady_time::max)() : next_at_;
        for (auto const& one : attempts_)
            if (one.under_way)
                out = (std::min)(out, one.over_at);
        return out;
    }

    /// Every address has been tried and has failed.
    bool lost() const { return under_way_ == 0 && begun_ == attempts_.size(); }

private:
    class attempt {
    public:
        bool under_way = false;
        steady_time over_at = {};
    };

    std::vector<attempt> attempts_;
    std::chrono::milliseconds head_start_;
    std::chrono::milliseconds time_of_each_;
    std::size_t begun_ = 0;
    std::size_t under_way_ = 0;
    steady_time next_at_ = {};
};

} // namespace cloud_governance::http::detail
