#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/testing/scripted_transport.hpp>

#include <algorithm>
#include <utility>

namespace cloud_governance::testing {

CLOUD_GOVERNANCE_DECL std::optional<std::string> sent_request::form(std::string_view name) const
{
    for (std::string_view rest = body; !rest.empty();) {
        auto const field = rest.substr(0, rest.find('&'));
        rest.remove_prefix((std::min)(rest.size(), field.size() + 1));
        if (field.size() > name.size() && field.starts_with(name) && field[name.size()] == '=')
            return std::string(field.substr(name.size() + 1));
    }
    return std::nullopt;
}

CLOUD_GOVERNANCE_DECL scripted_transport::scripted_transport(boost::asio::any_io_executor executor)
    : executor_(std::move(executor))
{
}

CLOUD_GOVERNANCE_DECL scripted_transport&
scripted_transport::answer(unsigned status, std::string body, std::string_view content_type)
{
    http::response reply;
    reply.status = status;
    if (!content_type.empty())
        reply.fields.add("Content-Type", content_type);
    reply.body = std::move(body);
    std::lock_guard const lock(mutex_);
    reply.sent_at = sent_at_;
    script_.emplace_back(std::move(reply));
    return *this;
}

CLOUD_GOVERNANCE_DECL scripted_transport& scripted_transport::with(std::string_view name, std::string_view value)
{
    std::lock_guard const lock(mutex_);
    if (script_.empty() || !script_.back())
        cloud_governance::detail::refuse("with", "the script does not end with a reply; call answer before it");
    script_.back()->fields.add(name, value);
    return *this;
}

CLOUD_GOVERNANCE_DECL scripted_transport& scripted_transport::fail(errc code, bool sent)
{
    error reason(code, "scripted");
    reason.diagnostics.request_may_have_been_sent = sent;
    std::lock_guard const lock(mutex_);
    script_.emplace_back(std::move(reason));
    return *this;
}

CLOUD_GOVERNANCE_DECL void scripted_transport::answer_by(answer_function function)
{
    std::lock_guard const lock(mutex_);
    function_ = std::move(function);
}

CLOUD_GOVERNANCE_DECL void scripted_transport::set_sent_at(std::chrono::steady_clock::time_point time)
{
    std::lock_guard const lock(mutex_);
    sent_at_ = time;
}

CLOUD_GOVERNANCE_DECL std::size_t scripted_transport::remaining() const
{
    std::lock_guard const lock(mutex_);
    return script_.size();
}

CLOUD_GOVERNANCE_DECL scripted_transport::outcome scripted_transport::next_outcome(http::request const& request)
{
    std::unique_lock lock(mutex_);
    auto const& recorded = requests_.emplace_back(request);
    if (auto const function = function_) {
        lock.unlock(); // it may use this transport
        return function(recorded);
    }
    if (script_.empty())
        return error(errc::connect_failed, "the script of the transport has no further reply");
    auto next = std::move(script_.front());
    script_.pop_front();
    return next;
}

CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> scripted_transport::perform(http::exchange& work)
{
    work.reset();
    auto next = next_outcome(work.request);
    if (next) {
        work.sent = true;
        work.reply = std::move(*next);
        work.reply.sensitive = work.request.sensitive;
    }
    else {
        work.sent = next.error().diagnostics.request_may_have_been_sent;
        work.fail(std::move(next).error());
    }
    co_return;
}

} // namespace cloud_governance::testing
