#pragma once

#include <boost/config.hpp>

#include <random>

namespace cloud_governance::detail {

/// Random numbers for the delays between attempts. They need not be secure, only different for each process and call.
class jitter {
public:
    // out of line: Clang before 17 keeps the address of a thread's variable when a coroutine goes on in another thread
    /// A number in [0, 1). Thread-safe.
    BOOST_NOINLINE static double fraction()
    {
        static thread_local std::minstd_rand generator(std::random_device{}());
        return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
    }
};

} // namespace cloud_governance::detail
