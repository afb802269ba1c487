// The limit: the least that a call can cost. One epoll, one request text built in advance, a search for status line and
// length, the body left in a buffer that the next reply overwrites. Not a client.

#include "exchange.hpp"

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

namespace {

using namespace concurrency_benchmark;

class limit_client {
public:
    explicit limit_client(options const& wanted) : epoll_(epoll_create1(0))
    {
        SSL_CTX* const context = wanted.tls() ? make_client_context(wanted.trust) : nullptr;
        for (std::size_t at = 0; at < std::min(wanted.connections, wanted.in_flight); ++at) {
            exchanges_.push_back(std::make_unique<exchange>(wanted, context));
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = at;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, exchanges_.back()->socket(), &event);
        }
        wanted_at_.resize(exchanges_.size());
    }

    void run(std::size_t calls, std::size_t in_flight, measurement& into)
    {
        callers queue(calls, in_flight);
        for (std::size_t at = 0; at < exchanges_.size(); ++at)
            if (queue.take(wanted_at_[at]))
                exchanges_[at]->begin();
        std::array<epoll_event, 64> events;
        while (!queue.done()) {
            int const count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
            for (int number = 0; number < count; ++number) {
                auto const at = events[static_cast<std::size_t>(number)].data.u64;
                if (!exchanges_[at]->read())
                    continue;
                auto const now = clock::now();
                if (exchanges_[at]->status() == 200)
                    into.add(now - wanted_at_[at]);
                else
                    into.fail("status " + std::to_string(exchanges_[at]->status()));
                queue.end(now);
                if (queue.take(wanted_at_[at]))
                    exchanges_[at]->begin();
            }
        }
    }

private:
    int epoll_;
    std::vector<std::unique_ptr<exchange>> exchanges_;
    std::vector<clock::time_point> wanted_at_;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        auto const wanted = read_options(argc, argv);
        limit_client client(wanted);
        measurement warm_up(wanted.warm_up);
        client.run(wanted.warm_up, wanted.in_flight, warm_up);
        measurement measured(wanted.calls);
        client.run(wanted.calls, wanted.in_flight, measured);
        measured.print("limit");
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
