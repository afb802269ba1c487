#pragma once

#include <cstddef>

namespace cloud_governance {

/// How far a batch has come.
class batch_progress {
public:
    batch_progress() = default;
    /// Operations that have ended, well or not.
    std::size_t done = 0;
    /// Those among them that failed.
    std::size_t failed = 0;
    /// All operations of the batch.
    std::size_t total = 0;
};

} // namespace cloud_governance
