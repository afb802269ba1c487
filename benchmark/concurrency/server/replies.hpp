#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace concurrency_benchmark {

/// The token that the identity service issues and every call must carry. It has the length of a real one, 1,000
/// characters.
std::string benchmark_token();

/// The reply to a request, and its delay.
class answer {
public:
    enum class when { at_once, delayed, never };

    std::string_view text; // header and body, ready to be sent
    when time = when::at_once;
};

/** All replies, built once.

    Paths: `/api/…` is answered at once, `/delayed/…` after the server's delay, `/stalled/…` never. Below each of them,
    `/tasks/my/v2?…top=N` is a page of tasks (a large one if N is over 1,000), and `/tasks/ID` is one task, for every
    operation. `/identity/…` is the OpenID discovery document and the token endpoint. Requests without the token get a
    401.
*/
class replies {
public:
    /// `url` is the server's URL, which the discovery document names.
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
