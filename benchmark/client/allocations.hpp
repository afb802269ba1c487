#pragma once

#include <cstdint>

namespace client_benchmark {

/// Heap memory so far: the number of allocations, and the bytes that are in use now (as malloc rounds them).
class heap_use {
public:
    std::int64_t allocations = 0;
    std::int64_t bytes = 0;

    friend heap_use operator-(heap_use const& a, heap_use const& b)
    {
        heap_use out;
        out.allocations = a.allocations - b.allocations;
        out.bytes = a.bytes - b.bytes;
        return out;
    }
};

/// Counts the whole program except OpenSSL. The C library's functions are counted, because Asio's coroutines use
/// `aligned_alloc`.
heap_use own_heap();
/// Counts OpenSSL, which receives its own allocation functions before its first allocation.
heap_use openssl_heap();

} // namespace client_benchmark
