// Each operation is cancelled before its first handler, after the first, after the second, and so on until it ends by
// itself: by a slot, by the operator ||, and by the destruction of the context.
#include "rig.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

BOOST_AUTO_TEST_SUITE(faults_cancellation)

using namespace faults;

namespace {

/// An operation and how its first request to the API is answered.
struct scene {
    char const* name;
    column to;
    credentials source;
    char const* first_status;
};

constexpr scene scenes[] = {
    {"send", column::repeatable, credentials::fixed_key, "200 OK"},
    {"send of a change", column::not_repeatable, credentials::fixed_key, "200 OK"},
    {"pages", column::pages, credentials::fixed_key, "200 OK"},
    {"send_all", column::batch, credentials::fixed_key, "200 OK"},
    {"the first token", column::discovery, credentials::discovery_and_token, "200 OK"},
    {"a renewal after a 401", column::token, credentials::token, "401 Unauthorized"},
    {"the pause before another attempt", column::repeatable, credentials::fixed_key, "503 Busy"},
    {"the pause of a batch", column::batch, credentials::fixed_key, "503 Busy"},
};

/// A rig whose server answers the first request to the API as the scene says.
class stage {
public:
    explicit stage(scene const& shown) : shown_(shown), at(shown.to)
    {
        at.options.retry.base_delay = 3ms;
        at.start_server([this](raw::peer& client) {
            if (!client.accept_tls())
                return;
            while (auto const request = client.read_request()) {
                ++at.peer.requests;
                auto const to = column_of(*request);
                bool const api = to == column::repeatable || to == column::not_repeatable;
                if (api && !answered_.exchange(true) && !std::string_view(shown_.first_status).starts_with("200"))
                    client.reply("", shown_.first_status);
                else
                    client.write(reply_text(good_body(to, at.url())));
            }
        });
    }

    /// As for the first time: no connection, no token.
    void begin()
    {
        answered_ = false;
        if (at.to == column::pages)
            at.walk_to_second_page();
        at.pool->close_idle();
        at.io.restart();
    }

private:
    scene const& shown_;
    std::atomic<bool> answered_ = false;

public:
    rig at;
};

/// What became of an operation, and how often.
struct ending {
    outcome seen;
    int count = 0;
};

void take(ending& into, std::exception_ptr thrown)
{
    ++into.count;
    if (!thrown)
        return;
    try {
        std::rethrow_exception(thrown);
    }
    catch (boost::system::system_error const& other) { // Asio's, in a coroutine that was cancelled before it began
        BOOST_TEST((other.code() == asio::error::operation_aborted), other.what());
        into.seen.code = errc::cancelled;
    }
}

void check(ending const& ended)
{
    BOOST_TEST(ended.count == 1);
    BOOST_TEST((!ended.seen.code || ended.seen.code == errc::cancelled), ended.seen.text);
}

asio::awaitable<void> with_every_type(rig& at, outcome& into)
{
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await at.perform(into);
}

/// Runs so many handlers, or until the operation has ended; true when it has.
bool run_handlers(rig& at, int handlers, ending const& ended)
{
    for (int i = 0; i < handlers && ended.count == 0; ++i)
        BOOST_TEST_REQUIRE(at.io.run_one_for(60s) == 1U);
    return ended.count != 0;
}

/// Cancels after each number of handlers; `start` begins the operation and returns the function that cancels it.
template <class Start>
void cancel_everywhere(Start start)
{
    for (auto const& shown : scenes)
        BOOST_TEST_CONTEXT(shown.name)
        {
            auto const descriptors = open_descriptors();
            {
                stage here(shown);
                bool by_itself = false;
                int handlers = 0;
                for (; !by_itself; ++handlers)
                    BOOST_TEST_CONTEXT("after " << handlers << " handlers")
                    {
                        BOOST_TEST_REQUIRE(handlers < 1000);
                        here.begin();
                        ending ended;
                        auto const cancel = start(here.at, ended);
                        by_itself = run_handlers(here.at, handlers, ended);
                        cancel();
                        here.at.run_to_end();
                        check(ended);
                        BOOST_TEST((!by_itself || !ended.seen.code), ended.seen.text);
                        here.at.walk.reset();
                        BOOST_TEST(here.at.alive.use_count() == 1);
                    }
                BOOST_TEST(handlers > 3);
                here.at.check_what_is_left();
            }
            BOOST_TEST(open_descriptors() == descriptors);
        }
}

void cancel_by_slot(asio::cancellation_type type)
{
    cancel_everywhere([type](rig& at, ending& ended) {
        auto const signal = std::make_shared<asio::cancellation_signal>();
        asio::co_spawn(
            at.io, with_every_type(at, ended.seen),
            asio::bind_cancellation_slot(
                signal->slot(), [signal, &ended](std::exception_ptr thrown) { take(ended, thrown); }));
        return [signal, type] { signal->emit(type); };
    });
}

asio::awaitable<void> until(asio::steady_timer& stop)
{
    boost::system::error_code ignored;
    co_await stop.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

/// The operation or the end of the timer, whichever comes first.
asio::awaitable<void> either(rig& at, std::shared_ptr<asio::steady_timer> stop, outcome& into)
{
    using namespace asio::experimental::awaitable_operators;
    co_await (at.perform(into) || until(*stop));
}

} // namespace

BOOST_AUTO_TEST_CASE(terminal_cancellation) { cancel_by_slot(asio::cancellation_type::terminal); }
BOOST_AUTO_TEST_CASE(partial_cancellation) { cancel_by_slot(asio::cancellation_type::partial); }
BOOST_AUTO_TEST_CASE(total_cancellation) { cancel_by_slot(asio::cancellation_type::total); }

BOOST_AUTO_TEST_CASE(the_other_side_of_an_or)
{
    cancel_everywhere([](rig& at, ending& ended) {
        auto const stop = std::make_shared<asio::steady_timer>(at.io, asio::steady_timer::time_point::max());
        asio::co_spawn(
            at.io, either(at, stop, ended.seen), [&ended](std::exception_ptr thrown) { take(ended, thrown); });
        return [stop] { stop->cancel(); };
    });
}

BOOST_AUTO_TEST_CASE(destruction_of_the_context)
{
    for (auto const& shown : scenes)
        BOOST_TEST_CONTEXT(shown.name)
        {
            auto const descriptors = open_descriptors();
            bool by_itself = false;
            for (int handlers = 0; !by_itself; ++handlers)
                BOOST_TEST_CONTEXT("after " << handlers << " handlers")
                {
                    BOOST_TEST_REQUIRE(handlers < 1000);
                    ending ended;
                    std::weak_ptr<int> alive;
                    {
                        stage here(shown);
                        alive = here.at.alive;
                        here.begin();
                        asio::co_spawn(here.at.io, here.at.perform(ended.seen), [&ended](std::exception_ptr thrown) {
                            take(ended, thrown);
                        });
                        by_itself = run_handlers(here.at, handlers, ended);
                    }
                    BOOST_TEST(alive.expired());
                    BOOST_TEST(ended.count == (by_itself ? 1 : 0));
                }
            BOOST_TEST(open_descriptors() == descriptors);
        }
}

BOOST_AUTO_TEST_SUITE_END()
