#include "client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(client_pages)

using namespace client_test;
using cg::errc;

namespace {

/// Pages whose body is a list of strings; the last entry is the next page's token unless it is "end".
class list_things {
public:
    using response_type = std::vector<std::string>;

    list_things() = default;
    list_things& page_token(std::string value)
    {
        token = std::move(value);
        return *this;
    }
    static std::optional<std::string> next_page_token(response_type const& page)
    {
        if (page.empty() || page.back() == "end")
            return std::nullopt;
        return page.back();
    }
    std::string name() const { return "GET /things"; }
    void encode(cg::http::request& request) const
    {
        request.repeatable = true;
        request.target += "/things";
        if (token)
            request.target += "?token=" + *token;
    }
    std::optional<std::string> token;
};

/// All entries of a walk; stops at a failure, which is put into `failed`.
asio::awaitable<void> walk(client_fixture<>& at, std::vector<std::string>& entries, std::optional<cg::failure>& failed)
{
    auto pages = at.client.pages(list_things(), cg::call_options().max_attempts(1));
    for (int tries = 0; tries < 20; ++tries) {
        try {
            auto page = co_await pages.next();
            if (!page)
                co_return;
            BOOST_TEST(page->status == 200U);
            for (auto& entry : page->value)
                entries.push_back(entry);
        }
        catch (cg::failure const& thrown) {
            failed = thrown;
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(pages_are_read_to_the_last_one)
{
    client_fixture at;
    at.transport->answer(200, R"(["a","t1"])").answer(200, R"(["t2"])").answer(200, R"(["b","c","end"])");
    std::vector<std::string> entries;
    std::optional<cg::failure> failed;
    at.run(walk(at, entries, failed));
    BOOST_TEST(!failed.has_value());
    BOOST_TEST((entries == std::vector<std::string>{"a", "t1", "t2", "b", "c", "end"}));
    BOOST_TEST_REQUIRE(at.transport->requests().size() == 3U);
    BOOST_TEST(at.transport->requests()[0].target == "/things");
    BOOST_TEST(at.transport->requests()[1].target == "/things?token=t1");
    BOOST_TEST(at.transport->requests()[2].target == "/things?token=t2");
    BOOST_TEST(
        at.transport->requests()[0].field("client-request-id") !=
        at.transport->requests()[1].field("client-request-id"));
}

BOOST_AUTO_TEST_CASE(an_empty_page_with_a_next_token_is_not_the_end)
{
    client_fixture at;
    at.transport->answer(200, R"(["t1"])").answer(200, "[]");
    std::vector<std::string> entries;
    std::optional<cg::failure> failed;
    at.run(walk(at, entries, failed));
    BOOST_TEST(at.transport->requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_failure_does_not_change_the_position)
{
    client_fixture at;
    at.transport->answer(200, R"(["t1"])").answer(500, "").answer(200, "not JSON").answer(200, R"(["b","end"])");
    std::vector<std::string> entries;
    std::optional<cg::failure> failed;
    at.run(walk(at, entries, failed));
    BOOST_TEST(failed.has_value());
    BOOST_TEST((entries == std::vector<std::string>{"t1", "b", "end"}));
    BOOST_TEST_REQUIRE(at.transport->requests().size() == 4U);
    for (std::size_t i = 1; i < 4; ++i)
        BOOST_TEST(at.transport->requests()[i].target == "/things?token=t1");
}

BOOST_AUTO_TEST_CASE(a_token_that_does_not_change_is_reported_and_not_followed)
{
    client_fixture at;
    at.transport->answer(200, R"(["t1"])")
        .answer(200, R"(["t1"])")
        .with("x-request-id", "r1")
        .answer(200, R"(["end"])");
    std::vector<std::string> entries;
    std::optional<cg::failure> failed;
    at.run(walk(at, entries, failed));
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST((failed->code() == errc::invalid_response));
    BOOST_TEST(failed->diagnostics().operation == "GET /things");
    BOOST_TEST(failed->diagnostics().http_status == 200U);
    BOOST_TEST(failed->diagnostics().server_request_id == "r1");
    BOOST_TEST((entries == std::vector<std::string>{"t1", "end"}));
}

BOOST_AUTO_TEST_CASE(reading_can_resume_later_and_outlives_the_client)
{
    client_fixture at;
    at.transport->answer(200, R"(["t1"])").answer(200, R"(["end"])");
    std::optional<std::string> stored;
    at.run([](client_fixture<>& at, std::optional<std::string>& stored) -> asio::awaitable<void> {
        auto pages = at.client.pages(list_things());
        BOOST_TEST(!pages.token().has_value());
        co_await pages.next();
        stored = pages.token();
    }(at, stored));
    BOOST_TEST(stored.value() == "t1");
    at.run([](client_fixture<>& at, std::string stored) -> asio::awaitable<void> {
        std::optional<cg::client<fixed_key>> copy(at.client);
        auto pages = copy->pages(list_things().page_token(stored));
        copy.reset();
        auto page = co_await pages.next();
        BOOST_TEST(page.has_value());
        BOOST_TEST(!pages.token().has_value());
        page = co_await pages.next();
        BOOST_TEST(!page.has_value());
    }(at, *stored));
    BOOST_TEST(at.transport->requests()[1].target == "/things?token=t1");
}

static_assert(std::is_move_assignable_v<cg::page_walk<list_things>>);
static_assert(!std::is_aggregate_v<cg::page_walk<list_things>>);

BOOST_AUTO_TEST_SUITE_END()
