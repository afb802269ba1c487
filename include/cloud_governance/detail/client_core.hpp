#pragma once

#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/call_options.hpp>
#include <cloud_governance/client_options.hpp>
#include <cloud_governance/detail/call_watch.hpp>
#include <cloud_governance/environment.hpp>
#include <cloud_governance/http/origin.hpp>
#include <cloud_governance/http/transport.hpp>
#include <cloud_governance/operation.hpp>
#include <cloud_governance/response.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace cloud_governance::detail {

/// A strategy behind one non-template face, so that a call's machinery is compiled once.
class any_strategy {
public:
    virtual ~any_strategy() = default;
    virtual void attach(auth::surroundings const& where) = 0;
    /// True when the credentials are set.
    virtual bool try_authorize(auth::request_context& request) = 0;
    virtual boost::asio::awaitable<void> authorize(auth::request_context& request) = 0;
    virtual bool rejected(auth::request_context const& request) = 0;
};

template <class Auth>
class strategy_of final : public any_strategy {
public:
    explicit strategy_of(Auth strategy) : strategy_(std::move(strategy)) {}

    void attach(auth::surroundings const& where) override
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

/// An operation encoded for sending, with what its failure will have to tell.
class prepared_call {
public:
    prepared_call() = default;
    http::request request;
    std::string operation;
    std::string request_id;
    std::optional<error> refused; // encoding failed
    std::chrono::milliseconds timeout{};
    unsigned max_attempts = 1;
    unsigned attempts = 0;             // made so far
    std::unique_ptr<call_watch> watch; // where there is an observer
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
        call.operation = value.name();
        if (call.refused)
            return call;
        try {
            value.encode(call.request);
            if (call.request.target.empty())
                call.request.target = "/";
        }
        catch (failure const& refused) {
            call.refused = refused.error();
        }
        return call;
    }

    /// Credentials, exchange, retries. A reply in the result has a 2xx status. `call` must outlive the awaitable.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<http::response>> run(prepared_call& call);

    /// Adds what is known of the call and its reply to an error found later, while decoding.
    CLOUD_GOVERNANCE_DECL static void
    complete(error& reason, prepared_call const& call, http::response const* reply = nullptr);

    /// The head of a successful reply.
    CLOUD_GOVERNANCE_DECL static void fill(response_head& head, prepared_call const& call, http::response& reply);

    /// `isSuccess: false` in a reply that is otherwise not looked at.
    CLOUD_GOVERNANCE_DECL static std::optional<error> find_reported_failure(http::response const& reply);

private:
    CLOUD_GOVERNANCE_DECL prepared_call begin(call_options const& options);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<http::response>> attempt_until_done(prepared_call& call);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<result<http::response>> run_watched(prepared_call& call);

    boost::asio::any_io_executor executor_;
    cloud_governance::environment environment_;
    client_options options_;
    http::base_url base_;
    std::shared_ptr<http::transport> transport_;
    std::unique_ptr<any_strategy> strategy_;
    http::retry_budget budget_;
    std::string request_id_prefix_;
    std::atomic<std::uint64_t> next_request_id_{1};
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/impl/client_core.ipp>
#endif
