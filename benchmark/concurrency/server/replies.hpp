#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace concurrency_benchmark {

/// The token that the identity service gives and that every call must carry: as long as a real one, 1,000 characters.
std::string benchmark_token();

/// What a request is answered with, and when.
class answer {
public:
    enum class when { at_once, delayed, never };

    std::string_view text; // head and body, ready to be sent
    when time = when::at_once;
};

/** All replies, built once.

    Paths: `/api/…` answers at once, `/delayed/…` after the server's delay, `/stalled/…` never. Below them
    `/tasks/my/v2?…top=N` is a page of tasks, large when N is over 1,000, and `/tasks/ID` one task, for all operations
    alike. `/identity/…` is the OpenID discovery document and the token endpoint. What lacks the token gets a 401.
*/
class replies {
public:
    /// `url` is where the server is reached: the discovery document names it.
    explicit replies(std::string const& url);

    /// `head` is a request up to its empty line.
    answer find(std::string_view head) const;

    std::string sizes() const;

private:
    std::string authorization_;
    std::string small_;
    std::string medium_;
    std::string large_;
    std::string discovery_;
    std::string issued_;
    std::string refused_;
    std::string unknown_;
};

} // namespace concurrency_benchmark
