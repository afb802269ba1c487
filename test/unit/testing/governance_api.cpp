#include "testing/raw_client.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(testing_governance_api)

namespace cg = cloud_governance;
using namespace std::chrono_literals;

namespace {

std::string const user = "someone@contoso.com";

struct fixture : raw::running_service {
    explicit fixture(cg::testing::fake_service_settings const& settings = {})
        : running_service(settings), connection_(service.environment().api_url(), context),
          bearer_(service.issue_token(user))
    {
    }

    raw::reply call(std::string const& method, std::string const& target, std::string const& body = {})
    {
        raw::request wanted{method, target, {{"Authorization", "Bearer " + bearer_}}, body};
        return connection_.exchange(wanted);
    }
    raw::reply get(std::string const& target) { return call("GET", target); }
    boost::json::value rows(std::string const& target) { return get(target).json().at("value"); }
    unsigned with(raw::fields const& fields) { return connection_.exchange({"GET", "/requests/my", fields}).status; }

    raw::connection connection_;
    std::string bearer_;
};

std::string text(boost::json::value const& value) { return std::string(value.as_string()); }

/// The status is as expected and the body is the API's error body.
void check_error(raw::reply const& answer, unsigned status)
{
    BOOST_TEST(answer.status == status);
    auto const body = answer.json();
    BOOST_TEST(!body.at("code").as_string().empty());
    BOOST_TEST(body.at("message").as_array().size() == 1u);
    BOOST_TEST(text(body.at("requestId")) == answer.field("request-id"));
    BOOST_TEST(text(body.at("date")).ends_with("Z"));
}

} // namespace

BOOST_FIXTURE_TEST_CASE(credentials_are_profile_fields_or_a_bearer_token, fixture)
{
    service.register_profile("id", "secret", user);
    BOOST_TEST(with({{"clientSecret", "secret"}, {"userPrincipalName", user}}) == 200u);
    BOOST_TEST(service.last_user() == user);
    BOOST_TEST(with({{"clientid", "id"}, {"CLIENTSECRET", "secret"}, {"userPrincipalName", user}}) == 200u);
    BOOST_TEST(with({{"clientId", "other"}, {"clientSecret", "secret"}, {"userPrincipalName", user}}) == 401u);
    BOOST_TEST(with({{"clientSecret", "other"}, {"userPrincipalName", user}}) == 401u);
    BOOST_TEST(with({{"clientSecret", "secret"}, {"userPrincipalName", "other@contoso.com"}}) == 401u);
    BOOST_TEST(with({{"clientSecret", "secret"}}) == 401u);
    BOOST_TEST(with({{"Authorization", "Bearer x"}}) == 401u);
    BOOST_TEST(with({{"Authorization", "Basic eDp5"}}) == 401u);
    BOOST_TEST(with({}) == 401u);
    BOOST_TEST(service.statistics().rejected_api_requests == 7u);
    BOOST_TEST(service.statistics().api_requests == 9u);

    BOOST_TEST(get("/requests/my").status == 200u);
    auto const before = service.issue_token(user);
    service.expire_access_tokens();
    check_error(get("/requests/my"), 401);
    BOOST_TEST(!get("/requests/my").field("WWW-Authenticate").empty());
    BOOST_TEST(with({{"Authorization", "Bearer " + before}}) == 401u);
    BOOST_TEST(with({{"Authorization", "bearer " + service.issue_token(user)}}) == 200u);
}

