#pragma once

// The name service of the tests in this folder: it knows one name, and can be told to forget it, or to keep those who ask
// waiting. support/names.cpp replaces the C library's functions in the whole program, so no test asks a real one.

#include <atomic>

namespace faults {

inline constexpr char const* known_name = "service.test";
inline std::atomic<bool> names_resolve = true;
/// While this is set, questions wait; `notify_all` after a change.
inline std::atomic<bool> names_hang = false;

} // namespace faults
