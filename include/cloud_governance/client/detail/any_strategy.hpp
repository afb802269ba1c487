#pragma once

#include <cloud_governance/auth/strategy.hpp>

#include <boost/asio/awaitable.hpp>

#include <utility>

namespace cloud_governance::detail {

/// A strategy behind a non-template interface, so that the path of a call is compiled once.
class any_strategy {
public:
    virtual ~any_strategy() = default;
    virtual void attach(auth::attach_context const& where) = 0;
    /// Adds the credentials. Returns what must be awaited first, which refers to `request`; not valid when they are
    /// there already. Throws `failure`, as the awaitable does.
    virtual boost::asio::awaitable<void> authorize(auth::request_context& request) = 0;
    /// The service answered 401: true when another attempt may have other credentials.
    virtual bool rejected(auth::request_context const& request) = 0;
};

/// The implementation for one type of strategy.
template <class Auth>
class strategy_of final : public any_strategy {
public:
    explicit strategy_of(Auth strategy) : strategy_(std::move(strategy)) {}

    void attach(auth::attach_context const& where) override
    {
        if constexpr (auth::detail::has_attach<Auth>)
            strategy_.attach(where);
    }

    boost::asio::awaitable<void> authorize(auth::request_context& request) override
    {
        if constexpr (auth::detail::authorizes_at_once<Auth>) {
            strategy_.authorize(request);
            return {};
        }
        else if constexpr (auth::detail::has_start_authorize<Auth>) {
            return strategy_.start_authorize(request);
        }
        else {
            if constexpr (auth::detail::has_try_authorize<Auth>)
                if (strategy_.try_authorize(request))
                    return {};
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

} // namespace cloud_governance::detail
