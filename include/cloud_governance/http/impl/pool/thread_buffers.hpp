#pragma once

#include <boost/config.hpp>

#include <array>
#include <memory>

namespace cloud_governance::http::detail {

/// Buffers for reads that do not suspend, one per thread: nothing in them outlives the call that filled them.
class thread_buffers {
public:
    /// Bytes from the network; large, because the cost of a large reply is the number of reads.
    std::array<char, 128 * 1024> network;
    /// Decrypted bytes; one TLS record.
    std::array<char, 16 * 1024> plain;

    // out of line: Clang before 17 keeps the address of a thread's variable when a coroutine goes on in another thread
    BOOST_NOINLINE static thread_buffers& get()
    {
        static thread_local std::unique_ptr<thread_buffers> const buffers(new thread_buffers);
        return *buffers;
    }

private:
    thread_buffers() = default; // not zeroed: 144 KB for nothing
};

} // namespace cloud_governance::http::detail
