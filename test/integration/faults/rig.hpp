#pragma once

// A client and a server over loopback TLS, and the six things that are done with them.

#include "client/client_fixture.hpp"
#include "names.hpp"
#include "server.hpp"
#include "strategy.hpp"
#include "table.hpp"

#include <cloud_governance/batch.hpp>
#include <cloud_governance/client.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faults {

using client_test::change_thing;
using client_test::read_thing;
using namespace std::chrono_literals;

/// A list of two pages: a body is the next page's token, or "end".
class list_things {
public:
    using response_type = std::string;

    list_things() = default;
    list_things& page_token(std::string value)
    {
        token = std::move(value);
        return *this;
    }
    static std::optional<std::string> next_page_token(response_type const& page)
    {
        return page == "end" ? std::nullopt : std::optional(page);
    }
    std::string name() const { return "GET /pages"; }
    void encode(cg::http::request& request) const
    {
        request.repeatable = true;
        request.target += "/pages";
        if (token)
            request.target += "?token=" + *token;
    }
    std::optional<std::string> token;
};

inline std::size_t open_descriptors()
{
    std::filesystem::directory_iterator const all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// A good reply's text.
inline std::string reply_text(std::string_view body, std::string_view fields = "")
{
    return "HTTP/1.1 200 OK\r\n" + std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

/// Whose request this is; nothing for the first page of a list. A batch's are those of repeatable calls.
inline std::optional<column> column_of(std::string_view request)
{
    if (request.starts_with("GET /id/.well-known/"))
        return column::discovery;
    if (request.starts_with("POST /id/connect/token "))
        return column::token;
    if (request.starts_with("GET /things/"))
        return column::repeatable;
    if (request.starts_with("POST /things "))
        return column::not_repeatable;
    if (request.starts_with("GET /pages?token=second "))
        return column::pages;
    return std::nullopt;
}

/// The body of the good reply.
inline std::string good_body(std::optional<column> to, std::string const& url)
{
    if (!to)
        return "\"second\"";
    switch (*to) {
    case column::discovery:
        return R"({"issuer":")" + url + R"(/id","token_endpoint":")" + url + R"(/id/connect/token"})";
    case column::token:
        return R"({"access_token":"t","token_type":"Bearer","expires_in":3600})";
    case column::not_repeatable:
        return "{}";
    case column::pages:
        return "\"end\"";
    default:
        return "\"v\"";
    }
}

/// What came of an operation.
class outcome {
public:
    cg::error_code code;
    unsigned attempts = 0;
    std::size_t connections = 0;
    std::size_t requests = 0;
    std::string text;

    void take(cg::error const& reason)
    {
        code = reason.code;
        attempts = reason.diagnostics.attempts;
        text = cg::to_string(reason);
    }
};

class rig {
public:
    using client = cg::client<strategy>;

    explicit rig(column to, cg::http::pool_options pool_options = pool_test::options(), char const* host = "127.0.0.1")
        : to(to), context(raw::make_server_context(identity())), host_(host)
    {
        options.transport = pool = std::make_shared<cg::http::connection_pool>(io.get_executor(), pool_options);
        options.retry.max_attempts = 2;
        options.retry.base_delay = 0ms;
        options.retry.budget_reserve = 1'000'000;
        options.max_response_bytes = 64 * 1024;
    }

    std::string url() const { return "https://" + std::string(host_) + ":" + std::to_string(peer.port()); }

    void start_server(server::script script) { peer.start(std::move(script), context.get()); }

    /// A server that answers as it should, until the client goes.
    void start_good_server()
    {
        start_server([this](raw::peer& client) {
            if (!client.accept_tls())
                return;
            while (auto const request = client.read_request()) {
                ++peer.requests;
                client.write(reply_text(good_body(column_of(*request), url())));
            }
        });
    }

    client make_client(credentials source)
    {
        return client(io, cg::environment(url(), url() + "/id"), strategy(source, alive), options);
    }

    /// What the column's own operation needs.
    credentials own_credentials() const
    {
        return to == column::discovery ? credentials::discovery_and_token
               : to == column::token   ? credentials::token
                                       : credentials::fixed_key;
    }

    /// The column's operation; a new client each time, over the same connections.
    asio::awaitable<void> perform(outcome& into)
    {
        auto const governance = make_client(own_credentials());
        try {
            if (to == column::not_repeatable) {
                auto const head = co_await governance.exchange(change_thing());
                into.attempts = head.attempts;
            }
            else if (to == column::pages) {
                auto const page = co_await walk->next();
                BOOST_TEST((page && page->value == "end"));
                into.attempts = page->attempts;
            }
            else if (to == column::batch) {
                co_await perform_batch(governance, into);
            }
            else {
                auto const head = co_await governance.exchange(read_thing("1"));
                BOOST_TEST(head.value == "v");
                into.attempts = head.attempts;
            }
        }
        catch (cg::failure const& thrown) {
            into.take(thrown.error());
        }
    }

    /// Begins a walk; its second page is what `perform` asks for.
    void walk_to_second_page()
    {
        walk.emplace(make_client(credentials::fixed_key).pages(list_things()));
        int ended = 0;
        start(first_page(), ended);
        run_to_end();
        BOOST_TEST_REQUIRE((walk->token() == "second"));
    }

    void start(asio::awaitable<void> body, int& ended)
    {
        asio::co_spawn(io, std::move(body), [&ended](std::exception_ptr thrown) {
            if (thrown)
                std::rethrow_exception(thrown);
            ++ended;
        });
    }

    /// Runs everything to its end, which must come by itself.
    void run_to_end()
    {
        io.restart();
        io.run_for(60s);
        BOOST_TEST_REQUIRE(io.stopped(), "something is still waiting");
    }

    /// The next call succeeds (at once, but where a deadline is so short that a busy machine may miss it), and nothing
    /// of those before is left.
    void check_what_is_left()
    {
        bool succeeded = false;
        int ended = 0;
        start(next_call(succeeded), ended);
        run_to_end();
        BOOST_TEST(ended == 1);
        BOOST_TEST(succeeded, "the next call failed");
        BOOST_TEST(pool->current_state().busy == 0U);
        BOOST_TEST(pool->current_state().waiting == 0U);
        BOOST_TEST(alive.use_count() == 1, "something of a call is still alive");
    }

    column const to;
    raw::server_context context;
    server peer;
    /// Held by every client, and so by every coroutine of one.
    std::shared_ptr<int> alive = std::make_shared<int>(0);
    asio::io_context io;
    std::shared_ptr<cg::http::connection_pool> pool;
    cg::client_options options;
    std::optional<cg::page_walk<list_things>> walk;

private:
    static raw::tls_settings identity()
    {
        static cg::testing::certificate_pem const issued = [] {
            cg::testing::certificate_settings settings;
            settings.key = cg::testing::certificate_key::ec_p256;
            settings.dns_names = {known_name};
            settings.ip_addresses = {"127.0.0.1"};
            return pool_test::authority().issue("CN=faults", settings);
        }();
        raw::tls_settings out;
        out.identity = issued;
        return out;
    }

    /// All of a batch fares alike.
    static asio::awaitable<void> perform_batch(client governance, outcome& into)
    {
        std::vector<read_thing> const operations(batch_size, read_thing("1"));
        cg::batch_options options;
        options.concurrency(2);
        auto const results = co_await cg::send_all(std::move(governance), operations, options);
        BOOST_TEST(results.size() == batch_size);
        for (auto const& each : results) {
            outcome one;
            if (!each)
                one.take(each.error());
            BOOST_TEST((&each == &results.front() || one.code == into.code));
            into = one;
        }
    }

    asio::awaitable<void> first_page()
    {
        // under a short deadline and a busy machine the first page may need some patience
        for (int tries = 0; tries < 1000; ++tries)
            try {
                auto const page = co_await walk->next();
                co_return;
            }
            catch (cg::failure const&) {
            }
    }

    asio::awaitable<void> next_call(bool& succeeded)
    {
        bool const with_token = to == column::discovery || to == column::token;
        auto const governance = make_client(with_token ? credentials::discovery_and_token : credentials::fixed_key);
        for (int tries = 0; tries < 1000 && !succeeded; ++tries) {
            auto const ended = co_await governance.try_send(read_thing("1"));
            succeeded = ended.has_value();
        }
    }

    char const* host_;
};

} // namespace faults
