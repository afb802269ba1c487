#include <cloud_governance/api/admin/shared_mailboxes/specify_shared_mailbox_contacts.hpp>
#include <cloud_governance/api/admin/workspaces.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(api_selection)

namespace cg = cloud_governance;
namespace api = cloud_governance::api;
namespace fields = cloud_governance::api::fields;
using namespace cloud_governance::api::admin::workspaces;

namespace {

template <class Operation>
cg::http::request encoded(Operation const& operation)
{
    cg::http::request request;
    operation.encode(request);
    return request;
}

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

cg::model::lock_site_parameter body(bool lists)
{
    cg::model::lock_site_parameter out;
    out.is_send_cancel_email = true;
    if (lists) {
        cg::model::workspace_id_type_model one;
        one.object_id = cg::uuid_from_string("6AB493D7-B588-4338-A233-9290000000CE");
        out.workspace.emplace().push_back(one);
    }
    return out;
}

/// Nothing says what the action applies to.
template <class Operation, class Body>
constexpr bool needs_a_selection =
    !std::is_default_constructible_v<Operation> && !std::is_constructible_v<Operation, Body> &&
    std::is_constructible_v<Operation, api::all_objects_type> &&
    std::is_constructible_v<Operation, api::listed_objects_type, Body> &&
    std::is_constructible_v<Operation, char const*, Body> && !std::is_constructible_v<Operation, std::nullptr_t, Body>;

} // namespace

BOOST_AUTO_TEST_CASE(a_bulk_action_needs_a_selection)
{
    using namespace cg::model;
    static_assert(needs_a_selection<apply_communities_profiles, apply_community_profiles_model>);
    static_assert(needs_a_selection<apply_group_profiles, apply_team_profiles_model>);
    static_assert(needs_a_selection<apply_groups_policy, apply_group_policy_model>);
    static_assert(needs_a_selection<apply_site_profiles, apply_profiles_model>);
    static_assert(needs_a_selection<apply_sites_policy, apply_site_policy_model>);
    static_assert(needs_a_selection<apply_team_profiles, apply_team_profiles_model>);
    static_assert(needs_a_selection<archive_workspace, archive_workspace_parameter>);
    static_assert(needs_a_selection<complete_workspace_renewal_task, auto_complete_renewal_task_parameter>);
    static_assert(needs_a_selection<lock_workspaces, lock_site_parameter>);
    static_assert(needs_a_selection<specify_contacts, specify_contact_parameter>);
    static_assert(needs_a_selection<trigger_workspace_renewal, workspace_send_cancel_email_parameter>);
    static_assert(needs_a_selection<trigger_workspaces_election, workspace_action_parameter>);
    static_assert(needs_a_selection<unlock_workspace, workspace_action_parameter>);
    static_assert(
        needs_a_selection<api::admin::shared_mailboxes::specify_shared_mailbox_contacts, specify_contact_parameter>);
    static_assert(!std::is_aggregate_v<api::selection<lock_workspaces>>);
    static_assert(!std::is_default_constructible_v<api::selection<lock_workspaces>>);
    static_assert(!std::is_aggregate_v<api::all_objects_type> && !std::is_aggregate_v<api::listed_objects_type>);
}

BOOST_AUTO_TEST_CASE(objects_that_fit_a_filter)
{
    auto const typed = encoded(lock_workspaces(
        fields::status == cg::model::workspace_status::active && fields::policy_name == "O'Brien", body(false)));
    BOOST_TEST(
        typed.target == "/admin/directory/workspace/"
                        "lock?filter=status%20eq%20%27Active%27%20and%20policyName%20eq%20%27O%27%27Brien%27");
    BOOST_TEST(std::string_view(typed.body) == R"({"isSendCancelEmail":true})");
    BOOST_TEST(
        encoded(archive_workspace("name eq 'x'")).target ==
        "/admin/directory/workspace/archive?filter=name%20eq%20%27x%27");
    api::filter_for<unlock_workspace> kept = fields::name == "x";
    BOOST_TEST(
        encoded(unlock_workspace(kept)).target == "/admin/directory/workspace/unlock?filter=name%20eq%20%27x%27");
    using api::admin::shared_mailboxes::specify_shared_mailbox_contacts;
    BOOST_TEST(
        encoded(specify_shared_mailbox_contacts(fields::email == "a@b.c")).target ==
        "/admin/directory/sharedmailbox/contacts?filter=email%20eq%20%27a%40b.c%27");
}