BOOST_FIXTURE_TEST_CASE(a_sign_in_is_refreshed_and_its_refresh_token_replaced, fixture)
{
    auto const shown = service.sign_in(user);
    auto const json = boost::json::parse(shown.json);
    BOOST_TEST(text(json.at("user").at("userPrincipalName")) == user);
    BOOST_TEST(json.at("duration").as_int64() == 3600);
    BOOST_TEST(text(json.at("access_token")) == shown.access_token);
    BOOST_TEST(with({{"Authorization", "Bearer " + shown.access_token}}) == 200u);
    service.expire_access_tokens();

    auto const refresh = [this](std::string const& token) {
        return connection_.exchange({"POST", "/auth/token/refresh", {{"refresh_token", token}}});
    };
    auto const first = refresh(shown.refresh_token).json();
    BOOST_TEST(first.at("isSuccess").as_bool());
    BOOST_TEST(first.at("errorMsg").is_null());
    BOOST_TEST(with({{"Authorization", "Bearer " + text(first.at("value").at("access_token"))}}) == 200u);
    BOOST_TEST(service.last_user() == user);
    auto const old = refresh(shown.refresh_token);
    BOOST_TEST(old.status == 200u); // a failure that says 200
    BOOST_TEST(!old.json().at("isSuccess").as_bool());
    BOOST_TEST(old.json().at("value").is_null());
    BOOST_TEST(refresh(text(first.at("value").at("refresh_token"))).json().at("isSuccess").as_bool());
    check_error(connection_.exchange({"POST", "/auth/token/refresh"}), 400);
    BOOST_TEST(connection_.exchange({"GET", "/auth/token/refresh"}).status == 405u);
    BOOST_TEST(service.statistics().refresh_requests == 5u);
    BOOST_TEST(service.statistics().api_requests == 2u);
}

BOOST_AUTO_TEST_CASE(refresh_tokens_may_stay)
{
    fixture lasting({.rotate_refresh_tokens = false});
    auto const shown = lasting.service.sign_in(user);
    for (int i = 0; i < 2; ++i) {
        auto const answer =
            lasting.connection_.exchange({"POST", "/auth/token/refresh", {{"refresh_token", shown.refresh_token}}});
        BOOST_TEST(text(answer.json().at("value").at("refresh_token")) == shown.refresh_token);
    }
}

BOOST_FIXTURE_TEST_CASE(a_profile_secret_is_exchanged_for_a_token, fixture)
{
    service.register_profile("id", "secret", user);
    auto const exchange = [this](std::string const& body) {
        return connection_.exchange({"POST", "/auth/token/delegate", {{"Content-Type", "application/json"}}, body});
    };
    auto const good = exchange("{\"clientSecret\":\"secret\",\"userPrincipalName\":\"" + user + "\"}").json();
    BOOST_TEST(good.at("isSuccess").as_bool());
    auto const bearer = "Bearer " + text(good.at("value").at("access_token"));
    BOOST_TEST(with({{"Authorization", bearer}}) == 200u);
    BOOST_TEST(service.last_user() == user);
    auto const bad = exchange("{\"clientSecret\":\"wrong\",\"userPrincipalName\":\"" + user + "\"}");
    BOOST_TEST(bad.status == 200u);
    BOOST_TEST(!bad.json().at("isSuccess").as_bool());
    check_error(exchange("not JSON"), 400);
    BOOST_TEST(service.statistics().delegate_requests == 3u);

    check_error(call("DELETE", "/admin/auth/token/cache", "{}"), 403);
    service.register_administrator(user);
    check_error(call("DELETE", "/admin/auth/token/cache", "{}"), 400);
    BOOST_TEST(call("DELETE", "/admin/auth/token/cache", "{\"userPrincipalName\":\"" + user + "\"}").status == 200u);
    BOOST_TEST(with({{"Authorization", bearer}}) == 401u);
}

