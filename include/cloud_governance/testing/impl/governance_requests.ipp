#pragma once

// Requests of the governance API.

#include <cloud_governance/testing/impl/governance_service.hpp>

namespace cloud_governance::testing::detail {

/// A kind of request: its path, its number in the API's enumeration of services, and whether it has a second version.
class request_kind {
public:
    char const* path;
    int service_type;
    bool second_version;
};

inline constexpr request_kind request_kinds[] = {
    {"archivegroup", 140, true},
    {"archivesite", 4, true},
    {"archiveweb", 0, false},
    {"changegroup", 121, true},
    {"changegrouppolicy", 125, true},
    {"changegroupquota", 128, true},
    {"changelistsetting", 42, false},
    {"changepermission", 10, true},
    {"changeprivatechannel", 562, false},
    {"changesite/adminorcontact", 9, true},
    {"changesite/setting", 8, true},
    {"changesitepolicy", 7, true},
    {"changesitequota", 56, true},
    {"changewebcontact", 18, false},
    {"changewebsettings", 17, false},
    {"clonepermission", 12, false},
    {"contentmove", 32, true},
    {"creategroup", 120, true},
    {"createguestuser", 68, false},
    {"createlist", 41, false},
    {"createprivatechannel", 556, false},
    {"createsite", 1, true},
    {"createweb", 2, true},
    {"custom", 44, true},
    {"deletegroup", 123, true},
    {"deletesite", 5, true},
    {"deleteweb", 0, false},
    {"dynamic", 0, false},
    {"extendgroup", 124, true},
    {"extendsite", 6, true},
    {"grantpermission", 14, true},
    {"locksite", 55, true},
    {"managepermission", 66, true},
    {"restoregroup", 141, true},
    {"unlocksite", 50, true},
};

inline request_kind const* find_request_kind(std::string_view path)
{
    for (auto const& kind : request_kinds)
        if (same_text(kind.path, path))
            return &kind;
    return nullptr;
}

inline std::string governance_service::add_request(
    std::string const& kind, boost::json::object body, std::string const& user, time_point now)
{
    auto id = random_uuid();
    auto& entry = requests_.add(id);
    entry.kind = kind;
    entry.created = iso_time(now);
    entry.requester = user;
    auto const* const known = find_request_kind(kind);
    auto& shown = entry.listed.shown;
    // members that the body lacks are absent from the row
    for (char const* name : {"serviceId", "summary", "questionnaireId"})
        if (auto const* const value = find_member(body, name))
            shown[name] = *value;
    if (auto const* const service = body.if_contains("serviceId"); service && service->is_string())
        if (auto const* const found = services_.find(service->get_string()))
            shown["serviceName"] = found->listed.shown.at("name");
    shown["serviceType"] = known ? known->service_type : 0;
    shown["ticketNumber"] = 1000 + entry.listed.position;
    shown["status"] = 3;
    shown["processStatus"] = 2;
    shown["statusDescription"] = "Waiting for approval";
    shown["modified"] = entry.created;
    shown["submitStatus"] = 1;
    shown["assigned"] = nullptr;
    shown["enabledCopy"] = true;
    entry.listed.enumerators = {{"status", "RequestSubmitted"}, {"processStatus", "WaitingForApproval"}};
    entry.body = std::move(body);
    return id;
}

inline std::optional<boost::json::object> governance_service::request_body(std::string_view id) const
{
    auto const* const found = requests_.find(id);
    return found ? std::optional(found->body) : std::nullopt;
}

/// `whole` shows the body that was submitted with the service's own members added, else only what all kinds share.
inline server_reply governance_service::show_request(call const&, request_entry const& entry, bool whole) const
{
    auto const& listed = entry.listed.shown;
    boost::json::object out;
    if (whole)
        out = entry.body;
    else
        for (char const* name :
             {"serviceId", "summary", "notesToApprovers", "questionnaireId", "questionnaireResponse", "metadatas"})
            if (auto const* const value = find_member(entry.body, name))
                out[name] = *value;
    bool const cancelled = listed.at("status") == 6;
    out["id"] = listed.at("id");
    out["ticketNumber"] = listed.at("ticketNumber");
    out["type"] = listed.at("serviceType");
    out["typeDescription"] = entry.kind;
    out["requester"] = entry.requester;
    out["requesterLoginName"] = entry.requester;
    out["status"] = 1;
    out["progressStatus"] = listed.at("status");
    out["progressStatusDescription"] = cancelled ? "Cancelled" : "Request submitted";
    out["submittedTime"] = entry.created;
    out["createdTime"] = entry.created;
    out["lastUpdated"] = listed.at("modified");
    out["hasSubRequest"] = false;
    return json_reply(200, out);
}

inline server_reply governance_service::submit_request(call const& current, std::string const& kind, bool whole)
{
    boost::system::error_code error;
    auto body = boost::json::parse(current.request.body, error);
    if (error || !body.is_object())
        return fail(400, "BadRequest", "The body is not a JSON object.", current.now);
    auto const id = add_request(kind, std::move(body.get_object()), current.user, current.now);
    return whole ? show_request(current, *requests_.find(id), true) : json_reply(200, boost::json::value(id));
}

/// `requests/my`
inline server_reply governance_service::list_requests(call const& current) const
{
    if (current.request.method != "GET")
        return method_not_allowed("GET");
    std::string problem;
    auto const query = page_query::parse(current.query, problem);
    if (!query)
        return fail(400, "BadRequest", problem, current.now);
    return list_reply(
        current, select_page(
                     requests_.all(), [](request_entry const& entry) -> row const& { return entry.listed; }, *query,
                     "ticketNumber", [](request_entry const&) { return true; }));
}

inline server_reply governance_service::no_such_request(call const& current)
{
    return fail(404, "NotFound", "There is no request with this id.", current.now);
}

inline server_reply governance_service::list_tasks_of(request_entry const& entry) const
{
    boost::json::array found;
    for (auto const& task : tasks_.all())
        if (task.listed.shown.at("requestId") == entry.listed.shown.at("id"))
            found.emplace_back(describe(task));
    return json_reply(200, found);
}

inline server_reply governance_service::cancel_request(call const& current, request_entry& entry)
{
    auto& shown = entry.listed.shown;
    if (shown.at("status") == 6)
        return fail(409, "Conflict", "The request has been cancelled.", current.now);
    shown["status"] = 6;
    shown["processStatus"] = 4;
    shown["statusDescription"] = "Cancelled";
    shown["modified"] = iso_time(current.now);
    entry.listed.enumerators = {{"status", "Cancelled"}, {"processStatus", "Cancelled"}};
    return status_reply(200);
}

/// `requests/{id}`, `requests/{id}/tasks` and `requests/{id}/cancel`; all three are GET requests.
inline governance_service::maybe_reply governance_service::handle_request_by_id(call const& current)
{
    bool const whole = current.path.size() == 2;
    bool const tasks = current.is({"requests", "*", "tasks"});
    if (!whole && !tasks && !current.is({"requests", "*", "cancel"}))
        return std::nullopt;
    if (current.request.method != "GET")
        return method_not_allowed("GET");
    auto* const entry = requests_.find(current.path[1]);
    if (!entry)
        return no_such_request(current);
    if (whole)
        return show_request(current, *entry, false);
    return tasks ? list_tasks_of(*entry) : cancel_request(current, *entry);
}

/// The path of a request that names its kind: `requests/{kind}`, `requests/{kind}/v2` or `requests/{kind}/{id}`. In a
/// kind of two segments the version is between them.
class kind_path {
public:
    explicit kind_path(std::vector<std::string> const& path)
    {
        for (std::size_t i = 1; i < path.size(); ++i) {
            if (same_text(path[i], "v2") && !second_version)
                second_version = true;
            else if (is_uuid(path[i]) && i + 1 == path.size())
                id = path[i];
            else
                kind.append(kind.empty() ? "" : "/").append(path[i]);
        }
    }

