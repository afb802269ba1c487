#pragma once

// Services and workspaces of the governance API.

#include <cloud_governance/testing/impl/governance_service.hpp>

namespace cloud_governance::testing::detail {

inline std::string
governance_service::add_service(std::string const& kind, std::string const& name, boost::json::object request_template)
{
    auto id = random_uuid();
    auto& entry = services_.add(id);
    entry.kind = ascii_lower(kind);
    entry.request_template = std::move(request_template);
    auto& shown = entry.listed.shown;
    shown["name"] = name;
    shown["description"] = "";
    shown["category"] = "Workspaces";
    shown["contact"] = "contact@contoso.com";
    shown["languageId"] = 1033;
    shown["type"] = entry.kind == "createsite"    ? 1
                    : entry.kind == "createweb"   ? 2
                    : entry.kind == "creategroup" ? 120
                                                  : 0;
    shown["typeDescription"] = kind;
    shown["isQuestionnaire"] = false;
    shown["rankedNumber"] = entry.listed.position;
    return id;
}

inline governance_service::maybe_reply governance_service::handle_services(call const& current)
{
    auto const& path = current.path;
    if (path.size() < 2 || !same_text(path[0], "services"))
        return std::nullopt;
    bool const by_kind = path.size() == 3 && is_uuid(path[2]);
    if (!by_kind && !current.is({"services", "my"}) && !current.is({"services", "id"}))
        return std::nullopt;
    if (current.request.method != "GET")
        return method_not_allowed("GET");
    auto const missing = [&](char const* by) {
        return fail(404, "NotFound", std::string("There is no service with this ") + by + ".", current.now);
    };

    if (by_kind) {
        auto const* const entry = services_.find(path[2]);
        if (!entry || !same_text(entry->kind, path[1]))
            return missing("id");
        auto const& listed = entry->listed.shown;
        boost::json::object out;
        for (char const* name : {"id", "name", "description", "type", "languageId"})
            out[name] = listed.at(name);
        out["status"] = 1;
        out["showServiceInCatalog"] = true;
        out["requestTemplate"] = entry->request_template;
        return json_reply(200, out);
    }
    if (same_text(path[1], "id")) {
        auto const name = find_parameter(current.query, "name").value_or("");
        for (auto const& entry : services_.all())
            if (same_text(plain_text(entry.listed.shown.at("name")), name))
                return json_reply(200, entry.listed.shown.at("id"));
        return missing("name");
    }
    page_query query;
    query.search = find_parameter(current.query, "search").value_or("");
    query.top = services_.all().size() + 1; // this operation has no pages
    return list_reply(
        current, select_page(
                     services_.all(), [](service_entry const& entry) -> row const& { return entry.listed; }, query,
                     "name", [](service_entry const&) { return true; }));
}

inline void governance_service::add_workspaces(std::size_t count, time_point now)
{
    auto const created = iso_time(now);
    for (std::size_t i = 0; i < count; ++i) {
        auto const id = random_uuid();
        auto& entry = workspaces_.add(id);
        auto const name = "Workspace " + std::to_string(entry.listed.position);
        auto const url = "https://contoso.sharepoint.com/sites/workspace" + std::to_string(entry.listed.position);
        entry.grid.position = entry.listed.position;
        for (auto* const shown : {&entry.listed.shown, &entry.grid.shown}) {
            (*shown)["id"] = id;
            (*shown)["name"] = name;
            (*shown)["description"] = "";
            (*shown)["type"] = 0;
            (*shown)["typeDescription"] = "Site collection";
            (*shown)["status"] = 0;
            (*shown)["createdTime"] = created;
            (*shown)["primaryContact"] = "contact@contoso.com";
            (*shown)["primaryContactEmail"] = "contact@contoso.com";
        }
        entry.listed.shown["siteUrl"] = url;
        entry.listed.shown["isCurrentRenewer"] = false;
        entry.grid.shown["url"] = url;
        entry.grid.shown["statusDescription"] = "Active";
        entry.grid.shown["storageLimit"] = 26'214'400;
        entry.grid.shown["storageUsed"] = 0.5;
        entry.grid.shown["hasOngoingTasks"] = false;
        entry.listed.enumerators = {{"type", "Site"}, {"status", "Active"}};
        entry.grid.enumerators = entry.listed.enumerators;
    }
}

inline governance_service::maybe_reply governance_service::handle_workspaces(call const& current)
{
    bool const mine = current.is({"workspace", "my"});
    if (!mine && !current.is({"admin", "directory", "workspace"}))
        return std::nullopt;
    auto const& method = current.request.method;
    if (method != "GET" && (mine || method != "POST")) // administrators may ask by POST, with the same query
        return method_not_allowed(mine ? "GET" : "GET, POST");
    std::string error;
    auto const query = page_query::parse(current.query, error, !mine); // as published examples compare times there
    if (!query)
        return fail(400, "BadRequest", error, current.now);
    return list_reply(
        current, select_page(
                     workspaces_.all(),
                     [mine](workspace_entry const& entry) -> row const& { return mine ? entry.listed : entry.grid; },
                     *query, "name", [](workspace_entry const&) { return true; }));
}

} // namespace cloud_governance::testing::detail
