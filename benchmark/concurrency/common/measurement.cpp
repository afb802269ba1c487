#include "measurement.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/resource.h>

namespace concurrency_benchmark {
namespace {

double seconds_of(timeval const& value)
{
    return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_usec) / 1e6;
}

/// Peak memory so far. Not from getrusage, whose figure starts with that of the parent process.
long peak_rss_kb()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::atol(line.c_str() + 6);
    return 0;
}

std::string quoted(std::string const& text)
{
    std::string out = "\"";
    for (char const c : text)
        out += c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return out + '"';
}

} // namespace

double cpu_seconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

measurement::measurement(std::size_t calls)
{
    latencies_.resize(calls); // touches the pages now and not while calls are measured
    latencies_.clear();
    cpu_begin_ = cpu_seconds();
    begin_ = clock::now();
}

void measurement::fail(std::string const& why)
{
    if (errors_++ == 0)
        first_error_ = why;
}

void measurement::print(std::string const& client)
{
    double const seconds = std::chrono::duration<double>(clock::now() - begin_).count();
    double const cpu = cpu_seconds() - cpu_begin_;
    std::sort(latencies_.begin(), latencies_.end());
    auto const quantile = [&](double share) {
        if (latencies_.empty())
            return 0.0;
        auto const at = static_cast<std::size_t>(share * static_cast<double>(latencies_.size()));
        return latencies_[std::min(at, latencies_.size() - 1)] / 100.0;
    };
    auto const calls = static_cast<double>(std::max<std::size_t>(latencies_.size(), 1));
    std::printf(
        "{\"client\": %s, \"calls\": %zu, \"seconds\": %.6f, \"cpu_us\": %.3f, \"p50_us\": %.2f, \"p99_us\": %.2f, "
        "\"max_us\": %.2f, \"max_rss_kb\": %ld, \"errors\": %zu, \"first_error\": %s}\n",
        quoted(client).c_str(), latencies_.size(), seconds, cpu * 1e6 / calls, quantile(0.5), quantile(0.99),
        quantile(1), peak_rss_kb(), errors_, quoted(first_error_).c_str());
    std::fflush(stdout);
}

} // namespace concurrency_benchmark
