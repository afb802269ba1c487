#pragma once

#include "route.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace codec_benchmark {

/// What was measured of one route.
class measurement {
public:
    std::string name;
    /// Megabytes of text per second of the processor's time, one for each round.
    std::vector<double> speeds;
    /// Of one run.
    std::uint64_t allocations = 0;
};

using measurements = std::vector<measurement>;

/** Runs the routes in turn, `rounds` times, each for about `milliseconds`, so that what else the machine does hits all.

    Before that, checks that all give the same result and throws `std::runtime_error` when one does not.
*/
measurements measure(routes const& all, std::size_t text_size, unsigned rounds, unsigned milliseconds);

/// The middle of the values.
double median(std::vector<double> values);

/// How many times faster one route is than another; zeros when one was not measured.
class ratios {
public:
    /// Of the rounds, each compared with the same round of the other.
    double median = 0;
    /// Of the best rounds of both: what a machine without other work shows.
    double best = 0;
};
ratios compare(measurements const& all, std::string_view name, std::string_view other);

/// Prints one line for each; the last column but one compares with `reference`.
void print(measurements const& all, std::string_view reference);

} // namespace codec_benchmark
