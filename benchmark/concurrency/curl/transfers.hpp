#pragma once

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

namespace concurrency_benchmark {

/** Makes calls with libcurl's multi interface, its socket callback and epoll: the fastest way to use it.

    Each caller reuses its easy handle. The multi handle queues calls beyond its number of connections. Transfers have
    no time limit, which is libcurl's default.
*/
class curl_transfers {
public:
    explicit curl_transfers(options const& wanted);
    ~curl_transfers();
    curl_transfers(curl_transfers const&) = delete;
    curl_transfers& operator=(curl_transfers const&) = delete;

    void run(std::size_t calls, measurement& into);

private:
    class transfer {
    public:
        CURL* handle = nullptr;
        std::string body;
        clock::time_point wanted_at;
    };

    void begin(transfer& one);
    void end_all(measurement& into, std::size_t& left, std::size_t& running);
    static int watch(CURL*, curl_socket_t socket, int what, void* self, void* known);
    static int set_timer(CURLM*, long milliseconds, void* self);
    static std::size_t append(char* data, std::size_t size, std::size_t count, void* to);

    int epoll_;
    long timeout_ = -1;
    CURLM* multi_;
    curl_slist* fields_ = nullptr;
    std::vector<std::unique_ptr<transfer>> transfers_;
};

} // namespace concurrency_benchmark
