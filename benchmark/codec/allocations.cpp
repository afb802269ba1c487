#include "allocations.hpp"

#include <cstddef>

// RapidJSON and simdjson do not use `operator new`, so the C library's functions are counted (glibc).

namespace {
std::uint64_t count = 0;
} // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size)
{
    ++count;
    return __libc_malloc(size);
}

void* calloc(std::size_t items, std::size_t size)
{
    ++count;
    return __libc_calloc(items, size);
}

void* realloc(void* old, std::size_t size)
{
    ++count;
    return __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    ++count;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void** out, std::size_t alignment, std::size_t size)
{
    ++count;
    *out = __libc_memalign(alignment, size);
    return *out == nullptr ? 12 : 0; // ENOMEM
}
}

std::uint64_t codec_benchmark::allocations() { return count; }
