#include "allocations.hpp"

#include <openssl/crypto.h>

#include <atomic>
#include <cstddef>
#include <malloc.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace {

class counter {
public:
    void* allocated(void* memory)
    {
        if (memory != nullptr) {
            allocations.fetch_add(1, std::memory_order_relaxed);
            bytes.fetch_add(size(memory), std::memory_order_relaxed);
        }
        return memory;
    }
    void* freed(void* memory)
    {
        if (memory != nullptr)
            bytes.fetch_sub(size(memory), std::memory_order_relaxed);
        return memory;
    }
    void* reallocate(void* old, std::size_t wanted)
    {
        auto const before = old != nullptr ? size(old) : 0;
        void* const memory = __libc_realloc(old, wanted);
        if (memory != nullptr || wanted == 0)
            bytes.fetch_sub(before, std::memory_order_relaxed);
        return allocated(memory);
    }
    client_benchmark::heap_use use() const
    {
        client_benchmark::heap_use out;
        out.allocations = allocations;
        out.bytes = bytes;
        return out;
    }

private:
    static std::int64_t size(void* memory) { return static_cast<std::int64_t>(::malloc_usable_size(memory)); }

    std::atomic<std::int64_t> allocations = 0;
    std::atomic<std::int64_t> bytes = 0;
};

constinit counter own;
constinit counter openssl;

void* openssl_malloc(std::size_t size, char const*, int) { return openssl.allocated(__libc_malloc(size)); }
void* openssl_realloc(void* old, std::size_t size, char const*, int) { return openssl.reallocate(old, size); }
void openssl_free(void* memory, char const*, int) { __libc_free(openssl.freed(memory)); }

// runs before the initializers of other files, which may use OpenSSL
__attribute__((constructor(101))) void count_openssl()
{
    if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) != 1)
        __builtin_trap();
}

} // namespace

extern "C" {

void* malloc(std::size_t size) { return own.allocated(__libc_malloc(size)); }
void* calloc(std::size_t items, std::size_t size) { return own.allocated(__libc_calloc(items, size)); }
void* realloc(void* old, std::size_t size) { return own.reallocate(old, size); }
void free(void* memory) { __libc_free(own.freed(memory)); }
void* memalign(std::size_t alignment, std::size_t size) { return own.allocated(__libc_memalign(alignment, size)); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return own.allocated(__libc_memalign(alignment, size)); }

int posix_memalign(void** out, std::size_t alignment, std::size_t size)
{
    *out = own.allocated(__libc_memalign(alignment, size));
    return *out == nullptr ? 12 : 0; // ENOMEM
}
}

namespace client_benchmark {

heap_use own_heap() { return own.use(); }
heap_use openssl_heap() { return openssl.use(); }

} // namespace client_benchmark
