#pragma once

#include <cloud_governance/core/detail/config.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance {

/// Overwrites `size` bytes at `data` in a way that the compiler does not remove.
CLOUD_GOVERNANCE_DECL void wipe(void* data, std::size_t size) noexcept;

/// An allocator that overwrites memory before it frees it. All its objects are equal and hold nothing.
template <class T>
class wiping_allocator {
public:
    /// Type of the elements.
    using value_type = T;

    wiping_allocator() = default;
    /// Converts from the allocator of another type, as containers need it.
    template <class U>
    wiping_allocator(wiping_allocator<U> const&) noexcept
    {
    }

    /// Memory for `count` elements, not initialised. Throws what `std::allocator` throws.
    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }

    /// Overwrites the memory of `count` elements at `data` and frees it.
    void deallocate(T* data, std::size_t count) noexcept
    {
        wipe(data, count * sizeof(T));
        std::allocator<T>().deallocate(data, count);
    }

    /// Always true: each of these allocators can free the memory of another one.
    template <class U>
    bool operator==(wiping_allocator<U> const&) const noexcept
    {
        return true;
    }
};

/// Text whose heap memory is overwritten when it is freed: bodies and header blocks that may carry credentials.
/// Short text (15 bytes and less) lies inside the object, so credentials are kept in `secret_string` instead.
using wiped_string = std::basic_string<char, std::char_traits<char>, wiping_allocator<char>>;

/** A secret: a client secret, a password, a token.

    Its memory is overwritten when it is destroyed, assigned or moved from. It cannot be printed or formatted, and it is
    copied only by `clone`. `expose` is the only way to its text, so a review finds each use. Converting a `std::string`
    or literal leaves the original unchanged: the caller wipes it.

    Thread safety: distinct objects may be used from several threads at once; a shared object may be read.
*/
class secret_string {
public:
    /// An empty secret.
    secret_string() = default;
    /// Copies `text`.
    secret_string(std::string_view text) : bytes_(text.begin(), text.end()) {}
    /// Copies `text`.
    secret_string(std::string const& text) : secret_string(std::string_view(text)) {}
    /// Copies the zero-terminated `text`.
    secret_string(char const* text) : secret_string(std::string_view(text)) {}

    secret_string(secret_string&& other) noexcept = default;
    secret_string& operator=(secret_string&& other) noexcept
    {
        // a vector's move assignment may keep the old block for reuse; swapping with a temporary frees (and wipes) it
        std::vector<char, wiping_allocator<char>> moved(std::move(other.bytes_));
        bytes_.swap(moved);
        return *this;
    }
    secret_string(secret_string const&) = delete;
    secret_string& operator=(secret_string const&) = delete;

    /// Copies the secret.
    secret_string clone() const { return secret_string(expose()); }

    /// The text. Valid while this object is neither changed nor destroyed.
    std::string_view expose() const noexcept { return std::string_view(bytes_.data(), bytes_.size()); }

    /// True when the secret has no text.
    bool empty() const noexcept { return bytes_.empty(); }
    /// Length of the text in bytes.
    std::size_t size() const noexcept { return bytes_.size(); }

private:
    std::vector<char, wiping_allocator<char>> bytes_;
};

/// Printing a secret does not compile.
template <class Stream>
Stream& operator<<(Stream&, secret_string const&) = delete;

/** The secret in an environment variable.

    Throws `failure` with `errc::invalid_argument`, naming the variable, when it is not set or empty.
*/
CLOUD_GOVERNANCE_DECL secret_string secret_from_env(std::string const& variable);

/** The secret in a file: its text without one trailing line break.

    Throws `failure` with `errc::invalid_argument`, naming the file, when it cannot be read, is empty, is larger than
    64 KiB, or (POSIX) when others than its owner can read it.
*/
CLOUD_GOVERNANCE_DECL secret_string secret_from_file(std::string const& path);

} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/core/impl/secret_string.ipp>
#endif
