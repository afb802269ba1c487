#pragma once

#include "control.hpp"

#include <string>
#include <string_view>

namespace client_benchmark {

/// What the server sends: head and body, ready to go out.
class replies {
public:
    explicit replies(control const& shared);

    enum class kind { task, nothing, discovery, token };
    /// Which of them answers a request with this head.
    static kind find(std::string_view head);
    std::string text(kind wanted) const;

private:
    control const& shared_;
    std::string task_;
    std::string nothing_;
    std::string discovery_;
};

} // namespace client_benchmark
