#pragma once

#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/client/detail/any_strategy.hpp>
#include <cloud_governance/client/detail/call.hpp>
#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/jitter.hpp>
#include <cloud_governance/http/retry_policy.hpp>

namespace cloud_governance::detail {

/// The time and the randomness that decisions about a call need. Tests derive from it.
class call_inputs {
public:
    virtual ~call_inputs() = default;
    virtual std::chrono::steady_clock::time_point now() const { return std::chrono::steady_clock::now(); }
    virtual std::chrono::system_clock::time_point wall_clock() const { return std::chrono::system_clock::now(); }
    /// In [0, 1).
    virtual double random() const { return jitter::fraction(); }
};

/** Decides what a call does next. No I/O, and no waiting:

        begin -> authorize -> exchange -> done
                     ^           |
                     |           +---------> wait --+
                     +-----------+------------------+

    `call.last` is the step that has just been carried out, with its outcome in `call.exchange`. `next` judges that
    outcome, tells the observer and returns the step to carry out; it is `call.last` from then on. A failed step leaves
    its error in `call.exchange.failure`; for `wait` that is `errc::cancelled` only, since a call that waits still has
    the error of the attempt before.

    Thread-safe for different calls.
*/
class call_steps {
public:
    /// What is given must outlive the object.
    CLOUD_GOVERNANCE_DECL
    call_steps(http::retry_policy const& policy, any_strategy& strategy, call_inputs const& inputs = real_inputs());

    /// `credentials` are those of the last `authorize`.
    CLOUD_GOVERNANCE_DECL step next(call& call, auth::request_context const& credentials);

private:
    CLOUD_GOVERNANCE_DECL static call_inputs const& real_inputs();
    CLOUD_GOVERNANCE_DECL step begin(call& call);
    CLOUD_GOVERNANCE_DECL static step start_attempt(call& call);
    CLOUD_GOVERNANCE_DECL static step after_authorize(call& call);
    CLOUD_GOVERNANCE_DECL step after_exchange(call& call, auth::request_context const& credentials);
    CLOUD_GOVERNANCE_DECL step judge(call& call, auth::request_context const& credentials);
    CLOUD_GOVERNANCE_DECL static step fail(call& call);

    http::retry_policy const& policy_;
    any_strategy& strategy_;
    call_inputs const& inputs_;
    http::retry_budget budget_;
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/call_steps.ipp>
#endif
