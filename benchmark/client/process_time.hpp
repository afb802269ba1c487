#pragma once

#include <ctime>

namespace client_benchmark {

/// Processor time of this process so far: all threads, user and system. The server is another process.
inline double process_seconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace client_benchmark
