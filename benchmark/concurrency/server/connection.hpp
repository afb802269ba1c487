#pragma once

#include "replies.hpp"

#include "../common/tls_engine.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace concurrency_benchmark {

/// Counts of the whole server.
class server_counts {
public:
    std::size_t requests = 0;
    std::size_t connections = 0;
    std::size_t handshakes = 0;
};

/// One connection: reads requests and writes replies, one at a time.
class connection {
public:
    enum class next { wait_for_input, wait_for_output, hold, closed };

    connection(int socket, SSL_CTX* context, replies const& all);
    ~connection();
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    /// Reads and answers requests. With `hold`, `held` has the reply to be sent later.
    next read(server_counts& counts);
    /// Continues a reply that did not fit into the socket, and then the requests that arrived in the meantime.
    next write(server_counts& counts) { return serve(counts); }
    /// Sends the reply that was held back.
    next answer_held(server_counts& counts)
    {
        holding_ = false;
        rest_ = held.text;
        return serve(counts);
    }

    answer held;

private:
    bool take_request(server_counts& counts);
    next serve(server_counts& counts);
    bool send_rest(bool& complete);

    int socket_;
    std::optional<tls_engine> tls_;
    bool shaken_ = false;
    replies const& replies_;
    std::string input_;
    std::size_t used_ = 0;  // of the input
    std::string_view rest_; // of the reply, not yet encrypted or sent
    std::size_t sent_ = 0;  // of the encrypted bytes
    bool holding_ = false;  // a request is delayed, and those behind it as well
};

} // namespace concurrency_benchmark
