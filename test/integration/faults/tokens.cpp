#include "service_rig.hpp"

#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/user_token.hpp>
#include <cloud_governance/identity/user_token_request.hpp>

#include <dlfcn.h>
#include <time.h>

#include <map>
#include <random>
#include <set>
#include <stdexcept>

BOOST_AUTO_TEST_SUITE(faults_tokens)

using namespace faults;
using cg::testing::script_target;

namespace {

/// Added to the wall clock of this program, in seconds.
std::atomic<long> wall_clock_jump = 0;

constexpr std::size_t many = 1000;

} // namespace

// takes the place of the C library's: the system clock jumps, the steady one does not
extern "C" int clock_gettime(clockid_t id, timespec* out) noexcept // NOLINT: the C library's
{
    static auto* const next = reinterpret_cast<int (*)(clockid_t, timespec*)>(::dlsym(RTLD_NEXT, "clock_gettime"));
    int const status = next(id, out);
    if (id == CLOCK_REALTIME)
        out->tv_sec += wall_clock_jump;
    return status;
}

BOOST_AUTO_TEST_CASE(a_thousand_calls_at_the_moment_of_expiry_make_one_token_request)
{
    service_rig at;
    auto const governance = at.make_client();
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    BOOST_TEST(at.service.statistics().token_requests == 1U);

    at.now += 1h - 30s + 1s; // the end of use
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    BOOST_TEST(at.service.statistics().token_requests == 2U);

    at.now += 1h - 31s; // the renewal window, for every draw of its beginning
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    at.run_until([&] { return at.service.statistics().token_requests >= 3; });
    BOOST_TEST(at.service.statistics().token_requests == 3U);
    at.service.stop();
    at.io.run();
    BOOST_TEST(at.service.statistics().token_requests == 3U);
}

BOOST_AUTO_TEST_CASE(the_identity_service_is_down_and_comes_back)
{
    service_rig at;
    auto const governance = at.make_client();
    BOOST_TEST(at.count(at.call(governance, 1)) == 1U);
    at.service.next_replies({.status = 503, .count = 1'000'000, .target = script_target::identity});

    // while the token lives, calls go on; one renewal is tried, twice
    at.now += 1h - 31s;
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    at.run_until([&] { return at.service.statistics().token_requests >= 3; });
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    BOOST_TEST(at.service.statistics().token_requests == 3U);

    // past its life all calls fail at once, and for all of them one more token is asked for, twice
    at.now += 1min;
    auto const failed = at.call(governance, many);
    BOOST_TEST(at.count(failed, make_error_code(errc::token_request_failed)) == many);
    BOOST_TEST(failed.front().diagnostics.attempts == 0U);
    BOOST_TEST(at.service.statistics().token_requests == 5U);
    auto const api_requests = at.service.statistics().api_requests;

    // during the pause nothing is asked
    auto const repeated = at.call(governance, many);
    BOOST_TEST(at.count(repeated, make_error_code(errc::token_request_failed)) == many);
    BOOST_TEST(!repeated.front().diagnostics.hints.empty());
    BOOST_TEST(at.service.statistics().token_requests == 5U);
    BOOST_TEST(at.service.statistics().api_requests == api_requests);

    // after it, once more; and when the service is back, so are the calls
    at.now += 10s;
    BOOST_TEST(at.count(at.call(governance, many), make_error_code(errc::token_request_failed)) == many);
    BOOST_TEST(at.service.statistics().token_requests == 7U);
    at.service.clear_scripts();
    at.now += 10s;
    BOOST_TEST(at.count(at.call(governance, many)) == many);
    BOOST_TEST(at.service.statistics().token_requests == 8U);
}

