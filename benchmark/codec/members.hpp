#pragma once

// The members of the benchmarked models in the order in which the service writes them, for the hand-written routes that
// use another parser.

#include <cloud_governance/model/report_metadata.hpp>
#include <cloud_governance/model/task_list_page_result.hpp>
#include <cloud_governance/model/workspace_grid_model_page_result.hpp>

#include <string_view>
#include <tuple>
#include <type_traits>

namespace codec_benchmark {

namespace model = cloud_governance::model;

/// A member of a model, and its name on the wire.
template <class Model, class Member>
class named_member {
public:
    std::string_view name;
    Member Model::*place;
};

template <class Model, class Member>
constexpr named_member<Model, Member> member(std::string_view name, Member Model::*place)
{
    return {name, place};
}

template <class Model>
inline constexpr std::tuple<> members_of{};

template <>
inline constexpr auto members_of<model::report_metadata> = std::tuple(
    member("id", &model::report_metadata::id), member("name", &model::report_metadata::name),
    member("value", &model::report_metadata::value), member("displayValue", &model::report_metadata::display_value),
    member("type", &model::report_metadata::type));

template <>
inline constexpr auto members_of<model::task_list> = std::tuple(
    member("id", &model::task_list::id), member("title", &model::task_list::title),
    member("requester", &model::task_list::requester), member("requestId", &model::task_list::request_id),
    member("requestTicketNumber", &model::task_list::request_ticket_number),
    member("requesterDisplayName", &model::task_list::requester_display_name),
    member("requesterEmail", &model::task_list::requester_email), member("dueDate", &model::task_list::due_date),
    member("dueDateType", &model::task_list::due_date_type), member("serviceType", &model::task_list::service_type),
    member("serviceTypeDescription", &model::task_list::service_type_description),
    member("createdTime", &model::task_list::created_time), member("taskType", &model::task_list::task_type),
    member("status", &model::task_list::status), member("statusDescription", &model::task_list::status_description),
    member("taskFullPath", &model::task_list::task_full_path), member("lastUpdated", &model::task_list::last_updated),
    member("category", &model::task_list::category),
    member("categoryDisplayName", &model::task_list::category_display_name),
    member("serviceName", &model::task_list::service_name), member("objectId", &model::task_list::object_id),
    member("profileId", &model::task_list::profile_id), member("allowEdit", &model::task_list::allow_edit),
    member("progressStatus", &model::task_list::progress_status), member("batchId", &model::task_list::batch_id),
    member("isEnabledPassback", &model::task_list::is_enabled_passback));

template <>
inline constexpr auto members_of<model::workspace_grid_model> = std::tuple(
    member("id", &model::workspace_grid_model::id), member("name", &model::workspace_grid_model::name),
    member("description", &model::workspace_grid_model::description),
    member("status", &model::workspace_grid_model::status),
    member("statusDescription", &model::workspace_grid_model::status_description),
    member("type", &model::workspace_grid_model::type),
    member("typeDescription", &model::workspace_grid_model::type_description),
    member("url", &model::workspace_grid_model::url), member("email", &model::workspace_grid_model::email),
    member("privacy", &model::workspace_grid_model::privacy),
    member("privacyDescription", &model::workspace_grid_model::privacy_description),
    member("policyName", &model::workspace_grid_model::policy_name),
    member("policyDisplay", &model::workspace_grid_model::policy_display),
    member("policyId", &model::workspace_grid_model::policy_id),
    member("enableDynamicMembership", &model::workspace_grid_model::enable_dynamic_membership),
    member("enableDynamicMembershipDescription", &model::workspace_grid_model::enable_dynamic_membership_description),
    member("primaryAdministrators", &model::workspace_grid_model::primary_administrators),
    member("primaryAdministratorObjectIds", &model::workspace_grid_model::primary_administrator_object_ids),
    member("primaryAdministratorDisplayNames", &model::workspace_grid_model::primary_administrator_display_names),
    member("additionalAdministrators", &model::workspace_grid_model::additional_administrators),
    member("additionalAdministratorObjectIds", &model::workspace_grid_model::additional_administrator_object_ids),
    member("additionalAdministratorDisplayNames", &model::workspace_grid_model::additional_administrator_display_names),
    member("primaryContact", &model::workspace_grid_model::primary_contact),
    member("primaryContactStatusOfEnpower", &model::workspace_grid_model::primary_contact_status_of_empower),
    member("primaryContactEmail", &model::workspace_grid_model::primary_contact_email),
    member("primaryContactObjectId", &model::workspace_grid_model::primary_contact_object_id),
    member("primaryContactDisplayName", &model::workspace_grid_model::primary_contact_display_name),
    member("secondaryContact", &model::workspace_grid_model::secondary_contact),
    member("secondaryContactStatusOfEnpower", &model::workspace_grid_model::secondary_contact_status_of_empower),
    member("secondaryContactEmail", &model::workspace_grid_model::secondary_contact_email),
    member("secondaryContactObjectId", &model::workspace_grid_model::secondary_contact_object_id),
    member("secondaryContactDisplayName", &model::workspace_grid_model::secondary_contact_display_name),
    member("primaryContactJobTitle", &model::workspace_grid_model::primary_contact_job_title),
    member("primaryContactDepartment", &model::workspace_grid_model::primary_contact_department),
    member("primaryContactCompanyName", &model::workspace_grid_model::primary_contact_company_name),
    member("secondaryContactJobTitle", &model::workspace_grid_model::secondary_contact_job_title),
    member("secondaryContactDepartment", &model::workspace_grid_model::secondary_contact_department),
    member("secondaryContactCompanyName", &model::workspace_grid_model::secondary_contact_company_name),
    member("hubType", &model::workspace_grid_model::hub_type),
    member("associateHubTitle", &model::workspace_grid_model::associate_hub_title),
    member("geoLocation", &model::workspace_grid_model::geo_location),
    member("geoLocationDescription", &model::workspace_grid_model::geo_location_description),
    member("storageLimit", &model::workspace_grid_model::storage_limit),
    member("storageUsed", &model::workspace_grid_model::storage_used),
    member("siteSharing", &model::workspace_grid_model::site_sharing),
    member("siteSharingDescription", &model::workspace_grid_model::site_sharing_description),
    member("groupSharing", &model::workspace_grid_model::group_sharing),
    member("groupSharingDescription", &model::workspace_grid_model::group_sharing_description),
    member("classification", &model::workspace_grid_model::classification),
    member("claimStatus", &model::workspace_grid_model::claim_status),
    member("claimStatusDescription", &model::workspace_grid_model::claim_status_description),
    member("createdTime", &model::workspace_grid_model::created_time),
    member("leaseExpirationTime", &model::workspace_grid_model::lease_expiration_time),
    member("inactivityThresholdTime", &model::workspace_grid_model::inactivity_threshold_time),
    member("lastRenewalTime", &model::workspace_grid_model::last_renewal_time),
    member("lastAccessedTime", &model::workspace_grid_model::last_accessed_time),
    member("applyPolicyStatus", &model::workspace_grid_model::apply_policy_status),
    member("hasOngoingTasks", &model::workspace_grid_model::has_ongoing_tasks),
    member("hasOngoingTasksDescription", &model::workspace_grid_model::has_ongoing_tasks_description),
    member("hasElectionOngoingTasks", &model::workspace_grid_model::has_election_ongoing_tasks),
    member("lastRenewalBy", &model::workspace_grid_model::last_renewal_by),
    member("lastRenewalByEmail", &model::workspace_grid_model::last_renewal_by_email),
    member("lastRenewalByObejctId", &model::workspace_grid_model::last_renewal_by_object_id),
    member("lastRenewalByDisplayName", &model::workspace_grid_model::last_renewal_by_display_name),
    member("sensitivity", &model::workspace_grid_model::sensitivity),
    member("insightsStatus", &model::workspace_grid_model::insights_status),
    member("siteStatus", &model::workspace_grid_model::site_status),
    member("siteStatusDescription", &model::workspace_grid_model::site_status_description),
    member("legalHold", &model::workspace_grid_model::legal_hold),
    member("lockedBy", &model::workspace_grid_model::locked_by),
    member("lastSyncTime", &model::workspace_grid_model::last_sync_time),
    member("lockedByDescription", &model::workspace_grid_model::locked_by_description),
    member("createdSource", &model::workspace_grid_model::created_source),
    member("siteTemplate", &model::workspace_grid_model::site_template),
    member("siteTemplateTitle", &model::workspace_grid_model::site_template_title),
    member("tenantId", &model::workspace_grid_model::tenant_id),
    member("quotaProfileName", &model::workspace_grid_model::quota_profile_name),
    member("quotaProfileId", &model::workspace_grid_model::quota_profile_id),
    member("externalSharingProfileName", &model::workspace_grid_model::external_sharing_profile_name),
    member("externalSharingProfileId", &model::workspace_grid_model::external_sharing_profile_id),
    member("electionProfileName", &model::workspace_grid_model::election_profile_name),
    member("electionProfileId", &model::workspace_grid_model::election_profile_id),
    member("phaseAssigneeDisplayNames", &model::workspace_grid_model::phase_assignee_display_names),
    member("phaseAssigneeObjectIds", &model::workspace_grid_model::phase_assignee_object_ids),
    member("phaseAssignees", &model::workspace_grid_model::phase_assignees),
    member("phaseProfileName", &model::workspace_grid_model::phase_profile_name),
    member("phaseProfileId", &model::workspace_grid_model::phase_profile_id),
    member("phaseStartTime", &model::workspace_grid_model::phase_start_time),
    member("renewalDueDate", &model::workspace_grid_model::renewal_due_date),
    member("nextRenewalDate", &model::workspace_grid_model::next_renewal_date),
    member("phase", &model::workspace_grid_model::phase),
    member("phaseDescription", &model::workspace_grid_model::phase_description),
    member("metadata", &model::workspace_grid_model::metadata));

template <>
inline constexpr auto members_of<model::task_list_page_result> = std::tuple(
    member("value", &model::task_list_page_result::value), member("nextLink", &model::task_list_page_result::next_link),
    member("nextToken", &model::task_list_page_result::next_token));

template <>
inline constexpr auto members_of<model::workspace_grid_model_page_result> = std::tuple(
    member("value", &model::workspace_grid_model_page_result::value),
    member("nextLink", &model::workspace_grid_model_page_result::next_link),
    member("nextToken", &model::workspace_grid_model_page_result::next_token));

/// Calls `visit(name, member)` with each member of a model.
template <class Model, class Visit>
void for_each_member(Model& model, Visit&& visit)
{
    std::apply(
        [&](auto const&... members) { (visit(members.name, model.*members.place), ...); },
        members_of<std::remove_const_t<Model>>);
}

} // namespace codec_benchmark
