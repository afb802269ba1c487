#pragma once

// Replaces `operator new` and `operator delete` so that a test sees every block when it is given back. A program
// includes this in one of its sources. Not under ThreadSanitizer, which replaces them itself: test/CMakeLists.txt.

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace freed_memory {

using look = void (*)(char const* memory, std::size_t size);

/// What looks at the blocks that this thread gives back; none while it is null.
inline thread_local look watch = nullptr;

inline void give_back(void* memory)
{
    if (watch != nullptr && memory != nullptr)
        watch(static_cast<char const*>(memory), ::malloc_usable_size(memory));
    std::free(memory);
}

} // namespace freed_memory

void* operator new(std::size_t size)
{
    if (void* const memory = std::calloc(1, size)) // zeroed: what another thread left there is not ours
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { freed_memory::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { freed_memory::give_back(memory); }
