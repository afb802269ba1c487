#include <cloud_governance/api/admin/workspaces/get_workspaces.hpp>
#include <cloud_governance/api/admin/workspaces/lock_workspaces.hpp>
#include <cloud_governance/api/requests/get_my_requests.hpp>
#include <cloud_governance/api/requests/submit_create_site_request.hpp>
#include <cloud_governance/api/tasks/get_my_tasks.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(client_filters)

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace fields = cloud_governance::api::fields;
using cg::api::requests::get_my_requests;
using cg::api::tasks::get_my_tasks;
using cg::model::api_request_progress_status;
using cg::model::request_progress_status;
using cg::model::task_approval_status;
using cg::model::task_result;

namespace {

/// A service with four requests, and a client of it.
class fixture {
public:
    fixture()
        : client(
              io, service.environment(),
              cg::auth::bearer(cg::secret_string(service.issue_token("someone@contoso.com"))), {.tls = service.tls()})
    {
    }

    /// Runs one coroutine to its end.
    template <class Body>
    void run(Body body)
    {
        std::exception_ptr thrown;
        asio::co_spawn(io, body(*this), [&](std::exception_ptr reason) {
            thrown = reason;
            service.stop();
        });
        io.run();
        if (thrown)
            std::rethrow_exception(thrown);
    }

    asio::awaitable<void> submit()
    {
        for (char const* summary : {"plain", "O'Brien", "x' or summary ne 'x", "(a and b) & c"}) {
            cg::model::create_site_request request;
            request.summary = summary;
            co_await client.send(cg::api::requests::submit_create_site_request(request));
        }
    }

    asio::io_context io;
    cg::testing::fake_service service{io};
    cg::client<cg::auth::bearer> client;
};

/// The summaries of a page, joined.
std::string names(cg::model::request_list_page_result const& page)
{
    std::string out;
    for (auto const& row : cg::items(page.value))
        out += (out.empty() ? "" : "|") + row.summary.value_or("");
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(rows_are_selected_by_typed_filters)
{
    fixture at;
    at.run([](fixture& at) -> asio::awaitable<void> {
        co_await at.submit();
        auto& client = at.client;
        auto const running = request_progress_status::request_submitted;

        BOOST_TEST(names(co_await client.send(get_my_requests().filter(fields::summary == "plain"))) == "plain");
        BOOST_TEST(names(co_await client.send(get_my_requests().filter(fields::summary == "O'Brien"))) == "O'Brien");
        // what would be a filter of its own if it were not quoted
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(fields::summary == "x' or summary ne 'x"))) ==
            "x' or summary ne 'x");
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(
                fields::summary != "plain" && fields::status == running && fields::ticket_number != 1003))) ==
            "O'Brien|(a and b) & c");
        BOOST_TEST(
            names(co_await client.send(
                get_my_requests()
                    .filter(fields::summary == "plain" || fields::summary == std::string("O'Brien"))
                    .order_by(fields::ticket_number, cg::api::descending))) == "O'Brien|plain");
        // the same comparisons in two groupings
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(
                (fields::summary == "plain" || fields::summary == "O'Brien") && fields::ticket_number == 1002))) ==
            "O'Brien");
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(
                fields::summary == "plain" || (fields::summary == "O'Brien" && fields::ticket_number == 1002)))) ==
            "plain|O'Brien");
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(
                fields::status == request_progress_status::completed || fields::enabled_copy == false))) == "");
        BOOST_TEST(
            names(co_await client.send(
                get_my_requests().order_by(fields::summary, fields::descending).skip(1).top(2))) == "plain|O'Brien");
    });
}