BOOST_FIXTURE_TEST_CASE(tasks_are_listed_by_pages_and_finished_once, fixture)
{
    service.add_pending_tasks(5);
    std::string target = "/tasks/my/v2?taskApprovalStatus=PendingConfirm&top=2&filter=status%20eq%20'Running'";
    std::size_t seen = 0;
    for (std::string token; seen < 5;) {
        auto const page = get(target + (token.empty() ? "" : "&nexttoken=" + token)).json();
        for (auto const& task : page.at("value").as_array()) {
            ++seen;
            auto const done = call("POST", "/tasks/" + text(task.at("id")) + "/approve", R"({"comments":"fine"})");
            BOOST_TEST(done.status == 200u);
            BOOST_TEST(done.body.empty());
        }
        if (seen == 2) { // the link is the next page too
            auto const link = text(page.at("nextLink"));
            BOOST_TEST(link.starts_with(service.environment().api_url() + "/tasks/my/v2?"));
            BOOST_TEST(link.find("filter=status%20eq%20'Running'") != std::string::npos);
            BOOST_TEST(rows(link.substr(service.environment().api_url().size())).as_array().size() == 2u);
        }
        BOOST_TEST(page.at("nextToken").is_null() == (seen == 5));
        if (seen < 5)
            token = text(page.at("nextToken"));
    }
    BOOST_TEST(service.pending_tasks() == 0u);
    BOOST_TEST(rows("/tasks/my/v2?taskApprovalStatus=1").as_array().empty());
    auto const all = rows("/tasks/my/v2?taskApprovalStatus=2").as_array();
    BOOST_TEST(all.size() == 5u);
    BOOST_TEST(all[0].at("status").as_int64() == 1);

    auto const path = "/tasks/" + text(all[0].at("id"));
    auto const task = get(path).json();
    BOOST_TEST(text(task.at("comments")) == "fine");
    BOOST_TEST((task == service.task(cg::uuid_from_string(text(all[0].at("id"))))));
    check_error(call("POST", path + "/reject"), 409);
    check_error(get("/tasks/00000000-0000-4000-8000-000000000000"), 404);
    check_error(call("POST", "/tasks/00000000-0000-4000-8000-000000000000/approve"), 404);
    check_error(get("/tasks/my/v2"), 400);
    check_error(get("/tasks/my/v2?taskApprovalStatus=1&top=201"), 400);
    check_error(get("/tasks/my/v2?taskApprovalStatus=1&filter=x"), 400);
    BOOST_TEST(get(path + "/approve").status == 405u);
    BOOST_TEST(service.task(cg::uuid()).is_null());
}

BOOST_FIXTURE_TEST_CASE(tasks_can_be_rejected_retried_skipped_and_reassigned, fixture)
{
    service.add_pending_tasks(4);
    auto const all = rows("/tasks/my/v2?taskApprovalStatus=0").as_array();
    auto const status = [&](std::size_t index, std::string const& action, std::string const& body) {
        auto const path = "/tasks/" + text(all[index].at("id"));
        BOOST_TEST(call("POST", path + action, body).status == 200u);
        return get(path).json();
    };
    auto const moved = status(0, "/reassignto/other%40contoso.com", "");
    BOOST_TEST(moved.at("status").as_int64() == 0);
    BOOST_TEST(text(moved.at("assignee").at("loginName")) == "other@contoso.com");
    BOOST_TEST(status(1, "/reject", "{}").at("status").as_int64() == 2);
    BOOST_TEST(status(2, "/retry", "").at("status").as_int64() == 7);
    BOOST_TEST(status(3, "/skip?isPassbackEnabled=true", "").at("status").as_int64() == 8);
    check_error(call("POST", "/tasks/" + text(all[0].at("id")) + "/approve", "not JSON"), 400);
    BOOST_TEST(service.pending_tasks() == 1u);
}

BOOST_FIXTURE_TEST_CASE(requests_are_submitted_shown_listed_and_cancelled, fixture)
{
    auto const submitted = call("POST", "/requests/createsite", R"({"siteTitle":"Apollo","unknown":{"kept":[1]}})");
    BOOST_TEST(submitted.status == 200u);
    auto const id = text(submitted.json());
    BOOST_TEST(
        (service.request_body(cg::uuid_from_string(id)) ==
         boost::json::parse(R"({"siteTitle":"Apollo","unknown":{"kept":[1]}})")));
    auto const shown = get("/requests/" + id).json();
    BOOST_TEST(text(shown.at("id")) == id);
    BOOST_TEST(text(shown.at("requester")) == user);
    BOOST_TEST(!shown.as_object().contains("siteTitle"));
    BOOST_TEST(text(get("/requests/createsite/" + id).json().at("siteTitle")) == "Apollo");
    check_error(get("/requests/creategroup/" + id), 404);

    auto const whole = call("POST", "/requests/creategroup/v2", R"({"summary":"group"})").json();
    BOOST_TEST(text(whole.at("summary")) == "group");
    BOOST_TEST(service.request_body(cg::uuid_from_string(text(whole.at("id")))).as_object().size() == 1u);
    BOOST_TEST(call("POST", "/requests/changesite/v2/setting", "{}").json().is_object());
    BOOST_TEST(call("POST", "/requests/changesite/setting", "{}").json().is_string());
    BOOST_TEST(call("POST", "/requests/dynamic/template", "{}").json().is_string());
    for (auto const* path : {"/requests/nothing", "/requests/archiveweb/v2", "/requests/createsite/v2/v2"})
        check_error(call("POST", path, "{}"), 404);
    check_error(call("POST", "/requests/createsite", "[]"), 400);
    BOOST_TEST(call("PUT", "/requests/createsite", "{}").status == 405u);

    BOOST_TEST(rows("/requests/my").as_array().size() == 5u);
    BOOST_TEST(rows("/requests/my?filter=summary+eq+'group'&search=1002").as_array().size() == 1u);
    BOOST_TEST(call("POST", "/requests/" + id + "/cancel").status == 405u);
    BOOST_TEST(get("/requests/" + id + "/cancel").status == 200u);
    BOOST_TEST(get("/requests/" + id).json().at("progressStatus").as_int64() == 6);
    check_error(get("/requests/" + id + "/cancel"), 409);
    BOOST_TEST(get("/requests/" + id + "/tasks").json().as_array().empty());

    auto const added = cg::to_string(service.add_request());
    BOOST_TEST(text(get("/requests/" + added).json().at("id")) == added);
    check_error(get("/requests/00000000-0000-4000-8000-000000000000"), 404);
    BOOST_TEST(service.request_body(cg::uuid()).is_null());
}

