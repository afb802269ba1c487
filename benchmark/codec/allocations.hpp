#pragma once

#include <cstdint>

namespace codec_benchmark {

/// How often memory has been asked for so far, by `new` or by `malloc`.
std::uint64_t allocations();

} // namespace codec_benchmark
