#include "client_fixture.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>

BOOST_AUTO_TEST_SUITE(client_strategies)

using namespace client_test;
using cg::errc;

namespace {

/// What a test sees of a strategy that was moved into a client.
struct record {
    int authorized = 0;
    int tried = 0;
    int started = 0;
    int rejected = 0;
    int attached = 0;
    bool renew = true;
    bool ready = false;
    bool refuse = false;
    std::optional<cg::auth::attach_context> where;
};

/// A token that is fetched by a coroutine and renewed after a refusal.
class renewed_token {
public:
    explicit renewed_token(record& seen) : seen_(&seen) {}

    asio::awaitable<void> authorize(cg::auth::request_context& request)
    {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        set(request, ++seen_->authorized);
    }
    bool try_authorize(cg::auth::request_context& request)
    {
        ++seen_->tried;
        if (!seen_->ready)
            return false;
        set(request, 100);
        return true;
    }
    bool rejected(cg::auth::request_context const&)
    {
        ++seen_->rejected;
        return seen_->renew;
    }
    void attach(cg::auth::attach_context const& where)
    {
        ++seen_->attached;
        if (seen_->refuse)
            cg::throw_failure(errc::invalid_argument, "identity_url: this strategy needs one");
        seen_->where = where;
    }

private:
    void set(cg::auth::request_context& request, int number)
    {
        request.set_header("Authorization", "Bearer t" + std::to_string(number));
    }
    record* seen_;
};

/// Answers both questions at once: whether the credentials are there, and what to wait for when they are not.
class token_started_once {
public:
    explicit token_started_once(record& seen) : seen_(&seen) {}

    asio::awaitable<void> authorize(cg::auth::request_context& request)
    {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        request.set_header("Authorization", "Bearer t" + std::to_string(++seen_->authorized));
        seen_->ready = true;
    }
    bool try_authorize(cg::auth::request_context&)
    {
        ++seen_->tried;
        return false;
    }
    asio::awaitable<void> start_authorize(cg::auth::request_context& request)
    {
        ++seen_->started;
        if (!seen_->ready)
            return authorize(request);
        request.set_header("Authorization", "Bearer kept");
        return {};
    }

private:
    record* seen_;
};

class throwing {
public:
    std::function<void()> act;
    bool later = false;
    asio::awaitable<void> authorize(cg::auth::request_context&)
    {
        if (later)
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        act();
    }
};

class throwing_at_once {
public:
    std::function<void()> act;
    void authorize(cg::auth::request_context&) { act(); }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_synchronous_strategy_sets_its_fields_in_every_attempt)
{
    client_fixture at;
    at.transport->answer(429, "").with("Retry-After", "0").answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("1")).has_value());
    for (auto const& request : at.transport->requests())
        BOOST_TEST(request.field("Key") == "k1");
}

BOOST_AUTO_TEST_CASE(a_strategy_receives_the_context_of_its_client)
{
    record seen;
    client_fixture at{renewed_token(seen)};
    BOOST_TEST(seen.attached == 1);
    BOOST_TEST((seen.where->transport == at.transport));
    BOOST_TEST(seen.where->environment.api_url() == "https://api.example");
    BOOST_TEST((seen.where->executor == asio::any_io_executor(at.io.get_executor())));
    auto const copy = at.client;
    BOOST_TEST(seen.attached == 1); // copies share it
}

BOOST_AUTO_TEST_CASE(a_strategy_that_refuses_its_attach_context_refuses_the_client)
{
    record seen;
    seen.refuse = true;
    try {
        client_fixture at{renewed_token(seen)};
        BOOST_FAIL("the client was made");
    }
    catch (cg::failure const& refused) {
        BOOST_TEST((refused.code() == errc::invalid_argument));
        BOOST_TEST(refused.diagnostics().detail.starts_with("identity_url"));
    }
}

BOOST_AUTO_TEST_CASE(credentials_from_memory_need_no_coroutine)
{
    record seen;
    seen.ready = true;
    client_fixture at{renewed_token(seen)};
    at.transport->answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("1")).has_value());
    BOOST_TEST(seen.tried == 1);
    BOOST_TEST(seen.authorized == 0);
    BOOST_TEST(at.transport->requests()[0].field("Authorization") == "Bearer t100");
}

BOOST_AUTO_TEST_CASE(each_attempt_asks_a_strategy_once)
{
    record seen;
    client_fixture at{token_started_once(seen)};
    at.transport->answer(200, "\"v\"").answer(200, "\"v\"");
    BOOST_TEST(at.call(read_thing("1")).has_value());
    BOOST_TEST(seen.started == 1);
    BOOST_TEST(at.call(read_thing("1")).has_value());
    BOOST_TEST(seen.started == 2);
    BOOST_TEST(seen.authorized == 1);
    BOOST_TEST(seen.tried == 0);
    BOOST_TEST(at.transport->requests()[0].field("Authorization") == "Bearer t1");
    BOOST_TEST(at.transport->requests()[1].field("Authorization") == "Bearer kept");
}

