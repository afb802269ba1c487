// A token is renewed in the background by the call that finds it in its last minutes; here that call, the client or the
// context goes while the identity service has not answered yet.
#include "rig.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/this_coro.hpp>

BOOST_AUTO_TEST_SUITE(faults_renewal)

using namespace faults;

namespace {

/// How a call ended, and how often.
struct ending {
    std::optional<cg::result<std::string>> result;
    int count = 0;
};

/// A client whose first token is in its renewal window; the identity service keeps the second one back. The API answers
/// when the identity service has got the request for it, so that a call and the renewal that it began overlap.
class stage {
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool first_handed_out_ = false;
    bool renewal_is_due_ = false;
    bool handed_out_ = false;
    std::size_t renewals_ = 0;
    std::chrono::steady_clock::time_point now_{24h};

public:
    stage() : at(column::token)
    {
        at.start_server([this](raw::peer& client) { serve(client); });
        auto options = strategy::no_pauses();
        options.now = [this] { return now_; };
        options.random = [] { return 0.0; };
        client.emplace(
            at.io, cg::environment(at.url(), at.url() + "/id"),
            strategy(credentials::token, at.alive, std::move(options)), at.options);
        BOOST_TEST(call() == "t1");
        now_ += 58min;
        std::lock_guard const lock(mutex_);
        renewal_is_due_ = true;
    }
    ~stage() { hand_out(); } // or the server's thread would wait for ever

    /// The identity service answers.
    void hand_out()
    {
        std::lock_guard const lock(mutex_);
        handed_out_ = true;
        changed_.notify_all();
    }

    /// A renewal is under way, whose request the identity service has got.
    void wait_for_renewal()
    {
        std::unique_lock lock(mutex_);
        while (renewals_ == 0) {
            lock.unlock();
            at.io.restart();
            at.io.poll();
            lock.lock();
            changed_.wait_for(lock, 1ms);
        }
    }
    std::size_t renewals() const
    {
        std::lock_guard const lock(mutex_);
        return renewals_;
    }

    /// Starts a call; the server answers with the token that it came with.
    template <class Token>
    void start(ending& into, Token&& token)
    {
        asio::co_spawn(at.io, send(*client, into), std::forward<Token>(token));
    }

    /// Runs until the call has ended; a renewal may be still under way.
    void run_until_ended(ending const& call)
    {
        at.io.restart();
        while (call.count == 0)
            BOOST_TEST_REQUIRE(at.io.run_one_for(60s) == 1U);
    }

    /// A call to its end: the token it came with.
    std::string call()
    {
        ending ended;
        start(ended, [](std::exception_ptr thrown) {
            if (thrown)
                std::rethrow_exception(thrown);
        });
        run_until_ended(ended);
        BOOST_TEST_REQUIRE(ended.result->has_value(), cg::to_string(ended.result->error()));
        return ended.result->value();
    }

    rig at;
    std::optional<rig::client> client;

private:
    static asio::awaitable<void> send(rig::client governance, ending& into)
    {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        auto ended = co_await governance.try_send(read_thing("1"));
        ++into.count;
        into.result.emplace(std::move(ended));
    }

    void serve(raw::peer& connected)
    {
        if (!connected.accept_tls())
            return;
        while (auto const request = connected.read_request())
            if (column_of(*request) == column::token) {
                connected.reply(
                    R"({"access_token":"t)" + std::to_string(next_token()) +
                    R"(","token_type":"Bearer","expires_in":3600})");
            }
            else {
                std::string const field = "Authorization: Bearer ";
                auto const begin = request->find(field) + field.size();
                wait_for_overlap();
                connected.reply('"' + request->substr(begin, request->find('\r', begin) - begin) + '"');
            }
    }

    void wait_for_overlap()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !renewal_is_due_ || renewals_ > 0 || handed_out_; });
    }

    std::size_t next_token()
    {
        std::unique_lock lock(mutex_);
        if (!std::exchange(first_handed_out_, true))
            return 1;
        auto const number = ++renewals_ + 1;
        changed_.notify_all();
        changed_.wait(lock, [this] { return handed_out_; });
        return number;
    }
};

