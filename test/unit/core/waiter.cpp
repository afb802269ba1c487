#include <cloud_governance/core/detail/waiter.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_waiter)

namespace asio = boost::asio;
using cloud_governance::detail::waiter;
using outcome = waiter::outcome;

namespace {

asio::awaitable<void> wait_for(waiter& subject, std::optional<outcome>& result) { result = co_await subject.wait(); }

} // namespace

BOOST_AUTO_TEST_CASE(a_notification_ends_the_wait)
{
    asio::io_context io;
    waiter subject(io.get_executor());
    std::optional<outcome> result;
    asio::co_spawn(io, wait_for(subject, result), asio::detached);
    io.poll();
    BOOST_TEST(!result.has_value());
    subject.notify();
    io.run();
    BOOST_TEST((result == outcome::notified));
}

BOOST_AUTO_TEST_CASE(a_notification_before_the_wait_is_not_lost)
{
    asio::io_context io;
    waiter subject(io.get_executor());
    subject.notify();
    std::optional<outcome> result;
    asio::co_spawn(io, wait_for(subject, result), asio::detached);
    io.run();
    BOOST_TEST((result == outcome::notified));
}

BOOST_AUTO_TEST_CASE(a_deadline_in_the_past_ends_the_wait)
{
    asio::io_context io;
    waiter subject(io.get_executor(), std::chrono::steady_clock::now());
    std::optional<outcome> result;
    asio::co_spawn(io, wait_for(subject, result), asio::detached);
    io.run();
    BOOST_TEST((result == outcome::timed_out));
}

BOOST_AUTO_TEST_CASE(cancellation_ends_the_wait)
{
    asio::io_context io;
    waiter subject(io.get_executor());
    std::optional<outcome> result;
    asio::cancellation_signal signal;
    asio::co_spawn(io, wait_for(subject, result), asio::bind_cancellation_slot(signal.slot(), asio::detached));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST((result == outcome::cancelled));
}

BOOST_AUTO_TEST_CASE(destroying_the_context_destroys_the_waiting_coroutine)
{
    auto alive = std::make_shared<int>(1);
    std::weak_ptr<int> const watched = alive;
    {
        asio::io_context io;
        asio::co_spawn(
            io,
            [](asio::io_context& context, std::shared_ptr<int>) -> asio::awaitable<void> {
                waiter subject(context.get_executor());
                co_await subject.wait();
            }(io, std::move(alive)),
            asio::detached);
        io.poll();
        BOOST_TEST(!watched.expired());
    }
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(a_list_notifies_every_waiter_that_is_registered)
{
    asio::io_context io;
    std::mutex mutex;
    waiter::list waiters;
    waiter first(io.get_executor());
    waiter second(io.get_executor());
    waiter third(io.get_executor());
    std::optional<outcome> results[3];
    {
        waiter::registration const one(mutex, waiters, first);
        std::optional<waiter::registration> two(std::in_place, mutex, waiters, second);
        waiter::registration const three(mutex, waiters, third);
        two.reset(); // out of the middle
        std::lock_guard const lock(mutex);
        waiters.notify_all();
    }
    asio::co_spawn(io, wait_for(first, results[0]), asio::detached);
    asio::co_spawn(io, wait_for(second, results[1]), asio::detached);
    asio::co_spawn(io, wait_for(third, results[2]), asio::detached);
    io.poll();
    BOOST_TEST((results[0] == outcome::notified));
    BOOST_TEST(!results[1].has_value());
    BOOST_TEST((results[2] == outcome::notified));
    second.notify();
    io.run();
    BOOST_TEST((results[1] == outcome::notified));
}

BOOST_AUTO_TEST_CASE(a_waiter_leaves_the_list_with_its_registration)
{
    asio::io_context io;
    std::mutex mutex;
    waiter::list waiters;
    {
        waiter gone(io.get_executor());
        waiter::registration const registered(mutex, waiters, gone);
    }
    waiter present(io.get_executor());
    waiter::registration const registered(mutex, waiters, present);
    std::optional<outcome> result;
    asio::co_spawn(io, wait_for(present, result), asio::detached);
    {
        std::lock_guard const lock(mutex);
        waiters.notify_all(); // would touch `gone`, which AddressSanitizer sees
    }
    io.run();
    BOOST_TEST((result == outcome::notified));
}

BOOST_AUTO_TEST_CASE(waiters_of_several_threads_register_and_leave_while_the_list_is_notified)
{
    std::mutex mutex;
    waiter::list waiters;
    bool finished = false;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&] {
            for (int round = 0; round < 100; ++round) {
                asio::io_context io;
                waiter subject(io.get_executor());
                waiter::registration const registered(mutex, waiters, subject);
                std::optional<outcome> result;
                asio::co_spawn(io, wait_for(subject, result), asio::detached);
                io.run();
                BOOST_ASSERT(result == outcome::notified);
            }
        });
    std::thread notifier([&] {
        for (bool more = true; more; std::this_thread::yield()) {
            std::lock_guard const lock(mutex);
            waiters.notify_all();
            more = !finished;
        }
    });
    for (auto& each : threads)
        each.join();
    {
        std::lock_guard const lock(mutex);
        finished = true;
    }
    notifier.join();
    BOOST_TEST(finished);
}

BOOST_AUTO_TEST_CASE(a_notification_from_another_thread_ends_the_wait)
{
    for (int round = 0; round < 200; ++round) {
        asio::io_context io;
        waiter subject(io.get_executor());
        std::optional<outcome> result;
        asio::co_spawn(io, wait_for(subject, result), asio::detached);
        std::thread other([&] { subject.notify(); });
        io.run();
        other.join();
        BOOST_TEST((result == outcome::notified));
    }
}

BOOST_AUTO_TEST_SUITE_END()
