#include "measure.hpp"

#include "allocations.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace codec_benchmark {
namespace {

/// Processor time of this process in seconds; other processes do not count.
double processor_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::size_t volatile kept = 0;

double seconds_of(route const& each, unsigned runs)
{
    double const began = processor_seconds();
    for (unsigned i = 0; i < runs; ++i)
        kept = kept + each.run();
    return processor_seconds() - began;
}

void check_results(routes const& all)
{
    std::string expected;
    for (auto const& each : all) {
        if (!each.result)
            continue;
        auto const found = each.result();
        if (expected.empty())
            expected = found;
        if (found != expected)
            throw std::runtime_error(each.name + " gives another result than " + all.front().name);
    }
}

measurement const* find(measurements const& all, std::string_view name)
{
    auto const at = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.name == name; });
    return at == all.end() ? nullptr : &*at;
}

} // namespace

measurements measure(routes const& all, std::size_t text_size, unsigned rounds, unsigned milliseconds)
{
    check_results(all);
    measurements out;
    std::vector<unsigned> runs;
    for (auto const& each : all) {
        each.run();
        auto const before = allocations();
        each.run();
        out.push_back({each.name, {}, allocations() - before});
        double const once = (std::max)(seconds_of(each, 1), 1e-6);
        runs.push_back((std::max)(1U, static_cast<unsigned>(milliseconds * 1e-3 / once)));
    }
    for (unsigned round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < all.size(); ++i)
            out[i].speeds.push_back(static_cast<double>(text_size) * runs[i] / seconds_of(all[i], runs[i]) * 1e-6);
    return out;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    auto const middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

ratios compare(measurements const& all, std::string_view name, std::string_view other)
{
    auto const* const one = find(all, name);
    auto const* const two = find(all, other);
    if (one == nullptr || two == nullptr)
        return {};
    std::vector<double> each;
    for (std::size_t i = 0; i < one->speeds.size(); ++i)
        each.push_back(one->speeds[i] / two->speeds[i]);
    return {
        median(std::move(each)), *std::max_element(one->speeds.begin(), one->speeds.end()) /
                                     *std::max_element(two->speeds.begin(), two->speeds.end())};
}

void print(measurements const& all, std::string_view reference)
{
    std::printf("| %-40s | %6s | %13s | %6s | %11s |\n", "route", "MB/s", "min - max", "ratio", "allocations");
    std::printf("|------------------------------------------|-------:|--------------:|-------:|------------:|\n");
    for (auto const& each : all) {
        auto const [least, most] = std::minmax_element(each.speeds.begin(), each.speeds.end());
        std::printf(
            "| %-40s | %6.0f | %5.0f - %5.0f | %6.2f | %11llu |\n", each.name.c_str(), median(each.speeds), *least,
            *most, compare(all, each.name, reference).median, static_cast<unsigned long long>(each.allocations));
    }
}

} // namespace codec_benchmark
