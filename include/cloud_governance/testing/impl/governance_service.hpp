#pragma once

// The governance half of the fake service; included by .ipp files only.

#include <cloud_governance/testing/detail/reply.hpp>
#include <cloud_governance/testing/detail/row_list.hpp>
#include <cloud_governance/testing/detail/token_store.hpp>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cloud_governance::testing::detail {

/// Rows with further data, found by id or walked in order of creation.
template <class Entry>
class entry_list {
public:
    Entry& add(std::string const& id)
    {
        index_.emplace(id, entries_.size());
        auto& entry = entries_.emplace_back();
        entry.listed.position = entries_.size();
        entry.listed.shown["id"] = id;
        return entry;
    }

    Entry* find(std::string_view id)
    {
        auto const found = index_.find(ascii_lower(id));
        return found == index_.end() ? nullptr : &entries_[found->second];
    }
    Entry const* find(std::string_view id) const { return const_cast<entry_list*>(this)->find(id); }

    std::deque<Entry> const& all() const { return entries_; }

private:
    std::deque<Entry> entries_;
    std::unordered_map<std::string, std::size_t> index_;
};

class task_entry {
public:
    row listed;
    boost::json::array comments;
    std::string assignee;

    bool pending() const { return listed.shown.at("status") == 0; }
};

class request_entry {
public:
    row listed;
    std::string kind; // as in the path: createsite; empty when no one submitted it
    boost::json::object body;
    std::string created;
    std::string requester;
};

class service_entry {
public:
    row listed;
    std::string kind; // as in the path: createsite
    boost::json::object request_template;
};

class workspace_entry {
public:
    row listed; // as users see it
    row grid;   // as administrators see it
};

/// The operations, their state and their credentials. Not thread-safe: the service's mutex guards it.
class governance_service {
public:
    governance_service(std::string base_url, token_store& tokens, bool rotate_refresh_tokens)
        : base_url_(std::move(base_url)), tokens_(tokens), rotate_refresh_tokens_(rotate_refresh_tokens)
    {
    }

    void register_profile(std::string client_id, std::string secret, std::string user)
    {
        profiles_.push_back({std::move(client_id), std::move(secret), std::move(user)});
    }
    void register_administrator(std::string_view user) { administrators_.insert(ascii_lower(user)); }

    void add_tasks(std::size_t count, time_point now);
    std::string add_request(std::string const& kind, boost::json::object body, std::string const& user, time_point now);
    std::string add_service(std::string const& kind, std::string const& name, boost::json::object request_template);
    void add_workspaces(std::size_t count, time_point now);

    std::size_t pending_tasks() const;
    /// As `GET /tasks/{id}` shows it; nothing when there is none.
    std::optional<boost::json::object> task(std::string_view id) const;
    std::optional<boost::json::object> request_body(std::string_view id) const;
    std::string const& last_user() const { return last_user_; }

    /// What a sign-in in the browser shows.
    boost::json::object sign_in(std::string const& user, time_point now);

    /// `path` is relative to the service's base path; `query` without its question mark.
    server_reply handle(
        recorded_request const& request, std::string_view path, std::string_view query, service_statistics& counts,
        time_point now);

    /// An error as the service writes it.
    static server_reply fail(unsigned status, std::string_view code, std::string_view message, time_point now);

private:
    class profile {
    public:
        std::string client_id;
        std::string secret;
        std::string user;
    };

    class call {
    public:
        recorded_request const& request;
        std::vector<std::string> path; // decoded segments
        parameters query;
        time_point now;
        std::string user;

        bool is(std::initializer_list<std::string_view> segments) const
        {
            return std::equal(path.begin(), path.end(), segments.begin(), segments.end(), [](auto& a, auto b) {
                return b == "*" || same_text(a, b);
            });
        }
    };
    using maybe_reply = std::optional<server_reply>;

    bool has_profile(std::optional<std::string_view> client_id, std::string_view secret, std::string_view user) const;
    bool authenticate(call& current) const;
    server_reply dispatch(call const& current);
    server_reply list_reply(call const& current, page_of_rows const& page) const;
    boost::json::object token_pair(std::string const& user, time_point now);

    // each replies for the paths that it knows, and returns nullopt for all others
    maybe_reply exchange_token(call const& current);
    maybe_reply handle_tasks(call const& current);
    maybe_reply handle_requests(call const& current);
    maybe_reply handle_services(call const& current);
    maybe_reply handle_workspaces(call const& current);
    maybe_reply clear_token_cache(call const& current);

    server_reply list_my_tasks(call const& current) const;
    server_reply finish_task(call const& current, task_entry& task, std::string_view action);
    maybe_reply handle_request_by_id(call const& current);
    maybe_reply handle_request_by_kind(call const& current);
    server_reply list_requests(call const& current) const;
    server_reply list_tasks_of(request_entry const& entry) const;
    server_reply cancel_request(call const& current, request_entry& entry);
    static server_reply no_such_request(call const& current);
    server_reply submit_request(call const& current, std::string const& kind, bool whole);
    server_reply show_request(call const& current, request_entry const& entry, bool whole) const;
    static boost::json::object describe(task_entry const& task);

    std::string base_url_;
    token_store& tokens_;
    bool rotate_refresh_tokens_;
    std::vector<profile> profiles_;
    std::set<std::string> administrators_;
    entry_list<task_entry> tasks_;
    entry_list<request_entry> requests_;
    entry_list<service_entry> services_;
    entry_list<workspace_entry> workspaces_;
    std::string last_user_;
};

} // namespace cloud_governance::testing::detail

#include <cloud_governance/testing/impl/governance_lists.ipp>
#include <cloud_governance/testing/impl/governance_requests.ipp>
#include <cloud_governance/testing/impl/governance_service.ipp>
#include <cloud_governance/testing/impl/governance_tasks.ipp>
