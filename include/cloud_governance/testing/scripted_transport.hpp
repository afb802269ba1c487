#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/transport.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance::testing {

/// A request that a `scripted_transport` was given. Holds the credentials that the client sent: do not log it.
class sent_request : public http::request {
public:
    /// Copies `request`.
    explicit sent_request(http::request const& request) : http::request(request) {}

    /// The value of the header field `name`, ASCII case ignored; empty when there is none. Valid as long as the request.
    std::string_view field(std::string_view name) const { return fields.find(name).value_or(std::string_view()); }

    /// The value of the field `name` of a body that is a form, percent-encoded as it was sent; nullopt when there is none.
    CLOUD_GOVERNANCE_DECL std::optional<std::string> form(std::string_view name) const;
};

/** A transport without a network: takes its replies from a script, in order, and records the requests.

    Tests a program, a strategy or an operation without sockets, faster than `fake_service` and with every reply under
    control. Nothing waits, except on the executor.

    @code
    auto const transport = std::make_shared<cg::testing::scripted_transport>(io);
    transport->fail(cg::errc::connection_closed).answer(200, R"({"isSuccess":true})");
    cg::client governance(io, environment, std::move(auth), {.transport = transport});
    // … after the call:
    // transport->requests().size() == 2
    @endcode

    Thread-safe, except for `requests`.
*/
class scripted_transport final : public http::transport {
public:
    /// The result of one exchange.
    using outcome = result<http::response>;
    /// Makes the outcome of a request; called on the thread that performs the exchange.
    using answer_function = std::function<outcome(sent_request const&)>;

    /// Without a script. `executor` is the one that `get_executor` returns.
    CLOUD_GOVERNANCE_DECL explicit scripted_transport(boost::asio::any_io_executor executor);
    /// As above, on an `io_context` or another execution context.
    template <class Context>
        requires requires(Context& context) { context.get_executor(); }
    explicit scripted_transport(Context& context)
        : scripted_transport(boost::asio::any_io_executor(context.get_executor()))
    {
    }

    /// Adds a reply to the end of the script, with a `Content-Type` unless `content_type` is empty.
    CLOUD_GOVERNANCE_DECL scripted_transport&
    answer(unsigned status, std::string body = {}, std::string_view content_type = "application/json");

    /// Adds a header field to the last reply of the script. Throws `failure` with `errc::invalid_argument` when the last
    /// entry of the script is no reply, and as `http::header_fields::add` does.
    CLOUD_GOVERNANCE_DECL scripted_transport& with(std::string_view name, std::string_view value);

    /// Adds a failed exchange to the end of the script. `sent`: bytes of the request may have reached the server.
    CLOUD_GOVERNANCE_DECL scripted_transport& fail(errc code, bool sent = false);

    /// From now on calls `function` for each request and leaves the script alone; an empty function returns to the script.
    CLOUD_GOVERNANCE_DECL void answer_by(answer_function function);

    /// The `response::sent_at` of the replies that `answer` adds from now on. Default: the epoch of the steady clock.
    CLOUD_GOVERNANCE_DECL void set_sent_at(std::chrono::steady_clock::time_point time);

    /// The requests, oldest first. References stay valid until `clear_requests`. Do not call it while an exchange runs.
    std::deque<sent_request> const& requests() const noexcept { return requests_; }

    /// Forgets the recorded requests. Do not call it while an exchange runs.
    void clear_requests() noexcept { requests_.clear(); }

    /// Number of entries of the script that have not been used.
    CLOUD_GOVERNANCE_DECL std::size_t remaining() const;

    /// Records the request and takes the next entry of the script. Without one it fails with `errc::connect_failed`.
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<void> perform(http::exchange& work) override;
    /// The executor given to the constructor.
    boost::asio::any_io_executor get_executor() const override { return executor_; }

private:
    CLOUD_GOVERNANCE_DECL outcome next_outcome(http::request const& request);

    boost::asio::any_io_executor executor_;
    mutable std::mutex mutex_;
    std::deque<outcome> script_;
    answer_function function_;
    std::deque<sent_request> requests_;
    std::chrono::steady_clock::time_point sent_at_;
};

} // namespace cloud_governance::testing

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/testing/impl/scripted_transport.ipp>
#endif
