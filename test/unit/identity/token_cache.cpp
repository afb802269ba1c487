#include <cloud_governance/identity/token_cache.hpp>

#include <cloud_governance/core/detail/waiter.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(identity_token_cache)

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using namespace std::chrono_literals;
using cg::errc;

namespace {

/// An identity service that answers when the test says so.
class scripted_source {
public:
    explicit scripted_source(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    asio::awaitable<identity::fetched_token> fetch()
    {
        ++fetches;
        auto const number = fetches;
        if (gated) {
            gates.emplace_back(executor_);
            auto& gate = gates.back();
            co_await gate.wait();
        }
        if (fail_with)
            throw cg::failure(*fail_with);
        co_return identity::fetched_token("token-" + std::to_string(number), lifetime, now);
    }

    identity::token_cache cache()
    {
        identity::token_cache_options options;
        options.now = [this] { return now; };
        options.random = [] { return 0.0; };
        return identity::token_cache(
            executor_, [this] { return fetch(); }, std::move(options));
    }

    std::chrono::steady_clock::time_point now{24h};
    std::chrono::steady_clock::duration lifetime = 1h;
    bool gated = false;
    std::optional<cg::error> fail_with;
    unsigned fetches = 0;
    std::deque<cg::detail::waiter> gates;

private:
    asio::any_io_executor executor_;
};

class outcome {
public:
    std::shared_ptr<identity::issued_token const> token;
    std::optional<cg::error> reason;
};

asio::awaitable<void> get(identity::token_cache cache, outcome& out)
{
    try {
        out.token = co_await cache.get();
    }
    catch (cg::failure const& failure) {
        out.reason = failure.error();
    }
}

outcome get_now(asio::io_context& io, identity::token_cache cache)
{
    outcome out;
    asio::co_spawn(io, get(std::move(cache), out), asio::detached);
    io.restart();
    io.run();
    return out;
}

class fixture {
public:
    asio::io_context io;
    scripted_source source{io.get_executor()};
    identity::token_cache cache = source.cache();
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_token_is_fetched_once_and_shared, fixture)
{
    BOOST_TEST(!cache.try_get());
    auto const first = get_now(io, cache);
    BOOST_TEST(first.token->authorization() == "Bearer token-1");
    BOOST_TEST(first.token->access_token() == "token-1");
    BOOST_TEST((first.token->expires_at() == source.now + 1h));
    BOOST_TEST((get_now(io, cache).token == first.token));
    BOOST_TEST((cache.try_get() == first.token));
    BOOST_TEST(source.fetches == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_waiters_share_one_fetch, fixture)
{
    source.gated = true;
    std::vector<outcome> outcomes(1000);
    for (auto& out : outcomes)
        asio::co_spawn(io, get(cache, out), asio::detached);
    io.poll();
    BOOST_TEST(source.fetches == 1u);
    source.gates.front().notify();
    io.run();
    BOOST_TEST(source.fetches == 1u);
    for (auto const& out : outcomes) {
        BOOST_REQUIRE(out.token);
        BOOST_TEST((out.token == outcomes.front().token));
    }
}

BOOST_FIXTURE_TEST_CASE(all_waiters_share_the_error, fixture)
{
    source.gated = true;
    source.fail_with = cg::error(errc::token_request_rejected, "no");
    std::vector<outcome> outcomes(100);
    for (auto& out : outcomes)
        asio::co_spawn(io, get(cache, out), asio::detached);
    io.poll();
    source.gates.front().notify();
    io.run();
    BOOST_TEST(source.fetches == 1u);
    for (auto const& out : outcomes) {
        BOOST_REQUIRE(out.reason);
        BOOST_TEST((out.reason->code == errc::token_request_rejected));
        BOOST_TEST(out.reason->diagnostics.detail == "no");
    }
}

BOOST_FIXTURE_TEST_CASE(an_error_is_repeated_during_the_cool_down, fixture)
{
    source.fail_with = cg::error(errc::token_request_rejected, "no");
    BOOST_TEST((get_now(io, cache).reason->code == errc::token_request_rejected));
    auto const repeated = get_now(io, cache);
    BOOST_TEST((repeated.reason->code == errc::token_request_rejected));
    BOOST_TEST(repeated.reason->diagnostics.hints.size() == 1u);
    BOOST_TEST(source.fetches == 1u);
    source.now += 1s;
    source.fail_with.reset();
    BOOST_TEST(get_now(io, cache).token->authorization() == "Bearer token-2");
}

BOOST_FIXTURE_TEST_CASE(retry_after_lengthens_the_cool_down, fixture)
{
    source.fail_with = cg::error(errc::token_request_failed, "busy");
    source.fail_with->diagnostics.retry_after = 30s;
    get_now(io, cache);
    source.now += 29s;
    get_now(io, cache);
    BOOST_TEST(source.fetches == 1u);
    source.now += 1s;
    get_now(io, cache);
    BOOST_TEST(source.fetches == 2u);
}

BOOST_FIXTURE_TEST_CASE(renewal_runs_in_the_background, fixture)
{
    auto const first = get_now(io, cache);
    source.gated = true;
    source.now += 58min; // within the window
    BOOST_TEST((cache.try_get() == first.token));
    BOOST_TEST(source.fetches == 1u); // not on the caller's stack
    io.restart();
    io.poll();
    BOOST_TEST(source.fetches == 2u);
    BOOST_TEST((cache.try_get() == first.token));
    BOOST_TEST((cache.try_get() == first.token));
    source.gates.front().notify();
    io.restart();
    io.run();
    BOOST_TEST(source.fetches == 2u);
    BOOST_TEST(cache.try_get()->generation() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_failed_renewal_goes_on_with_the_old_token, fixture)
{
    auto const first = get_now(io, cache);
    source.now += 58min;
    source.fail_with = cg::error(errc::token_request_failed, "down");
    BOOST_TEST((get_now(io, cache).token == first.token));
    BOOST_TEST((get_now(io, cache).token == first.token));
    BOOST_TEST(source.fetches == 2u);
    source.now += 90s; // past the end of use
    BOOST_TEST((get_now(io, cache).reason->code == errc::token_request_failed));
    BOOST_TEST(source.fetches == 3u);
}

BOOST_FIXTURE_TEST_CASE(an_idle_cache_does_not_keep_the_context_running, fixture)
{
    get_now(io, cache);
    io.restart();
    BOOST_TEST(io.run() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_storm_of_rejections_renews_once, fixture)
{
    auto const first = get_now(io, cache);
    for (int i = 0; i < 200; ++i)
        BOOST_TEST(cache.reject(first.token->generation()));
    std::vector<outcome> outcomes(200);
    for (auto& out : outcomes)
        asio::co_spawn(io, get(cache, out), asio::detached);
    io.restart();
    io.run();
    BOOST_TEST(source.fetches == 2u);
    for (auto const& out : outcomes)
        BOOST_TEST(out.token->generation() == 2u);
    for (int i = 0; i < 200; ++i)
        BOOST_TEST(cache.reject(1)); // stragglers do no harm
    BOOST_TEST(cache.try_get()->generation() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_waiter_leaves_the_fetch_to_the_others, fixture)
{
    source.gated = true;
    outcome cancelled, patient;
    asio::cancellation_signal signal;
    asio::co_spawn(io, get(cache, cancelled), asio::bind_cancellation_slot(signal.slot(), asio::detached));
    asio::co_spawn(io, get(cache, patient), asio::detached);
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.poll();
    BOOST_TEST((cancelled.reason->code == errc::cancelled));
    BOOST_TEST(!patient.token);
    source.gates.front().notify();
    io.run();
    BOOST_TEST(patient.token->authorization() == "Bearer token-1");
    BOOST_TEST(source.fetches == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_fetch_survives_the_cancellation_of_all_waiters, fixture)
{
    source.gated = true;
    outcome cancelled;
    asio::cancellation_signal signal;
    asio::co_spawn(io, get(cache, cancelled), asio::bind_cancellation_slot(signal.slot(), asio::detached));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.poll();
    BOOST_TEST((cancelled.reason->code == errc::cancelled));
    source.gates.front().notify();
    io.run();
    BOOST_TEST(cache.try_get()->authorization() == "Bearer token-1");
}

BOOST_FIXTURE_TEST_CASE(a_waiter_gives_up_at_its_deadline, fixture)
{
    source.gated = true;
    std::optional<cg::error> reason;
    asio::co_spawn(
        io,
        [](identity::token_cache cache, std::optional<cg::error>& reason) -> asio::awaitable<void> {
            try {
                co_await cache.get(std::chrono::steady_clock::now() - 1s);
            }
            catch (cg::failure const& failure) {
                reason = failure.error();
            }
        }(cache, reason),
        asio::detached);
    io.poll();
    BOOST_TEST((reason->code == errc::timed_out));
    source.gates.front().notify();
    io.run();
    BOOST_TEST(cache.try_get());
}

BOOST_AUTO_TEST_CASE(the_cache_may_go_while_a_fetch_runs)
{
    asio::io_context io;
    scripted_source source(io.get_executor());
    source.gated = true;
    outcome out;
    {
        auto cache = std::make_optional(source.cache());
        auto pending = cache->get();
        cache.reset();
        asio::co_spawn(
            io,
            [](asio::awaitable<std::shared_ptr<identity::issued_token const>> waiting, outcome& out)
                -> asio::awaitable<void> { out.token = co_await std::move(waiting); }(std::move(pending), out),
            asio::detached);
    }
    io.poll();
    source.gates.front().notify();
    io.run();
    BOOST_TEST(out.token->authorization() == "Bearer token-1");
}

BOOST_AUTO_TEST_CASE(the_context_may_go_while_a_fetch_runs)
{
    std::optional<identity::token_cache> cache;
    outcome out;
    std::optional<scripted_source> source;
    {
        asio::io_context io;
        source.emplace(io.get_executor());
        source->gated = true;
        cache = source->cache();
        for (int i = 0; i < 3; ++i)
            asio::co_spawn(io, get(*cache, out), asio::detached);
        io.poll();
        BOOST_TEST(source->fetches == 1u);
        source->gates.clear(); // the gate's timer belongs to the context
    }
    BOOST_TEST(!cache->try_get());
    BOOST_TEST(!out.token);
}

BOOST_AUTO_TEST_CASE(waiters_elsewhere_learn_that_the_fetch_was_torn_down)
{
    asio::io_context elsewhere;
    outcome out;
    {
        asio::io_context io;
        auto hang = [&io]() -> asio::awaitable<identity::fetched_token> {
            cg::detail::waiter forever(io.get_executor());
            co_await forever.wait();
            co_return identity::fetched_token();
        };
        identity::token_cache cache(io.get_executor(), hang);
        asio::co_spawn(elsewhere, get(cache, out), asio::detached);
        elsewhere.poll();
        io.poll();
    }
    elsewhere.run();
    BOOST_TEST((out.reason->code == errc::cancelled));
}

BOOST_FIXTURE_TEST_CASE(any_exception_reaches_the_waiters_as_a_failure, fixture)
{
    identity::token_cache broken(io.get_executor(), []() -> asio::awaitable<identity::fetched_token> {
        throw std::runtime_error("broken\nsource");
        co_return identity::fetched_token();
    });
    auto const out = get_now(io, broken);
    BOOST_TEST((out.reason->code == errc::token_request_failed));
    BOOST_TEST(out.reason->diagnostics.detail == "fetching a token failed: broken\\x0asource");
}

BOOST_FIXTURE_TEST_CASE(unusable_tokens_are_refused, fixture)
{
    for (std::string const bad : {"", "a b\r\nEvil: 1", " a"}) {
        identity::token_cache broken(io.get_executor(), [bad]() -> asio::awaitable<identity::fetched_token> {
            co_return identity::fetched_token(bad, 1h, std::chrono::steady_clock::now());
        });
        auto const out = get_now(io, broken);
        BOOST_TEST((out.reason->code == errc::token_response_invalid));
        BOOST_CHECK_THROW(
            broken.store(identity::fetched_token(bad, 1h, std::chrono::steady_clock::now())), cg::failure);
    }
    source.lifetime = 0s;
    BOOST_TEST((get_now(io, cache).reason->code == errc::token_response_invalid));
}

BOOST_FIXTURE_TEST_CASE(a_stored_token_is_used_without_a_fetch, fixture)
{
    cache.store(identity::fetched_token("given", 1h, source.now));
    BOOST_TEST(cache.try_get()->authorization() == "Bearer given");
    cache.reject(1);
    BOOST_TEST(get_now(io, cache).token->authorization() == "Bearer token-1");
}

BOOST_FIXTURE_TEST_CASE(caches_do_not_share, fixture)
{
    auto const other = source.cache();
    auto const copy = cache;
    BOOST_TEST((copy == cache));
    BOOST_TEST((other != cache));
    get_now(io, cache);
    BOOST_TEST(!identity::token_cache(other).try_get());
    BOOST_TEST(identity::token_cache(copy).try_get());
}

BOOST_AUTO_TEST_CASE(an_empty_fetch_function_is_refused)
{
    asio::io_context io;
    BOOST_CHECK_THROW(identity::token_cache(io.get_executor(), nullptr), cg::failure);
}

BOOST_AUTO_TEST_CASE(threads_share_one_token_per_generation)
{
    asio::thread_pool pool(4);
    std::atomic<unsigned> fetches = 0;
    identity::token_cache cache(pool.get_executor(), [&fetches]() -> asio::awaitable<identity::fetched_token> {
        auto const number = ++fetches;
        co_return identity::fetched_token("token-" + std::to_string(number), 1h, std::chrono::steady_clock::now());
    });
    std::atomic<unsigned> served = 0;
    auto worker = [](identity::token_cache cache, std::atomic<unsigned>& served) -> asio::awaitable<void> {
        for (int i = 0; i < 50; ++i) {
            auto token = co_await cache.get();
            if (token->generation() < 3)
                cache.reject(token->generation());
            ++served;
        }
    };
    for (int i = 0; i < 40; ++i)
        asio::co_spawn(pool, worker(cache, served), asio::detached);
    pool.join();
    BOOST_TEST(served == 2000u);
    BOOST_TEST(fetches == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
