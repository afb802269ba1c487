#pragma once

// What the fuzz targets have in common.

#include <cloud_governance/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fuzz {

/// Ends the program when a promise is broken; libFuzzer then keeps the input that led here.
inline void require(bool holds, char const* promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "Broken promise: %s\n", promise);
    std::abort();
}

/** The bytes under test. A target takes its choices off the front, one byte each; the rest is the text.

    A letter chooses by its place in the alphabet, so that seeds can be written by hand.
*/
class input {
public:
    input(std::uint8_t const* data, std::size_t size) noexcept : rest_(reinterpret_cast<char const*>(data), size) {}

    /// A number under `below`; 0 at the end of the input.
    std::size_t choose(std::size_t below) noexcept
    {
        if (rest_.empty())
            return 0;
        auto const byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return (byte >= 'A' ? byte - 'A' : byte) % below;
    }

    /// The text up to `end`, which is taken off too, or all of it.
    std::string_view take_until(char end) noexcept
    {
        auto const at = rest_.find(end);
        auto const taken = rest_.substr(0, at);
        rest_ = at == std::string_view::npos ? std::string_view() : rest_.substr(at + 1);
        return taken;
    }

    /// What is left.
    std::string_view rest() const noexcept { return rest_; }

private:
    std::string_view rest_;
};

/// A message for a log: one line of bounded length without control characters.
inline void require_message(std::string_view message)
{
    require(message.size() < 16 * 1024, "a message is of bounded length");
    for (char c : message)
        require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "a message has no control character");
}

/// The error has a code and a message fit for a log.
inline void require_message(cloud_governance::error const& reason)
{
    require(reason.code.failed(), "an error has a code");
    require_message(to_string(reason));
}

} // namespace fuzz