/// Asio's exception, in a coroutine that was cancelled before it began.
void take(ending& into, std::exception_ptr thrown)
{
    if (!thrown)
        return;
    ++into.count;
    try {
        std::rethrow_exception(thrown);
    }
    catch (boost::system::system_error const& other) {
        BOOST_TEST((other.code() == asio::error::operation_aborted), other.what());
        into.result.emplace(cg::error(errc::cancelled));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_renewal_survives_the_cancellation_of_its_call)
{
    auto const descriptors = open_descriptors();
    for (auto const type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        std::size_t cancelled_meanwhile = 0;
        bool by_itself = false;
        for (int handlers = 0; !by_itself; ++handlers)
            BOOST_TEST_CONTEXT("type " << static_cast<int>(type) << " after " << handlers << " handlers")
            {
                BOOST_TEST_REQUIRE(handlers < 1000);
                stage here;
                ending first;
                asio::cancellation_signal signal;
                here.start(first, asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown) {
                               take(first, thrown);
                           }));
                here.at.io.restart();
                for (int i = 0; i < handlers && first.count == 0; ++i)
                    BOOST_TEST_REQUIRE(here.at.io.run_one_for(60s) == 1U);
                by_itself = first.count != 0;
                signal.emit(type);
                here.run_until_ended(first);
                bool const cancelled = first.result->has_error();
                BOOST_TEST(!(by_itself && cancelled));
                if (cancelled)
                    BOOST_TEST((first.result->error().code == errc::cancelled));
                // what is busy now is the renewal's connection
                if (cancelled && here.at.pool->current_state().busy != 0)
                    ++cancelled_meanwhile;

                // the old token serves the others, one of whom begins the renewal if the first call had not come so far
                BOOST_TEST(here.call() == "t1");
                here.wait_for_renewal();
                BOOST_TEST(here.call() == "t1");
                here.hand_out();
                here.at.run_to_end();
                BOOST_TEST(here.call() == "t2");
                BOOST_TEST(here.renewals() == 1U);
                BOOST_TEST(first.count == 1);
                here.client.reset();
                here.at.run_to_end();
                BOOST_TEST(here.at.pool->current_state().busy == 0U);
                BOOST_TEST(here.at.alive.use_count() == 1);
            }
        BOOST_TEST(cancelled_meanwhile > 1U);
    }
    BOOST_TEST(open_descriptors() == descriptors);
}

BOOST_AUTO_TEST_CASE(a_renewal_survives_its_client)
{
    stage here;
    BOOST_TEST(here.call() == "t1");
    here.wait_for_renewal();
    here.client.reset();
    BOOST_TEST(here.at.alive.use_count() > 1); // the renewal has what it needs
    here.hand_out();
    here.at.run_to_end();
    BOOST_TEST(here.renewals() == 1U);
    BOOST_TEST(here.at.pool->current_state().busy == 0U);
    BOOST_TEST(here.at.alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(destroying_the_context_frees_a_renewal)
{
    auto const descriptors = open_descriptors();
    bool under_way = false;
    for (int handlers = 0; !under_way; ++handlers)
        BOOST_TEST_CONTEXT("after " << handlers << " handlers")
        {
            BOOST_TEST_REQUIRE(handlers < 1000);
            ending first;
            std::weak_ptr<int> alive;
            {
                stage here;
                alive = here.at.alive;
                here.start(first, [&](std::exception_ptr thrown) { take(first, thrown); });
                here.client.reset();
                here.at.io.restart();
                for (int i = 0; i < handlers && first.count == 0; ++i)
                    BOOST_TEST_REQUIRE(here.at.io.run_one_for(60s) == 1U);
                if (first.count != 0) {
                    here.wait_for_renewal();
                    under_way = true;
                }
            }
            BOOST_TEST(alive.expired());
            BOOST_TEST(first.count == (under_way ? 1 : 0));
        }
    BOOST_TEST(open_descriptors() == descriptors);
}

BOOST_AUTO_TEST_SUITE_END()