BOOST_AUTO_TEST_CASE(an_empty_filter_is_refused)
{
    for (char const* empty : {"", " ", "\t\n"}) {
        auto const reason = refusal(lock_workspaces(empty, body(false)));
        BOOST_TEST(reason.starts_with("filter: "));
        BOOST_TEST(reason.find("all_objects") != std::string::npos);
    }
    // also one that was emptied on the way
    auto filter = api::filter_for<lock_workspaces>("x");
    auto const moved = std::move(filter);
    BOOST_TEST(refusal(lock_workspaces(filter)) != "");
    auto operation = lock_workspaces(api::all_objects);
    operation.objects = std::string();
    BOOST_TEST(refusal(operation) != "");
}

BOOST_AUTO_TEST_CASE(everything_is_spelled_out)
{
    auto const request = encoded(lock_workspaces(api::all_objects, body(false)));
    BOOST_TEST(request.target == "/admin/directory/workspace/lock");
    BOOST_TEST(std::string_view(request.body) == R"({"isSendCancelEmail":true})");
    BOOST_TEST(lock_workspaces(api::all_objects).objects.is_all());
    BOOST_TEST(!lock_workspaces(api::listed_objects).objects.is_all());
    BOOST_TEST(!lock_workspaces("x").objects.is_all());
}

BOOST_AUTO_TEST_CASE(objects_that_the_body_lists)
{
    auto const request = encoded(lock_workspaces(api::listed_objects, body(true)));
    BOOST_TEST(request.target == "/admin/directory/workspace/lock");
    BOOST_TEST(std::string_view(request.body).find("6ab493d7-b588-4338-a233-9290000000ce") != std::string_view::npos);
    // no body, no list, an empty list, and a flag that makes the list irrelevant
    BOOST_TEST(refusal(lock_workspaces(api::listed_objects)).starts_with("filter: listed_objects"));
    BOOST_TEST(refusal(lock_workspaces(api::listed_objects, body(false))) != "");
    auto empty = body(false);
    empty.workspace.emplace();
    BOOST_TEST(refusal(lock_workspaces(api::listed_objects, empty)) != "");
    auto everything = body(true);
    everything.is_select_all_workspace = true;
    BOOST_TEST(refusal(lock_workspaces(api::listed_objects, everything)) != "");
    everything.is_select_all_workspace = false;
    BOOST_TEST(refusal(lock_workspaces(api::listed_objects).body(everything)) == "");
}

BOOST_AUTO_TEST_CASE(a_filter_that_is_part_of_the_body)
{
    cg::model::apply_site_policy_model policy;
    policy.is_apply_quota = true;
    auto const filtered = encoded(apply_sites_policy(fields::name == "O'Brien", policy));
    BOOST_TEST(filtered.target == "/admin/directory/workspace/sites/policy");
    BOOST_TEST(std::string_view(filtered.body) == R"({"isApplyQuota":true,"filter":"name eq 'O''Brien'"})");
    BOOST_TEST(std::string_view(encoded(apply_sites_policy("x")).body) == R"({"filter":"x"})");
    BOOST_TEST(
        std::string_view(encoded(apply_sites_policy(api::all_objects, policy)).body) == R"({"isApplyQuota":true})");
    BOOST_TEST(refusal(apply_sites_policy("", policy)).starts_with("filter: an empty filter"));
    BOOST_TEST(refusal(apply_sites_policy(api::listed_objects, policy)).starts_with("filter: listed_objects"));
    policy.selected_objects.emplace().push_back("a");
    BOOST_TEST(
        std::string_view(encoded(apply_sites_policy(api::listed_objects, policy)).body) ==
        R"({"isApplyQuota":true,"selectedObjects":["a"]})");
    // two filters: which one is meant?
    policy.filter = "name eq 'x'";
    for (auto const& objects :
         {api::selection<apply_sites_policy>("y"), api::selection<apply_sites_policy>(api::all_objects),
          api::selection<apply_sites_policy>(api::listed_objects)})
        BOOST_TEST(refusal(apply_sites_policy(objects, policy)).starts_with("filter: the body has one too"));
}

BOOST_AUTO_TEST_SUITE_END()
