#pragma once

#include <cloud_governance/http/transport.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scripted {

/// What was sent, with its secrets in the open.
class sent_request {
public:
    cloud_governance::http::verb method{};
    cloud_governance::http::origin origin;
    std::string target;
    cloud_governance::http::header_fields fields;
    std::string body;
    std::uint64_t body_limit = 0;
    bool repeatable = false;
    bool sensitive = false;
    std::chrono::steady_clock::time_point deadline;

    /// The form field's value as it was sent, percent-encoded; nothing when it is absent.
    std::optional<std::string> form(std::string const& name) const
    {
        std::string const all = "&" + body + "&";
        auto const at = all.find("&" + name + "=");
        if (at == std::string::npos)
            return std::nullopt;
        auto const begin = at + name.size() + 2;
        return all.substr(begin, all.find('&', begin) - begin);
    }

    std::string field(std::string_view name) const { return std::string(fields.find(name).value_or("")); }
};

/// Answers from a list; records what it was sent. No sockets.
class transport final : public cloud_governance::http::transport {
public:
    using reply = cloud_governance::result<cloud_governance::http::response>;

    explicit transport(boost::asio::io_context& io) : io_(io) {}

    transport& answer(unsigned status, std::string body, std::string content_type = "application/json")
    {
        cloud_governance::http::response response;
        response.status = status;
        response.fields.add("Content-Type", content_type);
        response.body = std::move(body);
        response.sent_at = sent_at;
        replies.emplace_back(std::move(response));
        return *this;
    }

    /// Adds a header field to the last reply.
    transport& with(std::string_view name, std::string_view value)
    {
        replies.back()->fields.add(name, value);
        return *this;
    }

    transport& fail(cloud_governance::errc code, bool may_have_been_sent = false)
    {
        cloud_governance::error reason(code, "scripted");
        reason.diagnostics.request_may_have_been_sent = may_have_been_sent;
        replies.emplace_back(std::move(reason));
        return *this;
    }

    boost::asio::awaitable<void> perform(cloud_governance::http::exchange& work) override
    {
        work.reset();
        auto const& request = work.request;
        sent_request seen;
        seen.method = request.method;
        seen.origin = request.origin;
        seen.target = request.target;
        seen.fields = request.fields;
        seen.body.assign(request.body.begin(), request.body.end());
        seen.body_limit = request.limits.body_bytes;
        seen.repeatable = request.repeatable;
        seen.sensitive = request.sensitive;
        seen.deadline = request.deadline;
        requests.push_back(std::move(seen));
        auto outcome = next_reply();
        if (outcome) {
            work.sent = true;
            work.reply = std::move(*outcome);
        }
        else {
            work.sent = outcome.error().diagnostics.request_may_have_been_sent;
            work.fail(std::move(outcome).error());
        }
        co_return;
    }

    boost::asio::any_io_executor get_executor() const override { return io_.get_executor(); }

    std::deque<reply> replies;
    /// Takes the place of the list when set.
    std::function<reply(sent_request const&)> responder;
    std::vector<sent_request> requests;
    std::chrono::steady_clock::time_point sent_at;

private:
    reply next_reply()
    {
        if (responder)
            return responder(requests.back());
        if (replies.empty())
            return cloud_governance::error(cloud_governance::errc::connect_failed, "the script is at its end");
        auto next = std::move(replies.front());
        replies.pop_front();
        return next;
    }

    boost::asio::io_context& io_;
};

/// Runs an awaitable to its end; the error it failed with, or its value.
template <class T>
cloud_governance::result<T> run(boost::asio::io_context& io, boost::asio::awaitable<T> work)
{
    std::optional<cloud_governance::result<T>> out;
    boost::asio::co_spawn(io, std::move(work), [&out](std::exception_ptr thrown, T value) {
        if (!thrown) {
            out.emplace(std::move(value));
            return;
        }
        try {
            std::rethrow_exception(thrown);
        }
        catch (cloud_governance::failure const& failure) {
            out.emplace(failure.error());
        }
    });
    io.restart();
    io.run();
    return std::move(*out);
}

} // namespace scripted
