#pragma once

#include <cstdint>

namespace codec_benchmark {

/// Number of allocations so far, by `new` or by `malloc`.
std::uint64_t allocations();

} // namespace codec_benchmark
