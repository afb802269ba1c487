#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/client/call_options.hpp>
#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/client/detail/call_events.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/client/response.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/http/origin.hpp>
#include <cloud_governance/http/transport.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// A strategy behind one non-template face, so that a call's machinery is compiled once.
class any_strategy {
public:
    virtual ~any_strategy() = default;
    virtual void attach(auth::attach_context const& where) = 0;
    /// True when the credentials are set.
    virtual bool try_authorize(auth::request_context& request) = 0;
    virtual boost::asio::awaitable<void> authorize(auth::request_context& request) = 0;
    virtual bool rejected(auth::request_context const& request) = 0;
};

template <class Auth>
class strategy_of final : public any_strategy {
public:
    explicit strategy_of(Auth strategy) : strategy_(std::move(strategy)) {}

    void attach(auth::attach_context const& where) override
    {
        if constexpr (auth::detail::has_attach<Auth>)
            strategy_.attach(where);
    }

    bool try_authorize(auth::request_context& request) override
    {
        if constexpr (auth::detail::authorizes_at_once<Auth>) {
            strategy_.authorize(request);
            return true;
        }
        else if constexpr (auth::detail::has_try_authorize<Auth>) {
            return strategy_.try_authorize(request);
        }
        else {
            return false;
        }
    }

    boost::asio::awaitable<void> authorize(auth::request_context& request) override
    {
        if constexpr (auth::detail::authorizes_at_once<Auth>) {
            strategy_.authorize(request);
            return boost::asio::awaitable<void>(); // never awaited: try_authorize has done it
        }
        else {
            return strategy_.authorize(request);
        }
    }

    bool rejected(auth::request_context const& request) override
    {
        if constexpr (auth::detail::has_rejected<Auth>)
            return strategy_.rejected(request);
        else
            return false;
    }

private:
    Auth strategy_;
};

/** One call: the operation encoded for sending, and what became of it.

    An `error` is large and seldom needed: it has memory of its own, so that the coroutines that hold a call stay small.
*/
class prepared_call {
public:
    prepared_call() = default;

    /// The operation's name, for diagnostics.
    std::string_view operation() const noexcept { return own_name.empty() ? fixed_name : std::string_view(own_name); }
    /// The id that goes out with it.
    std::string_view request_id() const noexcept { return request.fields.find("client-request-id").value_or(""); }

    /// The last attempt brought what was asked for.
    bool succeeded() const noexcept { return !failed && reply.status >= 200 && reply.status < 300; }

    http::request request;
    http::response reply;          // with a 2xx status, unless `failed`
    std::unique_ptr<error> failed; // also when encoding failed
    std::string_view fixed_name;   // of an operation whose name is the same for all values
    std::string own_name;          // of another
    std::chrono::milliseconds timeout{};
    unsigned max_attempts = 1;
    unsigned attempts = 0;                   // made so far
    std::uint64_t credential_generation = 0; // of the last attempt's
    std::unique_ptr<call_events> watch;      // where there is an observer
};

/// The state that all copies of a client share, and the path of one call; not a template.
class client_core : public std::enable_shared_from_this<client_core> {
public:
    CLOUD_GOVERNANCE_DECL client_core(
        boost::asio::any_io_executor executor, cloud_governance::environment environment,
        std::unique_ptr<any_strategy> strategy, client_options options);

    CLOUD_GOVERNANCE_DECL ~client_core();
    client_core(client_core const&) = delete;
    client_core& operator=(client_core const&) = delete;

    boost::asio::any_io_executor const& executor() const noexcept { return executor_; }
    cloud_governance::environment const& environment() const noexcept { return environment_; }

    /// Encodes an operation; what it throws is kept for the reply, so that every completion style sees it.
    template <operation Operation>
    prepared_call prepare(Operation const& value, call_options const& options)
    {
        prepared_call call = begin(options);
        if constexpr (requires {
                          {
                              Operation::name()
                          } -> std::same_as<std::string_view>;
                      })
            call.fixed_name = Operation::name();
        else
            call.own_name = value.name();
        if (call.failed)
            return call;
        try {
            value.encode(call.request);
            if (call.request.target.empty())
                call.request.target = "/";
        }
        catch (failure const& refused) {
            call.failed = std::make_unique<error>(refused.error());
        }
        return call;
    }

    // The path of a call: `try_start`, then `attempt` if that was true, then `run` unless the call `succeeded`. Its
    // outcome is in it. Core and call must outlive the awaitables.

    /// Starts the first attempt, if that needs no waiting: most calls'.
    CLOUD_GOVERNANCE_DECL bool try_start(prepared_call& call);
    /// One exchange.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> attempt(prepared_call& call);
    /// From where the call stands to its end: credentials, attempts, retries.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> run(prepared_call& call);
    /// Ends a call whose coroutine Asio threw into because it was cancelled between two operations; false for any other
    /// reason.
    CLOUD_GOVERNANCE_DECL static bool interrupt(prepared_call& call, boost::system::system_error const& thrown);

    /// Adds what is known of the call to an error.
    CLOUD_GOVERNANCE_DECL static void complete(error& reason, prepared_call const& call);
    /// And of the reply that it was found in.
    CLOUD_GOVERNANCE_DECL static void complete(error& reason, prepared_call const& call, http::response const& reply);

    /// The head of the call's reply, whose fields move into it.
    CLOUD_GOVERNANCE_DECL static void fill(response_head& head, prepared_call& call);

    /// `isSuccess: false` in a reply that is otherwise not looked at.
    CLOUD_GOVERNANCE_DECL static std::optional<error> find_reported_failure(http::response const& reply);

private:
    CLOUD_GOVERNANCE_DECL prepared_call begin(call_options const& options);
    CLOUD_GOVERNANCE_DECL void add_fields(http::header_fields& fields, call_options const& options);
    CLOUD_GOVERNANCE_DECL void start(prepared_call& call);
    CLOUD_GOVERNANCE_DECL bool try_authorize(prepared_call& call);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> authorize(prepared_call& call);
    CLOUD_GOVERNANCE_DECL bool rejected(prepared_call& call);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> attempt_until_done(prepared_call& call);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> run_watched(prepared_call& call);

    /// Notes why an attempt failed; how long to wait before the next one, if there is to be one.
    CLOUD_GOVERNANCE_DECL std::optional<std::chrono::milliseconds> judge_attempt(prepared_call& call);
    /// False when the call was cancelled meanwhile.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<bool> pause(std::chrono::milliseconds delay);

    boost::asio::any_io_executor executor_;
    cloud_governance::environment environment_;
    client_options options_;
    http::base_url base_;
    std::shared_ptr<http::transport> transport_;
    std::unique_ptr<any_strategy> strategy_;
    http::retry_budget budget_;
    std::string request_id_prefix_;
    std::atomic<std::uint64_t> next_request_id_{1};
    std::atomic<std::size_t> fields_memory_{0}; // what a call's header fields have needed
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/client_core.ipp>
#endif
