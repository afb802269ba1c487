#pragma once

#include "control.hpp"

#include <string>
#include <string_view>

namespace client_benchmark {

/// The server's replies: header and body, ready to be sent.
class replies {
public:
    explicit replies(control const& shared);

    enum class kind { task, nothing, discovery, token };
    /// Returns which reply answers a request with this header.
    static kind find(std::string_view head);
    std::string text(kind wanted) const;

private:
    control const& shared_;
    std::string task_;
    std::string nothing_;
    std::string discovery_;
};

} // namespace client_benchmark