BOOST_AUTO_TEST_CASE(jumps_of_the_wall_clock_change_nothing)
{
    service_rig at;
    auto const governance = at.make_client();
    BOOST_TEST(at.count(at.call(governance, 1)) == 1U);
    constexpr long ten_years = 10L * 365 * 24 * 3600;
    for (long const jump : {ten_years, -ten_years}) {
        auto const before = std::chrono::system_clock::now();
        wall_clock_jump += jump;
        at.service.shift_clock(std::chrono::seconds(-jump)); // the service's clock is right
        auto const jumped = std::chrono::system_clock::now() - before;
        BOOST_TEST((std::chrono::abs(jumped) > std::chrono::hours(24 * 3000)));
        BOOST_TEST(at.count(at.call(governance, 10)) == 10U);
    }
    BOOST_TEST(at.service.statistics().token_requests == 1U);
    // a token that has expired stays so when the wall clock is set back
    at.now += 1h;
    wall_clock_jump -= ten_years;
    at.service.shift_clock(std::chrono::seconds(ten_years));
    BOOST_TEST(at.count(at.call(governance, 10)) == 10U);
    BOOST_TEST(at.service.statistics().token_requests == 2U);
    wall_clock_jump = 0;
}

namespace {

/// One renewal; the error it failed with, default-constructed for success.
cg::error renew(service_rig& at, cg::identity::user_session& session)
{
    std::optional<cg::error> out;
    cg::identity::user_token_options options;
    options.limits.retry.base_delay = 0ms;
    asio::co_spawn(
        at.io, session.renew(*at.options.transport, at.service.environment().api_url(), options),
        [&out](std::exception_ptr thrown, cg::identity::fetched_token const&) {
            out.emplace();
            try {
                if (thrown)
                    std::rethrow_exception(thrown);
            }
            catch (cg::failure const& failed) {
                out = failed.error();
            }
            catch (std::runtime_error const& foreign) { // the store's own
                out->code = make_error_code(errc::token_request_failed);
                out->diagnostics.detail = foreign.what();
            }
        });
    at.run_until([&] { return out.has_value(); });
    return *out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_rotation_whose_store_fails_is_an_error_and_loses_no_token)
{
    service_rig at;
    auto const shown = at.service.sign_in("someone@contoso.com");
    bool full = true;
    std::vector<std::string> stored;
    cg::identity::user_session session(
        cg::identity::parse_user_tokens(shown.json).value(), [&](cg::secret_string const& fresh) {
            if (full)
                throw std::runtime_error("the disk is full");
            stored.emplace_back(fresh.expose());
        });
    auto const failed = renew(at, session);
    BOOST_TEST((failed.code == errc::token_request_failed));
    BOOST_TEST(failed.diagnostics.detail == "the disk is full");
    BOOST_TEST(session.refresh_token().expose() != shown.refresh_token); // the session goes on with the new one
    BOOST_TEST(at.service.statistics().refresh_requests == 1U);
    full = false;
    BOOST_TEST(!renew(at, session).code);
    BOOST_TEST(stored.size() == 1U);
    BOOST_TEST(session.refresh_token().expose() == stored.front());
}

BOOST_AUTO_TEST_CASE(a_crash_between_reply_and_store_needs_a_new_sign_in_and_says_so)
{
    service_rig at;
    auto const shown = at.service.sign_in("someone@contoso.com");
    {
        cg::identity::user_session session(cg::identity::parse_user_tokens(shown.json).value());
        BOOST_TEST(!renew(at, session).code); // nobody has stored what came
    }
    // the next process begins with what was stored
    int stored = 0;
    cg::identity::user_session session(
        cg::identity::parse_user_tokens(shown.json).value(), [&](cg::secret_string const&) { ++stored; });
    auto const refused = renew(at, session);
    BOOST_TEST((refused.code == errc::token_request_rejected || refused.code == errc::operation_failed));
    BOOST_TEST_REQUIRE(!refused.diagnostics.hints.empty());
    BOOST_TEST(refused.diagnostics.hints.back().find("sign in again") != std::string::npos);
    BOOST_TEST(stored == 0);
    BOOST_TEST(at.service.statistics().refresh_requests == 2U);
}

BOOST_AUTO_TEST_CASE(a_refresh_whose_reply_is_lost_is_not_repeated)
{
    service_rig at;
    auto const shown = at.service.sign_in("someone@contoso.com");
    int stored = 0;
    cg::identity::user_session session(
        cg::identity::parse_user_tokens(shown.json).value(), [&](cg::secret_string const&) { ++stored; });
    at.service.next_replies({.close_after_request = true, .perform = true});
    auto const lost = renew(at, session);
    BOOST_TEST((lost.code == errc::connection_closed), cg::to_string(lost));
    BOOST_TEST(lost.diagnostics.request_may_have_been_sent);
    BOOST_TEST(at.service.statistics().refresh_requests == 1U);
    BOOST_TEST(session.refresh_token().expose() == shown.refresh_token);
    BOOST_TEST((renew(at, session).code != cg::error_code()));
    BOOST_TEST(stored == 0);
}

namespace {

/// A client of any kind whose calls carry its user's name as their id.
class any_user {
public:
    virtual ~any_user() = default;
    virtual void call(asio::io_context& io, std::string id, std::size_t& ended, std::size_t& failed) = 0;
};

template <class Auth>
class user_of final : public any_user {
public:
    explicit user_of(cg::client<Auth> governance) : governance_(std::move(governance)) {}

