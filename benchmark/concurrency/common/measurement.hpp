#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace concurrency_benchmark {

using clock = std::chrono::steady_clock;

/// Processor time of this process so far, user and system together, because the kernel separates them only by sampling.
double cpu_seconds();

/** Measures the calls of a client and prints the result.

    Latency begins when the caller wants the call, so that waiting for a connection counts.
*/
class measurement {
public:
    /// Starts the measurement of time and processor time. Reserves memory for `calls` latencies.
    explicit measurement(std::size_t calls);

    /// A call has succeeded.
    void add(clock::duration latency)
    {
        latencies_.push_back(
            static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(latency).count() / 10));
    }
    /// A call has failed. The first reason is stored.
    void fail(std::string const& why);

    /// Prints one line of JSON: calls, seconds, cpu_us and p50_us, p99_us … of a call, max_rss_kb, errors.
    void print(std::string const& client);

private:
    std::vector<std::uint32_t> latencies_; // in 10 ns: up to 42 s
    std::size_t errors_ = 0;
    std::string first_error_;
    clock::time_point begin_;
    double cpu_begin_ = 0;
};

/** The callers of an event-driven client: each wants its next call when the previous one has ended.

    With more callers than connections, wanted calls queue here in order, as they do in a client with a pool.
*/
class callers {
public:
    callers(std::size_t calls, std::size_t in_flight) : to_come_(calls)
    {
        waiting_.resize(in_flight);
        auto const now = clock::now();
        while (in_flight-- != 0)
            want(now);
    }

    /// Takes the call that has waited longest; returns false if none is wanted.
    bool take(clock::time_point& wanted_at)
    {
        if (size_ == 0)
            return false;
        wanted_at = waiting_[first_];
        first_ = first_ + 1 == waiting_.size() ? 0 : first_ + 1;
        --size_;
        ++running_;
        return true;
    }

    /// A call that was taken has ended. Its caller wants the next one.
    void end(clock::time_point now)
    {
        --running_;
        want(now);
    }

    /// No call is running and none is wanted.
    bool done() const { return size_ == 0 && running_ == 0; }

private:
    void want(clock::time_point now)
    {
        if (to_come_ == 0)
            return;
        --to_come_;
        auto const at = first_ + size_;
        waiting_[at < waiting_.size() ? at : at - waiting_.size()] = now;
        ++size_;
    }

    std::size_t to_come_;
    std::vector<clock::time_point> waiting_; // a ring
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::size_t running_ = 0;
};

} // namespace concurrency_benchmark
