#include "run.hpp"

#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/client_secret.hpp>

#include <utility>

BOOST_AUTO_TEST_SUITE(auth_wrapped)

using namespace auth_test;

namespace {

constexpr char const* user = "someone@contoso.com";

/// A strategy of a user's own, which adds a header field to what another strategy does. It knows `authorize` only.
template <class Auth>
class labelled {
public:
    explicit labelled(Auth inner) : inner_(std::move(inner)) {}

    asio::awaitable<void> authorize(cg::auth::request_context& request)
    {
        request.set_header("Label", "a");
        co_await inner_.authorize(request);
    }
    bool rejected(cg::auth::request_context const& request) { return inner_.rejected(request); }
    void attach(cg::auth::attach_context const& where) { inner_.attach(where); }

protected:
    Auth inner_;
};

/// The same, with the credentials from memory where there are any.
template <class Auth>
class quickly_labelled : public labelled<Auth> {
public:
    explicit quickly_labelled(Auth inner) : labelled<Auth>(std::move(inner)) {}

    bool try_authorize(cg::auth::request_context& request)
    {
        request.set_header("Label", "b");
        return this->inner_.try_authorize(request);
    }
};

/// Two calls, then one whose first token the service refuses.
template <class Strategy>
asio::awaitable<void> make_calls(bench& bench, Strategy strategy, bool renews)
{
    auto governance = bench.client(std::move(strategy));
    co_await governance.send(any_call());
    co_await governance.send(any_call());
    bench.service.expire_access_tokens();
    auto const last = co_await governance.try_send(any_call());
    BOOST_TEST(last.has_value() == renews);
}

cg::auth::client_secret secret()
{
    return cg::auth::client_secret({.client_id = "app", .client_secret = "secret", .username = user});
}

asio::awaitable<void> a_wrapper_may_call_authorize_alone(bench& bench)
{
    bench.service.register_secret_client("app", "secret");
    co_await make_calls(bench, labelled(secret()), true);
    BOOST_TEST(bench.service.statistics().token_requests == 2u);
    for (auto const& call : bench.requests("/requests/my"))
        BOOST_TEST(call.find("Label").value_or("") == "a");
}

asio::awaitable<void> a_wrapper_may_call_try_authorize_first(bench& bench)
{
    bench.service.register_secret_client("app", "secret");
    co_await make_calls(bench, quickly_labelled(secret()), true);
    BOOST_TEST(bench.service.statistics().token_requests == 2u);
    auto const calls = bench.requests("/requests/my");
    BOOST_REQUIRE(calls.size() == 4u);
    BOOST_TEST(calls[0].find("Label").value_or("") == "a"); // no token yet: authorize waited for one
    BOOST_TEST(calls[1].find("Label").value_or("") == "b");
}

asio::awaitable<void> a_fixed_token_can_be_wrapped(bench& bench)
{
    cg::auth::bearer token(bench.service.issue_token(user));
    co_await make_calls(bench, labelled(token), false);
    cg::auth::bearer another(bench.service.issue_token(user));
    co_await make_calls(bench, quickly_labelled(another), false);
}

asio::awaitable<void> a_token_source_can_be_wrapped(bench& bench)
{
    cg::auth::bearer::token_source const source = [&bench]() -> asio::awaitable<cg::secret_string> {
        co_return cg::secret_string(bench.service.issue_token(user));
    };
    co_await make_calls(bench, labelled(cg::auth::bearer(source)), true);
    co_await make_calls(bench, quickly_labelled(cg::auth::bearer(source)), true);
}

} // namespace

AUTH_TEST(a_wrapper_may_call_authorize_alone)
AUTH_TEST(a_wrapper_may_call_try_authorize_first)
AUTH_TEST(a_fixed_token_can_be_wrapped)
AUTH_TEST(a_token_source_can_be_wrapped)

BOOST_AUTO_TEST_SUITE_END()
