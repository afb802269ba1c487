#pragma once

#include <boost/config.hpp>

#include <array>
#include <memory>

namespace cloud_governance::http::detail {

/// Room for what is read without suspending, one per thread: nothing in it outlives the call that filled it.
class thread_buffers {
public:
    /// Bytes of the network; large, because the number of reads is what a large reply costs.
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
