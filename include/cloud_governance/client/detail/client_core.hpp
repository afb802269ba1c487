#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/client/call_options.hpp>
#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/client/detail/any_strategy.hpp>
#include <cloud_governance/client/detail/call.hpp>
#include <cloud_governance/client/detail/call_steps.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/http/origin.hpp>
#include <cloud_governance/http/transport.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cloud_governance::detail {

/// The state that all copies of a client share; carries out the steps of its calls. Not a template. Thread-safe.
class client_core {
public:
    CLOUD_GOVERNANCE_DECL client_core(
        boost::asio::any_io_executor executor, cloud_governance::environment environment,
        std::unique_ptr<any_strategy> strategy, client_options options);

    CLOUD_GOVERNANCE_DECL ~client_core();
    client_core(client_core const&) = delete;
    client_core& operator=(client_core const&) = delete;

    boost::asio::any_io_executor const& executor() const noexcept { return executor_; }
    cloud_governance::environment const& environment() const noexcept { return environment_; }

    /// Encodes an operation. An error of that is kept as the call's outcome, so that every completion style reports it.
    template <operation Operation>
    call prepare(Operation const& value, call_options const& options)
    {
        call call = make_call(options);
        if constexpr (requires {
                          {
                              Operation::name()
                          } -> std::same_as<std::string_view>;
                      })
            call.fixed_name = Operation::name();
        else
            call.own_name = std::make_unique<std::string>(value.name());
        if (call.exchange.failure)
            return call;
        try {
            value.encode(call.exchange.request);
            if (call.exchange.request.target.empty())
                call.exchange.request.target = "/";
        }
        catch (failure const& refused) {
            call.exchange.fail(refused.error());
        }
        return call;
    }

    /** Carries a call to the next step that has to be awaited, and returns what to await; not valid when it is done.

        The result refers to the core, the call and the credentials. An exception of the awaitable goes to `interrupt`.
    */
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> advance(call& call, auth::request_context& credentials);

    /// Called while an exception of a step is handled: makes it the failure of that step. Rethrows what is neither a
    /// `failure` nor Asio's report that the coroutine was cancelled between two operations.
    CLOUD_GOVERNANCE_DECL static void interrupt(call& call);

private:
    CLOUD_GOVERNANCE_DECL call make_call(call_options const& options);
    CLOUD_GOVERNANCE_DECL void add_fields(http::header_fields& fields, call_options const& options);
    CLOUD_GOVERNANCE_DECL void remember_memory(http::header_fields const& fields);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> authorize(call& call, auth::request_context& credentials);
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> wait(call& call);

    boost::asio::any_io_executor executor_;
    cloud_governance::environment environment_;
    client_options options_;
    http::base_url base_;
    std::shared_ptr<http::transport> transport_;
    std::unique_ptr<any_strategy> strategy_;
    call_steps steps_;
    std::string request_id_prefix_;
    std::atomic<std::uint64_t> next_request_id_{1};
    std::atomic<std::size_t> fields_memory_{0}; // that the header fields of a call have needed
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/client_core.ipp>
#endif
