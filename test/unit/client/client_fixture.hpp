#pragma once

// Operations and strategies of a user's own making, and a client over a transport that answers from a list.

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <cloud_governance/client.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace client_test {

namespace asio = boost::asio;
namespace cg = cloud_governance;

/// Reads; may be sent again.
class read_thing {
public:
    using response_type = std::string;

    explicit read_thing(std::string id) : id(std::move(id)) {}

    read_thing& top(int value) &
    {
        top_ = value;
        return *this;
    }
    read_thing&& top(int value) &&
    {
        top_ = value;
        return std::move(*this);
    }

    std::string name() const { return "GET /things/{id}"; }

    void encode(cg::http::request& request) const
    {
        if (id.empty())
            cg::throw_failure(cg::errc::invalid_argument, "id: must not be empty");
        request.repeatable = true;
        request.target += "/things/";
        cg::http::append_percent_encoded(request.target, id);
        if (top_)
            request.target += "?top=" + std::to_string(*top_);
    }

    std::string id;
    std::optional<int> top_;
};

/// Changes something; must not be sent twice. Answers nothing.
class change_thing {
public:
    using response_type = void;

    change_thing() = default;
    std::string name() const { return "POST /things"; }
    void encode(cg::http::request& request) const
    {
        request.method = cg::http::verb::post;
        request.target += "/things";
        request.fields.add("Content-Type", "application/json");
        request.body = "{\"a\":1}";
    }
};

/// Sets a fixed credential at once.
class fixed_key {
public:
    void authorize(cg::auth::request_context& request) { request.set_header("Key", "k1"); }
};

/// A context, a scripted transport and a client over both.
template <class Strategy = fixed_key>
class client_fixture {
public:
    explicit client_fixture(Strategy strategy = Strategy(), cg::client_options options = quick_options())
        : transport(std::make_shared<cloud_governance::testing::scripted_transport>(io)),
          options_(with_transport(std::move(options))),
          client(io, cg::environment("https://api.example", ""), std::move(strategy), options_)
    {
    }

    /// Retries without delay.
    static cg::client_options quick_options()
    {
        cg::client_options out;
        out.retry.base_delay = std::chrono::milliseconds(0);
        return out;
    }

    /// One call's outcome.
    template <class Operation>
    auto call(Operation const& operation, cg::call_options const& options = cg::call_options())
    {
        using value = typename Operation::response_type;
        std::optional<cg::result<value>> out;
        asio::co_spawn(
            io, client.try_send(operation, options), [&out](std::exception_ptr thrown, cg::result<value> ended) {
                if (thrown)
                    std::rethrow_exception(thrown);
                out.emplace(std::move(ended));
            });
        io.restart();
        io.run();
        return std::move(out).value();
    }

    /// The error of one call that must fail.
    template <class Operation>
    cg::error failure_of(Operation const& operation, cg::call_options const& options = cg::call_options())
    {
        auto const ended = call(operation, options);
        return ended ? cg::error() : ended.error();
    }

    /// Runs a coroutine to its end; what it throws leaves here.
    void run(asio::awaitable<void> body)
    {
        std::exception_ptr failed;
        asio::co_spawn(io, std::move(body), [&](std::exception_ptr thrown) { failed = thrown; });
        io.restart();
        io.run();
        if (failed)
            std::rethrow_exception(failed);
    }

    asio::io_context io;
    std::shared_ptr<cloud_governance::testing::scripted_transport> transport;

private:
    cg::client_options with_transport(cg::client_options options)
    {
        options.transport = transport;
        return options;
    }
    cg::client_options options_;

public:
    cg::client<Strategy> client;
};

} // namespace client_test
