#include <cloud_governance/identity/discovery_cache.hpp>

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <cloud_governance/core/detail/waiter.hpp>

#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(identity_discovery_cache)

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using cg::errc;
using namespace std::chrono_literals;

namespace {

using document = std::shared_ptr<identity::discovery_document const>;

class fixture {
public:
    fixture()
    {
        options.now = [this] { return now; };
    }

    identity::discovery_cache make()
    {
        return identity::discovery_cache(
            io.get_executor(), [this] { return fetch(); }, options);
    }

    asio::awaitable<identity::discovery_document> fetch()
    {
        ++fetches;
        if (gate)
            co_await gate->wait();
        if (down)
            cg::throw_failure(errc::discovery_failed, "down");
        identity::discovery_document out;
        out.issuer = std::to_string(fetches);
        co_return out;
    }

    cg::result<document> get(identity::discovery_cache cache) { return support::run(io, cache.get()); }

    asio::io_context io;
    std::chrono::steady_clock::time_point now{24h};
    identity::discovery_cache_options options;
    bool down = false;
    unsigned fetches = 0;
    std::optional<cg::detail::waiter> gate;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_document_is_kept_for_a_day, fixture)
{
    auto const cache = make();
    auto const first = get(cache).value();
    now += 24h - 1ms;
    BOOST_TEST((get(cache).value() == first));
    BOOST_TEST(fetches == 1u);
    now += 1ms;
    BOOST_TEST(get(cache).value()->issuer == "2");
}

BOOST_FIXTURE_TEST_CASE(all_who_wait_share_one_fetch, fixture)
{
    auto cache = make();
    gate.emplace(io.get_executor());
    std::vector<document> seen;
    for (int i = 0; i < 1000; ++i)
        asio::co_spawn(io, cache.get(), [&seen](std::exception_ptr, document one) { seen.push_back(std::move(one)); });
    io.poll();
    BOOST_TEST(fetches == 1u);
    gate->notify();
    io.run();
    BOOST_TEST(seen.size() == 1000u);
    for (auto const& one : seen)
        BOOST_TEST((one && one == seen.front()));
}

BOOST_FIXTURE_TEST_CASE(all_who_wait_share_the_error_and_the_next_one_asks_again, fixture)
{
    auto cache = make();
    down = true;
    BOOST_TEST((get(cache).error().code == errc::discovery_failed));
    BOOST_TEST((get(cache).error().code == errc::discovery_failed));
    BOOST_TEST(fetches == 2u);
    down = false;
    BOOST_TEST(get(cache).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_old_document_is_used_while_the_service_is_down, fixture)
{
    auto cache = make();
    auto const first = get(cache).value();
    down = true;
    now += 25h;
    BOOST_TEST((get(cache).value() == first));
    BOOST_TEST((get(cache).value() == first));
    BOOST_TEST(fetches == 2u); // not again within the retry interval
    now += 5min;
    BOOST_TEST((get(cache).value() == first));
    BOOST_TEST(fetches == 3u);
    now += 24h * 7;
    BOOST_TEST((get(cache).error().code == errc::discovery_failed));
}

BOOST_FIXTURE_TEST_CASE(expiring_fetches_again_but_keeps_the_old_one_in_reserve, fixture)
{
    auto cache = make();
    auto const first = get(cache).value();
    cache.expire();
    down = true;
    BOOST_TEST((get(cache).value() == first));
    BOOST_TEST(fetches == 2u);
    down = false;
    cache.expire();
    BOOST_TEST(get(cache).value()->issuer == "3");
}

BOOST_FIXTURE_TEST_CASE(a_deadline_ends_the_wait_and_not_the_fetch, fixture)
{
    auto cache = make();
    gate.emplace(io.get_executor());
    std::optional<errc> seen;
    asio::co_spawn(io, cache.get(std::chrono::steady_clock::now() - 1s), [&seen](std::exception_ptr thrown, document) {
        try {
            std::rethrow_exception(thrown);
        }
        catch (cg::failure const& failure) {
            seen = static_cast<errc>(failure.code().value());
        }
    });
    io.poll();
    BOOST_TEST((seen == errc::timed_out));
    gate->notify();
    io.run();
    BOOST_TEST(get(cache).value()->issuer == "1");
}

BOOST_FIXTURE_TEST_CASE(extreme_times_do_not_overflow, fixture)
{
    options.max_age = std::chrono::milliseconds::max();
    options.max_stale = std::chrono::milliseconds::max();
    options.retry_interval = std::chrono::milliseconds::max();
    auto cache = make();
    BOOST_TEST(get(cache).has_value());
    cache.expire();
    down = true;
    BOOST_TEST(get(cache).has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_fetch_function_is_refused)
{
    asio::io_context io;
    BOOST_CHECK_THROW(identity::discovery_cache(io.get_executor(), nullptr), cg::failure);
}

BOOST_AUTO_TEST_SUITE_END()
