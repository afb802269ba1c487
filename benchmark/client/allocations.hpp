#pragma once

#include <cstdint>

namespace client_benchmark {

/// Memory from the heap so far: how often it was asked for, and the bytes that are in use now (as malloc rounds them).
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

/// All of the program but OpenSSL: the C library's functions are counted, since Asio's coroutines use `aligned_alloc`.
heap_use own_heap();
/// OpenSSL's, which gets functions of its own before it asks for any memory.
heap_use openssl_heap();

} // namespace client_benchmark
