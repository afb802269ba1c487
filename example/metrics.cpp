// An observer that counts, and prints its metrics in the text format of Prometheus.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/observer.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using namespace std::chrono_literals;

/// Counts the events of a client. Its functions are called on all threads that make calls.
class metrics : public cg::observer {
public:
    void on_request_finished(cg::event::request_finished const& e) override
    {
        std::lock_guard const lock(mutex_);
        auto& seen = requests_[std::pair(std::string(e.operation), e.code ? e.code.value() : 0)];
        double const seconds = std::chrono::duration<double>(e.duration).count();
        ++seen.count;
        seen.sum += seconds;
        for (std::size_t i = 0; i < bounds.size(); ++i)
            if (seconds <= bounds[i])
                ++seen.buckets[i];
    }
    void on_retry_scheduled(cg::event::retry_scheduled const& e) override
    {
        std::lock_guard const lock(mutex_);
        ++retries_
            [e.reason == cg::event::retry_reason::status ? "status"
             : e.reason == cg::event::retry_reason::lost ? "lost"
                                                         : "credentials"];
    }
    void on_token_renewed(cg::event::token_renewed const&) override { count_token("renewed"); }
    void on_token_renewal_failed(cg::event::token_renewal_failed const&) override { count_token("failed"); }
    void on_pool_changed(cg::event::pool_changed const& e) override
    {
        std::lock_guard const lock(mutex_);
        pool_["idle"] = e.idle;
        pool_["busy"] = e.busy;
        pool_["waiting"] = e.waiting;
        opened_ += e.change == cg::event::pool_change::opened;
    }

    /// Writes the body of the reply to GET /metrics.
    void write(std::ostream& out) const
    {
        std::lock_guard const lock(mutex_);
        out << "# TYPE governance_request_seconds histogram\n";
        for (auto const& [key, seen] : requests_) {
            std::string const labels = "operation=\"" + key.first + "\",error=\"" + std::to_string(key.second) + '"';
            for (std::size_t i = 0; i < bounds.size(); ++i)
                out << "governance_request_seconds_bucket{" << labels << ",le=\"" << bounds[i] << "\"} "
                    << seen.buckets[i] << '\n';
            out << "governance_request_seconds_bucket{" << labels << ",le=\"+Inf\"} " << seen.count << '\n'
                << "governance_request_seconds_sum{" << labels << "} " << seen.sum << '\n'
                << "governance_request_seconds_count{" << labels << "} " << seen.count << '\n';
        }
        write(out, "counter", "governance_retries_total", "reason", retries_);
        write(out, "counter", "governance_tokens_total", "outcome", tokens_);
        write(out, "gauge", "governance_connections", "state", pool_);
        out << "# TYPE governance_connections_opened_total counter\ngovernance_connections_opened_total " << opened_
            << '\n';
    }

private:
    using counters = std::map<std::string, std::size_t>;

    class histogram {
    public:
        std::size_t count = 0;
        double sum = 0;
        std::array<std::size_t, 5> buckets{};
    };

    void count_token(char const* outcome)
    {
        std::lock_guard const lock(mutex_);
        ++tokens_[outcome];
    }

    static void write(std::ostream& out, char const* type, char const* name, char const* label, counters const& values)
    {
        out << "# TYPE " << name << ' ' << type << '\n';
        for (auto const& [value, number] : values)
            out << name << '{' << label << "=\"" << value << "\"} " << number << '\n';
    }

    static constexpr std::array<double, 5> bounds = {0.01, 0.05, 0.25, 1, 5};

    mutable std::mutex mutex_;
    std::map<std::pair<std::string, int>, histogram> requests_;
    counters retries_, tokens_, pool_;
    std::size_t opened_ = 0;
};

asio::awaitable<void> make_calls(asio::io_context& io, std::shared_ptr<metrics> counted)
{
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    service.add_pending_tasks(3);
    cg::client_options options;
    options.tls = service.tls();
    options.observer = counted;
    options.retry.base_delay = 10ms;
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), options);

    for (int i = 0; i < 10; ++i) {
        if (i == 3)
            service.next_replies({.status = 503, .count = 2});
        if (i == 6)
            service.next_replies({.status = 403});
        auto const tasks = co_await governance.try_send(
            cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm).top(1));
        if (!tasks)
            std::cout << "# one call failed: " << tasks.error().code.message() << '\n';
    }
    service.stop();
}

int main()
{
    asio::io_context io;
    auto const counted = std::make_shared<metrics>();
    int const status = run(io, make_calls(io, counted));
    counted->write(std::cout);
    return status;
}