    void call(asio::io_context& io, std::string id, std::size_t& ended, std::size_t& failed) override
    {
        asio::co_spawn(
            io, governance_.try_send(list_requests(), cg::call_options().request_id(std::move(id))),
            [&](std::exception_ptr thrown, cg::result<void> outcome) {
                ++ended;
                failed += thrown || !outcome ? 1 : 0;
            });
    }

private:
    cg::client<Auth> governance_;
};

template <class Auth>
std::unique_ptr<any_user> make_user(service_rig& at, Auth auth)
{
    return std::make_unique<user_of<Auth>>(
        cg::client<Auth>(at.io, at.service.environment(), std::move(auth), at.options));
}

/// One of three strategies, by chance; names differ in as little as one letter.
std::unique_ptr<any_user> make_user(service_rig& at, std::mt19937& random, std::string const& name)
{
    switch (random() % 3) {
    case 0: { // half of them use one app: only the user's name tells them apart
        std::string const app = random() % 2 == 0 ? "shared" : "app of " + name;
        at.service.register_secret_client(app, "secret");
        return make_user(at, cg::auth::client_secret({.client_id = app, .client_secret = "secret", .username = name}));
    }
    case 1:
        at.service.register_profile("profile", "one secret for all", name);
        return make_user(
            at, cg::auth::delegated_token({.client_secret = "one secret for all", .user_principal_name = name}));
    default:
        return make_user(at, cg::auth::user_token::from_json(at.service.sign_in(name).json));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(two_users_in_one_process_never_share_a_token)
{
    auto const seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    service_rig at;
    constexpr std::size_t users = 40;
    std::vector<std::unique_ptr<any_user>> all;
    for (std::size_t i = 0; i < users; ++i)
        all.push_back(make_user(at, random, "user" + std::to_string(i) + "@contoso.com"));

    std::size_t begun = 0;
    std::size_t ended = 0;
    std::size_t failed = 0;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 400; ++i, ++begun) {
            auto const which = random() % users;
            all[which]->call(at.io, "user" + std::to_string(which), ended, failed);
        }
        at.run_until([&] { return ended == begun; });
        at.service.expire_access_tokens();
    }
    BOOST_TEST(failed == 0U, "seed " << seed);

    std::map<std::string, std::set<std::string>> users_of_token;
    std::size_t calls = 0;
    for (auto const& each : at.service.requests()) {
        if (!each.target.starts_with("/requests/my"))
            continue;
        ++calls;
        auto const id = each.find("client-request-id");
        auto const token = each.find("Authorization");
        BOOST_TEST_REQUIRE((id && token));
        users_of_token[std::string(*token)].insert(std::string(*id));
    }
    BOOST_TEST(calls >= begun);
    BOOST_TEST(users_of_token.size() > users);
    for (auto const& [token, names] : users_of_token)
        BOOST_TEST(names.size() == 1U, "a token was sent for " << names.size() << " users; seed " << seed);
}

BOOST_AUTO_TEST_SUITE_END()