BOOST_AUTO_TEST_CASE(times_are_compared_as_times)
{
    fixture at;
    at.service.add_workspaces(2);
    at.service.register_administrator("someone@contoso.com");
    at.run([](fixture& at) -> asio::awaitable<void> {
        using cg::api::admin::workspaces::get_workspaces;
        auto& client = at.client;
        auto const all = co_await client.send(get_workspaces());
        auto const created = *cg::items(all.value).at(0).created_time;
        auto const count = [](auto const& page) { return cg::items(page.value).size(); };
        BOOST_TEST(count(co_await client.send(get_workspaces().filter(fields::created_time == created))) == 2U);
        BOOST_TEST(count(co_await client.send(get_workspaces().filter(fields::created_time != created))) == 0U);
        BOOST_TEST(count(co_await client.send(get_workspaces().filter(fields::created_time > created))) == 0U);
        BOOST_TEST(
            count(co_await client.send(get_workspaces().filter(
                fields::created_time > created - std::chrono::seconds(1) && created >= fields::created_time &&
                fields::created_time <= std::chrono::system_clock::now() &&
                fields::type == cg::model::workspace_type::site))) == 2U);
    });
}

BOOST_AUTO_TEST_CASE(filters_of_long_texts_and_identifiers_live_as_long_as_the_call)
{
    fixture at;
    at.service.add_pending_tasks(3);
    at.run([](fixture& at) -> asio::awaitable<void> {
        auto& client = at.client;
        auto const pending = task_approval_status::pending_confirm;
        std::string const title = "Approve request 2, which has a title too long for a small string";
        auto const all = co_await client.send(get_my_tasks(pending).filter(
            fields::status == task_result::running && fields::title != title + "!" &&
            fields::requester_email == std::string_view("requester@contoso.com")));
        BOOST_TEST_REQUIRE(cg::items(all.value).size() == 3U);
        auto const& second = cg::items(all.value)[1];
        auto const one = co_await client.send(
            get_my_tasks(pending).filter(fields::id == *second.id && fields::request_id == *second.request_id));
        BOOST_TEST(cg::items(one.value).size() == 1U);
        cg::api::filter_for<get_my_tasks> kept = fields::title == *second.title;
        kept = kept && fields::allow_edit != true;
        auto const same = co_await client.send(get_my_tasks(pending).filter(kept));
        BOOST_TEST((cg::items(same.value).at(0).id == second.id));
        // a failure while the call is put together leaves nothing behind
        bool refused = false;
        try {
            co_await client.send(get_my_tasks(pending).filter(
                fields::title == title + title && fields::status == static_cast<task_result>(777)));
        }
        catch (cg::failure const& reason) {
            refused = reason.diagnostics().detail.find("status") != std::string::npos;
        }
        BOOST_TEST(refused);
    });
}

BOOST_AUTO_TEST_CASE(bulk_actions_and_lists_of_values_in_one_expression)
{
    fixture at;
    at.service.register_administrator("someone@contoso.com");
    at.run([](fixture& at) -> asio::awaitable<void> {
        using cg::api::admin::workspaces::lock_workspaces;
        co_await at.submit();
        auto& client = at.client;
        std::vector<std::string> const summaries{"plain", "a summary that no request has, too long for a small string"};
        BOOST_TEST(
            names(co_await client.send(get_my_requests().filter(
                is_any_of(fields::summary, summaries) && fields::ticket_number != 7))) == "plain");
        // the fake service has no such action; what matters is what it was asked
        std::string const name = "a workspace with a name too long for a small string";
        cg::model::lock_site_parameter body;
        auto const filtered =
            co_await client.try_send(lock_workspaces(fields::name == name || fields::policy_name == "O'Brien", body));
        BOOST_TEST((filtered.error().code == cg::errc::not_found));
        auto const all = co_await client.try_send(lock_workspaces(cg::api::all_objects, body));
        BOOST_TEST((all.error().code == cg::errc::not_found));
        auto const refused = co_await client.try_send(lock_workspaces("", body));
        BOOST_TEST((refused.error().code == cg::errc::invalid_argument));
        auto const listed = co_await client.try_send(lock_workspaces(cg::api::listed_objects, body));
        BOOST_TEST((listed.error().code == cg::errc::invalid_argument));
    });
}

BOOST_AUTO_TEST_SUITE_END()
