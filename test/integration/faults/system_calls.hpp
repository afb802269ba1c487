#pragma once

// The socket calls of one thread, counted; the n-th can be made to fail as on a connection that is lost at that moment.
// The definitions take the place of the C library's in the whole program and pass on what they do not fail.

#include <dlfcn.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

namespace faults {

/// What happens to the calls of this thread; others are not touched.
struct call_script {
    /// Counted only while this is set.
    bool on = false;
    /// Calls so far.
    std::size_t seen = 0;
    /// The call that fails, from 1; 0: none.
    std::size_t failing = 0;
    /// One read brings at most so many bytes. (A short write is not played: to Asio it says that the socket is full.)
    std::size_t most = static_cast<std::size_t>(-1);
    /// A call has failed.
    bool failed = false;

    /// Counts a call. True: it fails, and the connection is dead.
    bool fails(int socket, int reason)
    {
        if (!on || ++seen != failing)
            return false;
        failed = true;
        ::shutdown(socket, SHUT_RDWR);
        errno = reason;
        return true;
    }
    std::size_t cut(std::size_t size) const { return on && size > most ? most : size; }
};

inline thread_local call_script calls;

template <class Function>
Function* system_function(char const* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace faults

// NOLINTBEGIN: the C library's names and types
extern "C" int connect(int socket, sockaddr const* address, socklen_t size)
{
    static auto* const next = faults::system_function<int(int, sockaddr const*, socklen_t)>("connect");
    return faults::calls.fails(socket, ECONNREFUSED) ? -1 : next(socket, address, size);
}

extern "C" ssize_t recv(int socket, void* data, std::size_t size, int flags)
{
    static auto* const next = faults::system_function<ssize_t(int, void*, std::size_t, int)>("recv");
    return faults::calls.fails(socket, ECONNRESET) ? -1 : next(socket, data, faults::calls.cut(size), flags);
}

extern "C" ssize_t send(int socket, void const* data, std::size_t size, int flags)
{
    static auto* const next = faults::system_function<ssize_t(int, void const*, std::size_t, int)>("send");
    return faults::calls.fails(socket, EPIPE) ? -1 : next(socket, data, size, flags);
}
// NOLINTEND
