#pragma once

#include "route.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace codec_benchmark {

/// The figures of one route.
class measurement {
public:
    std::string name;
    /// Megabytes of text per second of processor time, one figure for each round.
    std::vector<double> speeds;
    /// Allocations of one run.
    std::uint64_t allocations = 0;
};

using measurements = std::vector<measurement>;

/** Runs the routes in turn, `rounds` times, each for about `milliseconds`, so that other load affects all of them.

    First checks that all give the same result; throws `std::runtime_error` if one does not.
*/
measurements measure(routes const& all, std::size_t text_size, unsigned rounds, unsigned milliseconds);

/// The median of the values.
double median(std::vector<double> values);

/// How many times as fast as another a route is; zeros if one of them was not measured.
class ratios {
public:
    /// Median of the rounds, each compared with the same round of the other route.
    double median = 0;
    /// Ratio of the best rounds of both, which are least affected by other load.
    double best = 0;
};
ratios compare(measurements const& all, std::string_view name, std::string_view other);

/// Prints one line for each route; the last column but one is the ratio to `reference`.
void print(measurements const& all, std::string_view reference);

} // namespace codec_benchmark
