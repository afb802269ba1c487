#include <boost/test/unit_test.hpp>

#include <cloud_governance/api/admin/auth.hpp>
#include <cloud_governance/api/admin/office365.hpp>
#include <cloud_governance/api/admin/workspaces.hpp>
#include <cloud_governance/api/auth.hpp>
#include <cloud_governance/api/office365.hpp>
#include <cloud_governance/api/requests.hpp>
#include <cloud_governance/api/services.hpp>
#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/api/users.hpp>

#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(api_operations)

namespace cg = cloud_governance;
namespace api = cloud_governance::api;
using cg::http::verb;

namespace {

auto const id = cg::uuid_from_string("6AB493D7-B588-4338-A233-9290000000CE");
constexpr char const* id_text = "6ab493d7-b588-4338-a233-9290000000ce";

template <class Operation>
cg::http::request encoded(Operation const& operation, std::string base = "/")
{
    cg::http::request request;
    request.target = std::move(base);
    operation.encode(request);
    return request;
}

template <class Operation>
std::string target(Operation const& operation)
{
    return encoded(operation).target;
}

/// The reason why encoding is refused; empty when it is not.
template <class Operation>
std::string refusal(Operation const& operation)
{
    try {
        encoded(operation);
        return {};
    }
    catch (cg::failure const& reason) {
        BOOST_TEST((reason.code() == cg::errc::invalid_argument));
        return reason.diagnostics().detail;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_base_path_comes_first)
{
    api::requests::get_request_by_id const operation(id);
    BOOST_TEST(encoded(operation, "/").target == std::string("/requests/") + id_text);
    BOOST_TEST(encoded(operation, "/tenant/api").target == std::string("/tenant/api/requests/") + id_text);
    BOOST_TEST((operation.id == id));
    BOOST_TEST(operation.name() == "GET /requests/{id}");
}

BOOST_AUTO_TEST_CASE(only_what_is_set_is_sent)
{
    api::tasks::get_my_tasks operation(cg::model::task_approval_status::pending_confirm);
    BOOST_TEST(target(operation) == "/tasks/my/v2?taskApprovalStatus=1");
    operation.top(100).filter("status eq 'Running' and title ne 'a&b'");
    BOOST_TEST(
        target(operation) ==
        "/tasks/my/"
        "v2?taskApprovalStatus=1&filter=status%20eq%20%27Running%27%20and%20title%20ne%20%27a%26b%27&top=100");
    BOOST_TEST(target(api::requests::get_my_requests()) == "/requests/my");
    BOOST_TEST(target(api::requests::get_my_requests().top(0).search("")) == "/requests/my?search=&top=0");
}

BOOST_AUTO_TEST_CASE(setters_chain_on_temporaries_and_on_variables)
{
    static_assert(std::is_same_v<decltype(api::requests::get_my_requests().top(1)), api::requests::get_my_requests&>);
    auto kept = api::requests::get_my_requests().top(1).skip(20).order_by("title desc");
    auto& same = kept.top(2);
    BOOST_TEST(&same == &kept);
    BOOST_TEST(target(kept) == "/requests/my?orderby=title%20desc&top=2&skip=20");
}

BOOST_AUTO_TEST_CASE(getters_return_what_the_setters_took)
{
    namespace fields = api::fields;
    api::tasks::get_my_tasks operation(cg::model::task_approval_status::pending_confirm);
    BOOST_TEST(!operation.top());
    BOOST_TEST(!operation.filter());
    BOOST_TEST(!operation.order_by());
    operation.top(100).filter(fields::title == "a").order_by(fields::created_time, api::descending);
    BOOST_TEST(*operation.top() == 100);
    BOOST_TEST(*operation.filter() == "title eq 'a'");
    BOOST_TEST(*operation.order_by() == "createdTime desc");
    operation.order_by(fields::created_time, api::ascending);
    BOOST_TEST(*operation.order_by() == "createdTime asc");
    operation.order_by(fields::created_time);
    BOOST_TEST(*operation.order_by() == "createdTime");

    api::tasks::approve_task approve(id);
    BOOST_TEST(!approve.body().has_value());
    cg::model::comments_param comments;
    comments.comments = "well";
    BOOST_TEST((approve.body(comments).body() == comments));
    BOOST_TEST((api::tasks::approve_task(id, comments).body() == comments));
}

BOOST_AUTO_TEST_CASE(traits_are_known_without_an_operation)
{
    constexpr auto& traits = api::tasks::get_my_tasks::traits;
    static_assert(traits.method == verb::get && traits.repeatable && !traits.holds_secret);
    static_assert(traits.path() == "/tasks/my/v2");
    static_assert(api::tasks::approve_task::traits.path() == "/tasks/{id}/approve");
    BOOST_TEST(api::tasks::approve_task::name() == "POST /tasks/{id}/approve");
    static_assert(!api::tasks::approve_task::traits.repeatable);
}

BOOST_AUTO_TEST_CASE(booleans_identifiers_and_unknown_enumerators_in_queries)
{
    BOOST_TEST(
        target(api::services::get_create_site_service(id).is_validate_permission(true)) ==
        std::string("/services/createsite/") + id_text + "?isValidatePermission=true");
    BOOST_TEST(
        target(api::services::get_create_site_service(id).questionnaire_id(id)) ==
        std::string("/services/createsite/") + id_text + "?questionnaireId=" + id_text);
    auto const unknown = static_cast<cg::model::task_approval_status>(77);
    BOOST_TEST(target(api::tasks::get_my_tasks(unknown)) == "/tasks/my/v2?taskApprovalStatus=77");
    BOOST_TEST(
        target(api::admin::office365::get_upload_file_url(cg::model::api_upload_file_type(0), "a b.csv")) ==
        "/admin/office365/uploadurl/0?fileName=a%20b.csv");
}

BOOST_AUTO_TEST_CASE(text_in_a_path_cannot_leave_its_segment)
{
    using api::office365::get_group_owners;
    BOOST_TEST(target(get_group_owners("../../auth/x?y#z")) == "/office365/groups/..%2F..%2Fauth%2Fx%3Fy%23z/owners");
    BOOST_TEST(
        target(get_group_owners("gr\xc3\xbcn@contoso.com")) == "/office365/groups/gr%C3%BCn%40contoso.com/owners");
    BOOST_TEST(target(get_group_owners("...")) == "/office365/groups/.../owners");
    BOOST_TEST(refusal(get_group_owners("")).starts_with("email:"));
    BOOST_TEST(refusal(get_group_owners(".")).starts_with("email:"));
    BOOST_TEST(refusal(get_group_owners("..")).starts_with("email:"));
}

BOOST_AUTO_TEST_CASE(text_parameters_take_identifiers_too)
{
    BOOST_TEST(
        target(api::users::is_member_of_group("someone@contoso.com", id)) ==
        std::string("/users/someone%40contoso.com/ismemberof/") + id_text);
    BOOST_TEST((api::path_text(id) == api::path_text(id_text)));
}

BOOST_AUTO_TEST_CASE(optional_body)
{
    auto const without = encoded(api::tasks::approve_task(id));
    BOOST_TEST(without.body.empty());
    BOOST_TEST(!without.fields.contains("Content-Type"));
    BOOST_TEST((without.method == verb::post));

    cg::model::comments_param comments;
    comments.comments = "yes";
    for (auto const& operation :
         {api::tasks::approve_task(id, comments), api::tasks::approve_task(id).body(comments)}) {
        auto const request = encoded(operation);
        BOOST_TEST(std::string_view(request.body) == R"({"comments":"yes"})");
        BOOST_TEST(request.fields.find("content-type").value_or("") == "application/json");
        BOOST_TEST(request.target == std::string("/tasks/") + id_text + "/approve");
    }
}

BOOST_AUTO_TEST_CASE(required_body)
{
    static_assert(!std::is_default_constructible_v<api::requests::submit_create_site_request>);
    cg::model::create_site_request wanted;
    wanted.site_title = "Apollo";
    auto const request = encoded(api::requests::submit_create_site_request(wanted));
    BOOST_TEST(std::string_view(request.body) == R"({"siteTitle":"Apollo"})");
    BOOST_TEST(request.target == "/requests/createsite");
}

BOOST_AUTO_TEST_CASE(list_bodies)
{
    auto const request = encoded(api::services::validate_emails_for_create_guest_user_service(id, {"a@b.c", "d@e.f"}));
    BOOST_TEST(std::string_view(request.body) == R"(["a@b.c","d@e.f"])");
}

BOOST_AUTO_TEST_CASE(delete_with_a_body_that_is_a_credential)
{
    cg::model::api_credential credential;
    credential.client_secret = "CANARY";
    auto const request = encoded(api::admin::auth::delete_token_cache(credential));
    BOOST_TEST((request.method == verb::delete_));
    BOOST_TEST(std::string_view(request.body) == R"({"clientSecret":"CANARY"})");
    BOOST_TEST(request.sensitive);
    BOOST_TEST(api::admin::auth::delete_token_cache::traits.requires_administrator);
}

BOOST_AUTO_TEST_CASE(header_parameter)
{
    auto const request = encoded(api::auth::refresh_user_access_token("the-token"));
    BOOST_TEST(request.fields.find("refresh_token").value_or("") == "the-token");
    BOOST_TEST(request.target == "/auth/token/refresh");
    BOOST_TEST(request.body.empty());
    BOOST_TEST(request.sensitive);
    BOOST_TEST(!request.repeatable);
    auto const reason = refusal(api::auth::refresh_user_access_token("CANARY\r\nHost: evil"));
    BOOST_TEST(!reason.empty());
    BOOST_TEST(reason.find("CANARY") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_operation_determines_its_repeatability)
{
    BOOST_TEST(encoded(api::requests::get_request_by_id(id)).repeatable);
    BOOST_TEST(!encoded(api::requests::cancel_request(id)).repeatable);            // a GET that changes state
    BOOST_TEST(encoded(api::admin::workspaces::get_workspaces_post()).repeatable); // a POST that reads
    BOOST_TEST(encoded(api::services::validate_for_create_list_service(id)).repeatable);
    BOOST_TEST(!encoded(api::tasks::approve_task(id)).repeatable);
    BOOST_TEST(encoded(api::tasks::edit_create_site_request(id)).repeatable);     // PUT replaces the whole
    BOOST_TEST(!encoded(api::admin::workspaces::delete_workspaces()).repeatable); // starts deletions each time
}

BOOST_AUTO_TEST_CASE(marks)
{
    using namespace api;
    static_assert(admin::workspaces::apply_sites_policy::traits.starts_job);
    static_assert(!tasks::approve_task::traits.starts_job);
    static_assert(admin::workspaces::lock_workspaces::traits.requires_administrator);
    static_assert(!tasks::approve_task::traits.requires_administrator);
    static_assert(auth::get_delegate_access_token::traits.holds_secret);
    static_assert(std::is_same_v<services::get_service_id::response_type, cg::uuid>);
    static_assert(std::is_same_v<tasks::approve_task::response_type, void>);
    static_assert(std::is_same_v<office365::has_permission::response_type, bool>);
    static_assert(std::is_same_v<admin::office365::get_tenant_ids::response_type, cg::api::raw_reply>);
    static_assert(
        std::is_same_v<admin::office365::get_azure_ad_custom_property_names::response_type, std::vector<std::string>>);
    static_assert(std::is_same_v<requests::get_tasks::response_type, std::vector<cg::model::api_task>>);
    // faults of spelling are mended in names only
    BOOST_TEST(target(requests::get_lock_site_request(id)) == std::string("/requests/locksite/") + id_text);
    BOOST_TEST(
        target(requests::get_change_group_policy_request(id)) == std::string("/requests/changegrouppolicy/") + id_text);
    BOOST_TEST(
        target(admin::workspaces::get_ongoing_tasks(cg::model::workspace_type(1), "x")) ==
        "/admin/directory/workspace/1/ongoningtasks?groupNameOrUrl=x");
}

BOOST_AUTO_TEST_SUITE_END()