BOOST_FIXTURE_TEST_CASE(services_are_found_by_name_and_offer_their_template, fixture)
{
    auto const offered = boost::json::parse(R"({"siteTitle":""})");
    auto const id = cg::to_string(service.add_create_site_service("Create a site & more", offered));
    service.add_service("creategroup", "Create a group", offered);
    BOOST_TEST(text(get("/services/id?name=Create%20a%20site%20%26%20more").json()) == id);
    check_error(get("/services/id?name=other"), 404);
    auto const shown = get("/services/createsite/" + id + "?isValidatePermission=true").json();
    BOOST_TEST((shown.at("requestTemplate") == offered));
    check_error(get("/services/creategroup/" + id), 404);
    BOOST_TEST(rows("/services/my").as_array().size() == 2u);
    BOOST_TEST(rows("/services/my?search=GROUP").as_array().size() == 1u);
    BOOST_TEST(call("POST", "/services/my").status == 405u);
    BOOST_CHECK_THROW(service.add_service("creategroup", "x", boost::json::value(1)), cg::failure);

    auto const request = text(call("POST", "/requests/createsite", "{\"serviceId\":\"" + id + "\"}").json());
    BOOST_TEST(text(rows("/requests/my").at(0).at("serviceName")) == "Create a site & more");
}

BOOST_FIXTURE_TEST_CASE(workspaces_are_listed_for_users_and_administrators, fixture)
{
    service.add_workspaces(201);
    BOOST_TEST(rows("/workspace/my").as_array().size() == 200u);
    BOOST_TEST(rows("/workspace/my?search=workspace%20201").as_array().size() == 1u);
    check_error(get("/admin/directory/workspace"), 403);
    service.register_administrator("SOMEONE@contoso.com");
    BOOST_TEST(rows("/admin/directory/workspace?top=10").at(0).as_object().contains("url"));
    BOOST_TEST(call("POST", "/admin/directory/workspace?top=10").json().at("value").as_array().size() == 10u);
    BOOST_TEST(call("PUT", "/admin/directory/workspace").status == 405u);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_path_is_404, fixture)
{
    for (auto const* path : {"/", "/nothing", "/tasks", "/tasks/my", "/tasks/x", "/requests", "/services/id/x"})
        check_error(get(path), 404);
    check_error(get("/%zz"), 400);
    check_error(get("/requests/my?x=%"), 400);
    auto const answer = get("/requests/my");
    BOOST_TEST(!answer.field("Date").empty());
    BOOST_TEST(!answer.field("request-id").empty());
}

BOOST_AUTO_TEST_CASE(the_api_may_lie_under_a_path)
{
    fixture server({.host = "localhost", .api_path = "/governance"});
    BOOST_TEST(server.service.environment().api_url().starts_with("https://localhost:"));
    BOOST_TEST(server.service.environment().api_url().ends_with("/governance"));
    server.service.add_workspaces(2);
    BOOST_TEST(server.get("/workspace/my").status == 404u);
    auto const page = server.get("/governance/workspace/my?top=1").json();
    BOOST_TEST(text(page.at("nextLink")).starts_with(server.service.environment().api_url() + "/workspace/my?"));
}

BOOST_AUTO_TEST_SUITE_END()
