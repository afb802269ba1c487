#include "transfers.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace concurrency_benchmark {

curl_transfers::curl_transfers(options const& wanted) : epoll_(epoll_create1(EPOLL_CLOEXEC)), multi_(curl_multi_init())
{
    auto const connections = static_cast<long>(wanted.connections);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &curl_transfers::watch);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &curl_transfers::set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
    fields_ = curl_slist_append(fields_, ("Authorization: Bearer " + wanted.token).c_str());
    fields_ = curl_slist_append(fields_, "Accept: application/json");
    auto const url = std::string(wanted.tls() ? "https://" : "http://") + wanted.host + ":" +
                     std::to_string(wanted.port) + wanted.base + wanted.target;
    for (std::size_t at = 0; at < wanted.in_flight; ++at) {
        auto& one = *transfers_.emplace_back(std::make_unique<transfer>());
        one.handle = curl_easy_init();
        curl_easy_setopt(one.handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(one.handle, CURLOPT_HTTPHEADER, fields_);
        curl_easy_setopt(one.handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(one.handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(one.handle, CURLOPT_WRITEFUNCTION, &curl_transfers::append);
        curl_easy_setopt(one.handle, CURLOPT_WRITEDATA, &one.body);
        curl_easy_setopt(one.handle, CURLOPT_PRIVATE, &one);
        if (wanted.tls())
            curl_easy_setopt(one.handle, CURLOPT_CAINFO, wanted.trust.c_str());
    }
}

curl_transfers::~curl_transfers()
{
    for (auto& one : transfers_)
        curl_easy_cleanup(one->handle);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(fields_);
    close(epoll_);
}

std::size_t curl_transfers::append(char* data, std::size_t size, std::size_t count, void* to)
{
    static_cast<std::string*>(to)->append(data, size * count);
    return size * count;
}

int curl_transfers::watch(CURL*, curl_socket_t socket, int what, void* self_pointer, void* known)
{
    auto& self = *static_cast<curl_transfers*>(self_pointer);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(self.epoll_, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
    event.data.fd = socket;
    epoll_ctl(self.epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(self.multi_, socket, &self);
    return 0;
}

int curl_transfers::set_timer(CURLM*, long milliseconds, void* self)
{
    static_cast<curl_transfers*>(self)->timeout_ = milliseconds;
    return 0;
}

void curl_transfers::begin(transfer& one)
{
    one.body.clear();
    one.wanted_at = clock::now();
    curl_multi_add_handle(multi_, one.handle);
}

void curl_transfers::end_all(measurement& into, std::size_t& left, std::size_t& running)
{
    int more = 0;
    while (CURLMsg const* const message = curl_multi_info_read(multi_, &more)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        auto const result = message->data.result;
        CURL* const handle = message->easy_handle;
        transfer* one = nullptr;
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_PRIVATE, &one);
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        if (result == CURLE_OK && status == 200)
            into.add(clock::now() - one->wanted_at);
        else
            into.fail(result == CURLE_OK ? "status " + std::to_string(status) : curl_easy_strerror(result));
        curl_multi_remove_handle(multi_, handle);
        --running;
        if (left != 0) {
            --left;
            ++running;
            begin(*one);
        }
    }
}

void curl_transfers::run(std::size_t calls, measurement& into)
{
    std::size_t left = calls;
    std::size_t running = 0;
    for (auto& one : transfers_)
        if (left != 0) {
            --left;
            ++running;
            begin(*one);
        }
    std::array<epoll_event, 64> events;
    int still = 0;
    while (running != 0) {
        int const count =
            epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(timeout_));
        if (count <= 0)
            curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &still);
        for (int at = 0; at < count; ++at) {
            auto const& event = events[static_cast<std::size_t>(at)];
            int const action = (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0) |
                               (event.events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(multi_, event.data.fd, action, &still);
        }
        end_all(into, left, running);
    }
}

} // namespace concurrency_benchmark
