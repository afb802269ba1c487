// Replaces the C library's name service; see names.hpp. Not weak: a sanitizer's own definitions are, and the linker would
// take whichever comes first.

#include "../names.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <cstdlib>
#include <cstring>

// NOLINTBEGIN: the C library's names
extern "C" int getaddrinfo(char const* host, char const* service, addrinfo const* hints, addrinfo** found)
{
    faults::names_hang.wait(true);
    if (host == nullptr || std::strcmp(host, faults::known_name) != 0 || !faults::names_resolve)
        return EAI_NONAME;
    struct entry {
        addrinfo info;
        sockaddr_in address;
    };
    auto* const made = static_cast<entry*>(std::calloc(1, sizeof(entry)));
    if (made == nullptr)
        return EAI_MEMORY;
    made->address.sin_family = AF_INET;
    made->address.sin_port = htons(static_cast<unsigned short>(std::strtoul(service ? service : "0", nullptr, 10)));
    made->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made->info.ai_family = AF_INET;
    made->info.ai_socktype = hints != nullptr && hints->ai_socktype != 0 ? hints->ai_socktype : SOCK_STREAM;
    made->info.ai_protocol = IPPROTO_TCP;
    made->info.ai_addrlen = sizeof made->address;
    made->info.ai_addr = reinterpret_cast<sockaddr*>(&made->address);
    *found = &made->info;
    return 0;
}

extern "C" void freeaddrinfo(addrinfo* found) noexcept { std::free(found); }
// NOLINTEND
