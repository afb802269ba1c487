#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/secret_string.hpp>

#include <openssl/crypto.h>

#include <cstdlib>
#include <fstream>

#if __has_include(<sys/stat.h>)
#include <sys/stat.h>
#endif

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL void wipe(void* data, std::size_t size) noexcept
{
#if defined(__GNUC__)
    // as explicit_bzero does; OPENSSL_cleanse is slower, and every call wipes kilobytes
    if (size != 0)
        std::memset(data, 0, size);
    __asm__ __volatile__("" : : "r"(data) : "memory");
#else
    OPENSSL_cleanse(data, size);
#endif
}

CLOUD_GOVERNANCE_DECL secret_string secret_from_env(std::string const& variable)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): only reads; setting variables beside threads is the fault
    char const* const value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0')
        detail::refuse("environment variable " + printable(variable), "it is not set; put the secret there");
    return secret_string(value);
}

CLOUD_GOVERNANCE_DECL secret_string secret_from_file(std::string const& path)
{
    constexpr std::size_t limit = 64 * 1024;
    auto const refuse = [&path](char const* why) { detail::refuse("secret file " + printable(path), why); };
#if __has_include(<sys/stat.h>)
    struct stat status;
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0)
        refuse("others than its owner can read it; chmod 600 it");
#endif
    std::ifstream file(path, std::ios::binary);
    if (!file)
        refuse("it cannot be opened");
    std::vector<char, wiping_allocator<char>> bytes(limit + 1);
    file.rdbuf()->pubsetbuf(nullptr, 0); // no second copy in the stream's buffer
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    auto size = static_cast<std::size_t>(file.gcount());
    if (size > limit)
        refuse("it is larger than 64 KiB");
    if (size > 0 && bytes[size - 1] == '\n')
        --size;
    if (size > 0 && bytes[size - 1] == '\r')
        --size;
    if (size == 0)
        refuse("it is empty");
    return secret_string(std::string_view(bytes.data(), size));
}

} // namespace cloud_governance
