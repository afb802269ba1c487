#pragma once

// Tasks of the governance API.

#include <cloud_governance/testing/impl/governance_service.hpp>

namespace cloud_governance::testing::detail {

inline void governance_service::add_tasks(std::size_t count, time_point now)
{
    auto const created = iso_time(now);
    for (std::size_t i = 0; i < count; ++i) {
        auto& task = tasks_.add(random_uuid());
        auto const number = std::to_string(task.listed.position);
        task.assignee = "approver@contoso.com";
        auto& shown = task.listed.shown;
        shown["title"] = "Approve request " + number;
        shown["requester"] = "requester@contoso.com";
        shown["requestId"] = random_uuid();
        shown["requestTicketNumber"] = 1000 + task.listed.position;
        shown["requesterDisplayName"] = "requester";
        shown["requesterEmail"] = "requester@contoso.com";
        shown["dueDate"] = iso_time(now + std::chrono::days(7));
        shown["dueDateType"] = 0;
        shown["serviceType"] = 1;
        shown["serviceTypeDescription"] = "Create site collection";
        shown["createdTime"] = created;
        shown["taskType"] = 0;
        shown["status"] = 0;
        shown["statusDescription"] = "Running";
        shown["taskFullPath"] = "https://contoso.sharepoint.com/sites/project" + number;
        shown["lastUpdated"] = created;
        shown["categoryDisplayName"] = nullptr;
        shown["serviceName"] = "Create a project site";
        shown["allowEdit"] = false;
        shown["progressStatus"] = 4;
        shown["batchId"] = nullptr;
        shown["isEnabledPassback"] = false;
        task.listed.enumerators = {
            {"status", "Running"},
            {"taskType", "ApprovalTask"},
            {"serviceType", "ProvisionSiteCollection"},
            {"progressStatus", "TaskCreated"},
            {"dueDateType", "None"}};
    }
}

inline std::size_t governance_service::pending_tasks() const
{
    auto const& all = tasks_.all();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](task_entry const& task) { return task.pending(); }));
}

inline std::optional<boost::json::object> governance_service::task(std::string_view id) const
{
    auto const* const found = tasks_.find(id);
    return found ? std::optional(describe(*found)) : std::nullopt;
}

inline boost::json::object governance_service::describe(task_entry const& task)
{
    auto const& listed = task.listed.shown;
    boost::json::object out;
    for (char const* name :
         {"id", "title", "status", "statusDescription", "serviceType", "serviceTypeDescription", "taskType",
          "allowEdit", "requestTicketNumber", "dueDate", "taskFullPath", "isEnabledPassback"})
        out[name] = listed.at(name);
    out["description"] = "Approve or reject the request.";
    out["requestGuid"] = listed.at("requestId");
    out["comments"] = task.comments.empty() ? boost::json::value() : task.comments.back().at("content");
    out["allComments"] = task.comments;
    out["errorMessage"] = nullptr;
    out["lastModifiedTime"] = listed.at("lastUpdated");
    out["allowReassign"] = true;
    out["assignee"] = boost::json::object{
        {"loginName", task.assignee},
        {"displayName", task.assignee.substr(0, task.assignee.find('@'))},
        {"email", task.assignee},
        {"isGroup", false},
        {"isValid", true}};
    out["dynamicActions"] = boost::json::array();
    return out;
}

inline governance_service::maybe_reply governance_service::handle_tasks(call const& current)
{
    auto const& path = current.path;
    if (path.empty() || !same_text(path[0], "tasks"))
        return std::nullopt;
    auto const& method = current.request.method;
    if (current.is({"tasks", "my", "v2"}))
        return method == "GET" ? list_my_tasks(current) : method_not_allowed("GET");
    if (path.size() < 2 || !is_uuid(path[1]))
        return std::nullopt;

    auto* const task = tasks_.find(path[1]);
    auto const missing = [&] { return fail(404, "NotFound", "There is no task with this id.", current.now); };
    if (current.is({"tasks", "*"})) {
        if (method != "GET")
            return method_not_allowed("GET");
        return task ? json_reply(200, describe(*task)) : missing();
    }
    if (current.is({"tasks", "*", "batchTasks"})) {
        if (method != "GET")
            return method_not_allowed("GET");
        return task ? json_reply(200, boost::json::array()) : missing();
    }
    bool const reassign = current.is({"tasks", "*", "reassignto", "*"});
    bool known = reassign;
    for (char const* action : {"approve", "reject", "retry", "skip"})
        known = known || current.is({"tasks", "*", action});
    if (!known)
        return std::nullopt;
    if (method != "POST")
        return method_not_allowed("POST");
    return task ? finish_task(current, *task, path[2]) : missing();
}

inline server_reply governance_service::list_my_tasks(call const& current) const
{
    // which tasks: those to approve (0), to confirm (1), also the finished ones (2); the fake's pending tasks are both
    auto const wanted = find_parameter(current.query, "taskApprovalStatus").value_or("");
    bool const pending =
        wanted == "0" || same_text(wanted, "PendingApproval") || wanted == "1" || same_text(wanted, "PendingConfirm");
    if (!pending && wanted != "2" && !same_text(wanted, "PendingAndCompleted"))
        return fail(400, "BadRequest", "taskApprovalStatus: expected 0, 1 or 2, or the name of one.", current.now);
    std::string error;
    auto const query = page_query::parse(current.query, error);
    if (!query)
        return fail(400, "BadRequest", error, current.now);
    return list_reply(
        current, select_page(
                     tasks_.all(), [](task_entry const& task) -> row const& { return task.listed; }, *query, "title",
                     [pending](task_entry const& task) { return !pending || task.pending(); }));
}

inline server_reply governance_service::finish_task(call const& current, task_entry& task, std::string_view action)
{
    std::string comments;
    if (!current.request.body.empty()) {
        boost::system::error_code error;
        auto const body = boost::json::parse(current.request.body, error);
        if (error || !body.is_object())
            return fail(400, "BadRequest", "The body is not a JSON object.", current.now);
        if (auto const* const value = find_member(body.get_object(), "comments"); value && value->is_string())
            comments = value->get_string();
    }
    if (!task.pending())
        return fail(409, "Conflict", "The task has been finished.", current.now);
    if (!comments.empty())
        task.comments.push_back(boost::json::object{
            {"assigneeDisplayName", current.user}, {"commentTime", iso_time(current.now)}, {"content", comments}});
    task.listed.shown["lastUpdated"] = iso_time(current.now);
    if (same_text(action, "reassignto")) {
        task.assignee = current.path[3];
        return status_reply(200);
    }
    auto const set = [&](int status, char const* name) {
        task.listed.shown["status"] = status;
        task.listed.shown["statusDescription"] = name;
        task.listed.enumerators["status"] = name;
    };
    if (same_text(action, "approve"))
        set(1, "Approved");
    else if (same_text(action, "reject"))
        set(2, "Rejected");
    else if (same_text(action, "retry"))
        set(7, "Retried");
    else
        set(8, "Skipped");
    return status_reply(200);
}

} // namespace cloud_governance::testing::detail