    std::string kind;
    bool second_version = false;
    std::string id;
};

inline governance_service::maybe_reply governance_service::handle_request_by_kind(call const& current)
{
    auto const& method = current.request.method;
    kind_path const path(current.path);
    if (same_text(path.kind, "dynamic/template") && path.id.empty() && !path.second_version)
        return method == "POST" ? submit_request(current, "dynamic", false) : method_not_allowed("POST");
    auto const* const known = find_request_kind(path.kind);
    if (!known || (path.second_version && (!known->second_version || !path.id.empty())))
        return std::nullopt;
    if (path.id.empty())
        return method == "POST" ? submit_request(current, known->path, path.second_version)
                                : method_not_allowed("POST");
    if (method != "GET")
        return method_not_allowed("GET");
    auto const* const entry = requests_.find(path.id);
    return entry && entry->kind == known->path ? show_request(current, *entry, true) : no_such_request(current);
}

inline governance_service::maybe_reply governance_service::handle_requests(call const& current)
{
    auto const& path = current.path;
    if (path.size() < 2 || !same_text(path[0], "requests"))
        return std::nullopt;
    if (current.is({"requests", "my"}))
        return list_requests(current);
    if (is_uuid(path[1]) && path.size() <= 3)
        return handle_request_by_id(current);
    return handle_request_by_kind(current);
}

} // namespace cloud_governance::testing::detail
