// Calls against the fake service with random faults, for as long as one likes: memory and descriptors must stay flat,
// and every call must be accounted for on both sides.
//
//     soak [--calls N] [--minutes N] [--rate CALLS_PER_SECOND] [--seed N] [--max-growth MIB]

#include "accounts.hpp"

#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

#include <unistd.h>

namespace {

namespace asio = boost::asio;
namespace cg = cloud_governance;
using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using cg::testing::script_target;

struct settings {
    std::size_t calls = 0; // 0: by time
    std::chrono::minutes minutes = 0min;
    std::size_t rate = 0; // 0: as fast as they go
    unsigned seed = std::random_device{}();
    std::size_t max_growth_mib = 0; // 0: not checked
};

class read_requests {
public:
    using response_type = void;
    read_requests() = default;
    std::string name() const { return "GET /requests/my"; }
    void encode(cg::http::request& request) const
    {
        request.repeatable = true;
        request.target += "/requests/my";
    }
};

/// Must not be sent twice. There is no such task, so nothing piles up in the service.
class approve_nothing {
public:
    using response_type = void;
    approve_nothing() = default;
    std::string name() const { return "POST /tasks/{id}/approve"; }
    void encode(cg::http::request& request) const
    {
        request.method = cg::http::verb::post;
        request.target += "/tasks/00000000-0000-0000-0000-000000000001/approve";
    }
};

std::size_t resident_kib()
{
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::size_t open_descriptors()
{
    std::filesystem::directory_iterator const all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class soak_run {
public:
    explicit soak_run(settings const& wanted)
        : wanted_(wanted), random_(wanted.seed), service_(service_threads_.get_executor(), service_settings()),
          governance_(make_client())
    {
    }
    ~soak_run()
    {
        service_.stop();
        threads_.join();
        service_threads_.join();
    }
    soak_run(soak_run const&) = delete;
    soak_run& operator=(soak_run const&) = delete;

    bool run()
    {
        std::cout << "seed " << wanted_.seed << std::endl;
        auto const begin = clock::now();
        auto next_report = begin + 1min;
        std::size_t made = 0;
        std::size_t first_kib = 0;
        std::size_t most_kib = 0;
        std::size_t most_descriptors = 0;
        std::size_t rounds = 0;
        while (wanted_.calls != 0 ? made < wanted_.calls : clock::now() - begin < wanted_.minutes) {
            play_round();
            made += calls_of_round;
            if (++rounds == warm_up)
                first_kib = resident_kib();
            if (rounds >= warm_up)
                most_kib = std::max(most_kib, resident_kib());
            most_descriptors = std::max(most_descriptors, open_descriptors());
            if (wanted_.rate != 0)
                wait_until(begin + std::chrono::milliseconds(1000 * made / wanted_.rate));
            if (clock::now() >= next_report) {
                std::cout << made << " calls, " << resident_kib() << " KiB, " << open_descriptors() << " descriptors"
                          << std::endl;
                next_report += 1min;
            }
        }
        ledger_.begin_round(0); // what was still on its way at the end belongs to the last round
        collect();
        ledger_.close_all();
        auto const took = std::chrono::duration_cast<std::chrono::seconds>(clock::now() - begin);
        return report(took, first_kib, most_kib, most_descriptors);
    }

private:
    static constexpr std::size_t calls_of_round = 2000;
    static constexpr std::size_t calls_between_faults = 100; // at most
    static constexpr std::size_t workers = 32;
    static constexpr std::size_t max_connections = 16;
    static constexpr std::size_t warm_up = 5; // rounds before the memory is looked at

    static cg::testing::fake_service_settings service_settings()
    {
        cg::testing::fake_service_settings out;
        out.recorded_requests = 100'000;
        return out;
    }

    cg::client<cg::auth::client_secret> make_client()
    {
        service_.register_secret_client("app", "secret");
        cg::client_options options;
        options.tls = service_.tls();
        options.max_connections = max_connections;
        options.first_byte_timeout = 1s;
        options.retry.base_delay = 5ms;
        return cg::client<cg::auth::client_secret>(
            threads_.get_executor(), service_.environment(),
            cg::auth::client_secret({.client_id = "app", .client_secret = "secret", .username = "user@contoso.com"}),
            options);
    }

    /// Takes call after call of the round.
    asio::awaitable<void> work()
    {
        while (true) {
            auto const index = next_call_.fetch_add(1);
            if (index >= calls_of_round)
                co_return;
            auto& own = ledger_.at(index);
            auto options = cg::call_options().request_id(ledger_.id_of(index));
            own.repeatable = index % 4 != 0;
            cg::error failed;
            try {
                if (own.repeatable) {
                    auto const head = co_await governance_.exchange(read_requests(), options);
                    own.attempts = head.attempts;
                }
                else {
                    auto const head = co_await governance_.exchange(approve_nothing(), options);
                    own.attempts = head.attempts;
                }
                own.answered = true;
            }
            catch (cg::failure const& thrown) {
                failed = thrown.error();
            }
            if (failed.code) {
                own.attempts = failed.diagnostics.attempts;
                own.answered = failed.code == cg::errc::not_found;
                count(failed.code);
            }
            own.ended = true;
        }
    }

    void count(cg::error_code code)
    {
        if (code == cg::errc::not_found)
            return; // what approvals get
        std::lock_guard const lock(mutex_);
        ++failures_[code.message()];
    }

    void play_round()
    {
        ledger_.begin_round(calls_of_round);
        next_call_ = 0;
        std::size_t running = workers;
        for (std::size_t i = 0; i < workers; ++i)
            asio::co_spawn(threads_, work(), [&](std::exception_ptr thrown) {
                if (thrown)
                    std::terminate(); // no call may throw anything but a failure
                std::lock_guard const lock(mutex_);
                if (--running == 0)
                    all_ended_.notify_one();
            });
        std::size_t next_fault = random_() % calls_between_faults;
        std::unique_lock lock(mutex_);
        while (!all_ended_.wait_for(lock, 1ms, [&] { return running == 0; })) {
            if (next_call_ < next_fault)
                continue;
            next_fault = next_call_ + random_() % calls_between_faults;
            lock.unlock();
            make_trouble();
            lock.lock();
        }
        lock.unlock();
        collect();
    }

    /// Keeps to the wanted rate.
    void wait_until(clock::time_point moment)
    {
        std::unique_lock lock(mutex_);
        all_ended_.wait_until(lock, moment, [] { return false; });
    }

    void collect()
    {
        ledger_.take(service_.requests());
        service_.clear_requests();
    }

    /// One random fault.
    void make_trouble()
    {
        ++faults_;
        std::size_t const some = 1 + random_() % 3;
        switch (random_() % 12) {
        case 0:
            return service_.next_replies({.status = 429, .count = some, .retry_after = 0s});
        case 1:
            return service_.next_replies({.status = 503, .count = some});
        case 2:
            return service_.next_replies({.status = 500, .count = some});
        case 3:
            return service_.next_replies({.close_after_request = true, .count = some});
        case 4: // done, but the reply is lost
            return service_.next_replies({.close_after_request = true, .perform = true});
        case 5:
            return service_.next_replies({.close_after_body_bytes = 1});
        case 6:
            return service_.next_replies(
                {.raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello"});
        case 7:
            return service_.next_replies({.raw = "not HTTP\r\n\r\n"});
        case 8:
            return service_.next_replies({.delay = std::chrono::milliseconds(random_() % 50), .count = 10});
        case 9:
            if (random_() % 20 == 0) // longer than the client waits
                service_.next_replies({.delay = 1200ms});
            return;
        case 10:
            return service_.close_connections();
        default:
            // not more often than a service would: the library stops believing refusals that follow at once
            if (auto const now = clock::now(); now - last_expiry_ > 11s) {
                last_expiry_ = now;
                service_.expire_access_tokens();
                service_.next_replies({.status = 503, .target = script_target::token});
            }
        }
    }

    bool
    report(std::chrono::seconds took, std::size_t first_kib, std::size_t most_kib, std::size_t most_descriptors) const
    {
        std::size_t failed = 0;
        for (auto const& [message, number] : failures_)
            failed += number;
        std::cout << "seconds: " << took.count() << "\ncalls: " << ledger_.calls << "\nanswered: " << ledger_.answered
                  << "\nfailed: " << failed << "\nretried: " << ledger_.retried
                  << "\nsent again because a kept connection was dead: " << ledger_.replaced
                  << "\nrequests seen by the service: " << ledger_.requests_seen
                  << "\ntoken requests: " << service_.statistics().token_requests << "\nfaults: " << faults_
                  << "\nlost: " << ledger_.lost << "\ndoubled: " << ledger_.doubled << "\nnever ended: " << ledger_.open
                  << "\nunknown to this side: " << ledger_.unknown << "\nmemory after the warm-up: " << first_kib
                  << " KiB\nmemory at most: " << most_kib << " KiB\ndescriptors at most: " << most_descriptors << '\n';
        for (auto const& [message, number] : failures_)
            std::cout << "  " << number << " x " << message << '\n';
        bool const accounted = ledger_.lost + ledger_.doubled + ledger_.open + ledger_.unknown == 0 &&
                               ledger_.answered + failed == ledger_.calls;
        // both ends of each connection lie in this process; those just closed may linger on the service's side
        bool const few_descriptors = most_descriptors <= 4 * max_connections + 40;
        bool const flat = wanted_.max_growth_mib == 0 || most_kib <= first_kib + wanted_.max_growth_mib * 1024;
        std::cout << (accounted ? "every call is accounted for" : "CALLS ARE NOT ACCOUNTED FOR") << '\n'
                  << (few_descriptors ? "descriptors are bounded" : "TOO MANY DESCRIPTORS") << '\n'
                  << (flat ? "memory is flat" : "MEMORY GROWS") << std::endl;
        return accounted && few_descriptors && flat;
    }

    settings wanted_;
    std::mt19937 random_;
    asio::thread_pool service_threads_{1};
    asio::thread_pool threads_{2};
    cg::testing::fake_service service_;
    cg::client<cg::auth::client_secret> governance_;
    soak::ledger ledger_{max_connections};
    std::atomic<std::size_t> next_call_ = 0;
    std::mutex mutex_;
    std::condition_variable all_ended_;
    std::map<std::string, std::size_t> failures_;
    std::size_t faults_ = 0;
    clock::time_point last_expiry_ = clock::now();
};

} // namespace

int main(int argc, char** argv)
{
    settings wanted;
    for (int i = 1; i + 1 < argc; i += 2) {
        std::string_view const name = argv[i];
        auto const value = std::strtoul(argv[i + 1], nullptr, 10);
        if (name == "--calls")
            wanted.calls = value;
        else if (name == "--minutes")
            wanted.minutes = std::chrono::minutes(value);
        else if (name == "--rate")
            wanted.rate = value;
        else if (name == "--seed")
            wanted.seed = static_cast<unsigned>(value);
        else if (name == "--max-growth")
            wanted.max_growth_mib = value;
    }
    if (wanted.calls == 0 && wanted.minutes == 0min) {
        std::cerr << "usage: soak [--calls N] [--minutes N] [--rate CALLS_PER_SECOND] [--seed N] [--max-growth MIB]\n";
        return 2;
    }
    return soak_run(wanted).run() ? 0 : 1;
}
