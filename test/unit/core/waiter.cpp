#define BOOST_TEST_MODULE waiter
#include <cloud_governance/core/detail/waiter.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <thread>

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

BOOST_AUTO_TEST_CASE(notified_from_another_thread)
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
