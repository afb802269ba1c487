#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/observe/line_observer.hpp>

#include <string>
#include <utility>

namespace cloud_governance {
namespace detail {

/// Builds one line.
class event_line {
public:
    explicit event_line(std::string_view name) : text_(name) {}

    event_line& add(char const* name, std::string_view value)
    {
        if (value.empty())
            return *this;
        text_.append(" ").append(name) += '=';
        constexpr std::size_t most = 256;
        auto const shown = printable(value, most);
        bool const plain = shown.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                                   "-._:/{}") == std::string::npos;
        if (plain) {
            text_ += shown;
            return *this;
        }
        text_ += '"';
        for (char c : shown) {
            // `printable` writes backslashes too: all are doubled, so that a reader can undo it
            if (c == '"' || c == '\\')
                text_ += '\\';
            text_ += c;
        }
        text_ += '"';
        return *this;
    }

    event_line& add(char const* name, std::size_t value) { return add(name, std::string_view(std::to_string(value))); }

    /// Adds a number, unless it is zero.
    event_line& add_status(unsigned status) { return status == 0 ? *this : add("status", std::size_t(status)); }

    event_line& add(char const* name, event::duration value)
    {
        auto const microseconds = std::chrono::duration_cast<std::chrono::microseconds>(value).count();
        auto const rest = std::to_string(1000 + microseconds % 1000);
        return add(name, std::string_view(std::to_string(microseconds / 1000) + "." + rest.substr(1)));
    }

    event_line& add(error_code const& code)
    {
        if (!code)
            return *this;
        return add("error", std::string_view(std::string(code.category().name()) + ":" + std::to_string(code.value())))
            .add("message", std::string_view(code.message()));
    }

    std::string const& text() const { return text_; }

private:
    std::string text_;
};

inline char const* name_of(event::retry_reason reason)
{
    switch (reason) {
    case event::retry_reason::status:
        return "status";
    case event::retry_reason::lost:
        return "lost";
    case event::retry_reason::credentials:
        return "credentials";
    }
    return "";
}

inline char const* name_of(event::pool_change change)
{
    switch (change) {
    case event::pool_change::waiting:
        return "waiting";
    case event::pool_change::opened:
        return "opened";
    case event::pool_change::not_opened:
        return "not_opened";
    case event::pool_change::reused:
        return "reused";
    case event::pool_change::released:
        return "released";
    }
    return "";
}

} // namespace detail

CLOUD_GOVERNANCE_DECL line_observer::line_observer(sink write) : write_(std::move(write))
{
    if (!write_)
        detail::refuse("line_observer", "the sink is empty");
}

inline void line_observer::write(std::string_view line)
{
    std::lock_guard const lock(mutex_);
    write_(line);
}

CLOUD_GOVERNANCE_DECL void line_observer::on_request_started(event::request_started const& e)
{
    detail::event_line line("request_started");
    line.add("operation", e.operation).add("id", e.client_request_id);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_request_finished(event::request_finished const& e)
{
    detail::event_line line("request_finished");
    line.add("operation", e.operation).add("id", e.client_request_id).add("server_id", e.server_request_id);
    line.add("attempts", std::size_t(e.attempts)).add_status(e.status).add(e.code).add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL std::string line_observer::on_attempt_started(event::attempt_started const& e)
{
    detail::event_line line("attempt_started");
    line.add("operation", e.operation).add("id", e.client_request_id).add("attempt", std::size_t(e.number));
    write(line.text());
    return {};
}

CLOUD_GOVERNANCE_DECL void line_observer::on_attempt_finished(event::attempt_finished const& e)
{
    detail::event_line line("attempt_finished");
    line.add("operation", e.operation).add("id", e.client_request_id).add("attempt", std::size_t(e.number));
    line.add_status(e.status).add(e.code).add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_retry_scheduled(event::retry_scheduled const& e)
{
    detail::event_line line("retry_scheduled");
    line.add("operation", e.operation).add("id", e.client_request_id).add("attempts", std::size_t(e.attempts));
    line.add("reason", std::string_view(detail::name_of(e.reason))).add_status(e.status).add(e.code);
    line.add("delay_ms", e.delay);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_token_renewed(event::token_renewed const& e)
{
    detail::event_line line("token_renewed");
    line.add("lifetime_ms", e.lifetime).add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_token_renewal_failed(event::token_renewal_failed const& e)
{
    detail::event_line line("token_renewal_failed");
    line.add_status(e.status).add(e.code).add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_discovery_fetched(event::discovery_fetched const& e)
{
    detail::event_line line("discovery_fetched");
    line.add_status(e.status).add(e.code).add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_pool_changed(event::pool_changed const& e)
{
    detail::event_line line("pool_changed");
    line.add("change", std::string_view(detail::name_of(e.change))).add("host", e.host);
    line.add("idle", e.idle).add("busy", e.busy).add("waiting", e.waiting).add(e.code);
    if (e.duration.count() != 0)
        line.add("ms", e.duration);
    write(line.text());
}

CLOUD_GOVERNANCE_DECL void line_observer::on_origin_paused(event::origin_paused const& e)
{
    detail::event_line line("origin_paused");
    line.add("host", e.host).add_status(e.status).add("delay_ms", e.delay);
    write(line.text());
}

} // namespace cloud_governance