BOOST_AUTO_TEST_CASE(a_refused_call_is_replayed_once_with_new_credentials)
{
    record seen;
    client_fixture at{renewed_token(seen)};
    at.transport->answer(401, "").answer(204, "");
    BOOST_TEST(at.call(change_thing()).has_value()); // though it must not be repeated: the service refused it
    BOOST_TEST(at.transport->requests().size() == 2U);
    BOOST_TEST(at.transport->requests()[0].field("Authorization") == "Bearer t1");
    BOOST_TEST(at.transport->requests()[1].field("Authorization") == "Bearer t2");
    BOOST_TEST(at.transport->requests()[1].body == "{\"a\":1}");
    BOOST_TEST(seen.rejected == 1);
}

BOOST_AUTO_TEST_CASE(a_second_refusal_is_final)
{
    record seen;
    client_fixture at{renewed_token(seen)};
    at.transport->answer(401, "").answer(401, R"({"message":["Still no"]})");
    auto const reason = at.failure_of(read_thing("1"));
    BOOST_TEST((reason.code == errc::unauthorized));
    BOOST_TEST(reason.diagnostics.attempts == 2U);
    BOOST_TEST(!reason.diagnostics.hints.empty());
    BOOST_TEST(seen.rejected == 1);
}

BOOST_AUTO_TEST_CASE(a_strategy_without_other_credentials_is_not_replayed)
{
    record seen;
    seen.renew = false;
    client_fixture at{renewed_token(seen)};
    at.transport->answer(401, "");
    BOOST_TEST((at.failure_of(read_thing("1")).code == errc::unauthorized));
    BOOST_TEST(at.transport->requests().size() == 1U);

    client_fixture fixed;
    fixed.transport->answer(401, "");
    BOOST_TEST((fixed.failure_of(read_thing("1")).code == errc::unauthorized));
    BOOST_TEST(fixed.transport->requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_strategy_fails_the_call_before_it_is_sent)
{
    auto const refuse = [] {
        cg::error reason(errc::token_request_rejected);
        reason.diagnostics.oauth_error = "invalid_client";
        reason.diagnostics.http_status = 400;
        reason.diagnostics.request_may_have_been_sent = true; // the token request was
        throw cg::failure(reason);
    };
    auto const check = [](auto strategy) {
        client_fixture<decltype(strategy)> at{std::move(strategy)};
        auto const reason = at.failure_of(change_thing());
        BOOST_TEST((reason.code == errc::token_request_rejected));
        BOOST_TEST(reason.diagnostics.oauth_error == "invalid_client");
        BOOST_TEST(reason.diagnostics.http_status == 400U);
        BOOST_TEST(reason.diagnostics.operation == "POST /things");
        BOOST_TEST(reason.diagnostics.attempts == 0U);
        BOOST_TEST(!reason.diagnostics.request_may_have_been_sent); // the call was not
        BOOST_TEST(at.transport->requests().empty());
    };
    check(throwing{refuse, false});
    check(throwing{refuse, true});
    check(throwing_at_once{refuse});
}

BOOST_AUTO_TEST_CASE(a_field_that_cannot_be_sent_is_refused_by_name)
{
    struct bad_header {
        void authorize(cg::auth::request_context& request) { request.set_header("Key", "canary\r\nEvil: 1"); }
    };
    client_fixture<bad_header> at;
    auto const reason = at.failure_of(read_thing("1"));
    BOOST_TEST((reason.code == errc::invalid_argument));
    BOOST_TEST(reason.diagnostics.detail.find("Key") != std::string::npos);
    BOOST_TEST(cg::to_string(reason).find("canary") == std::string::npos);
    BOOST_TEST(at.transport->requests().empty());
}

BOOST_AUTO_TEST_CASE(other_exceptions_of_a_strategy_pass_through)
{
    auto const act = [] { throw std::runtime_error("mine"); };
    client_fixture<throwing> later{throwing{act, true}};
    BOOST_CHECK_THROW(later.failure_of(read_thing("1")), std::runtime_error);
    client_fixture<throwing_at_once> at_once{throwing_at_once{act}};
    BOOST_CHECK_THROW(at_once.failure_of(read_thing("1")), std::runtime_error);
}

static_assert(cg::auth_strategy<renewed_token>);
static_assert(cg::auth_strategy<fixed_key>);
static_assert(!cg::auth_strategy<int>);

BOOST_AUTO_TEST_SUITE_END()
