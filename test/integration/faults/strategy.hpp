#pragma once

// A strategy as auth::client_secret, whose pauses are zero and whose attempts are two; or one with a fixed key.

#include <cloud_governance/auth/detail/token_strategy.hpp>
#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/identity/discovery.hpp>
#include <cloud_governance/identity/token_cache.hpp>
#include <cloud_governance/identity/token_request.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace faults {

namespace asio = boost::asio;
namespace cg = cloud_governance;

/// Where the credentials come from: nowhere, a token endpoint that is known, or one that is discovered first.
enum class credentials { fixed_key, token, discovery_and_token };

class strategy : public cg::auth::detail::token_strategy {
public:
    /// `alive` is held as long as anything of the strategy lives, a fetch under way included.
    strategy(credentials source, std::shared_ptr<int> alive, cg::identity::token_cache_options options = no_pauses())
        : source_(source), alive_(std::move(alive)), options_(std::move(options))
    {
    }

    void attach(cg::auth::attach_context const& where)
    {
        if (source_ == credentials::fixed_key)
            return;
        auto const fetching = std::make_shared<fetcher>();
        fetching->source = source_;
        fetching->where = where;
        fetching->alive = alive_;
        fetching->now = options_.now;
        fetching->limits.retry.max_attempts = 2;
        fetching->limits.retry.base_delay = std::chrono::milliseconds(0);
        use(cg::identity::token_cache(
            where.executor, [fetching] { return fetch(fetching); }, options_));
    }

    asio::awaitable<void> start_authorize(cg::auth::request_context& request)
    {
        if (source_ != credentials::fixed_key)
            return token_strategy::start_authorize(request);
        request.set_header("Key", "k1");
        return {};
    }

    static cg::identity::token_cache_options no_pauses()
    {
        cg::identity::token_cache_options out;
        out.life.first_cool_down = std::chrono::milliseconds(0);
        return out;
    }

private:
    class fetcher {
    public:
        credentials source{};
        cg::auth::attach_context where;
        std::shared_ptr<int> alive;
        cg::identity::request_limits limits;
        std::function<std::chrono::steady_clock::time_point()> now; // empty: the real time
    };

    static asio::awaitable<cg::identity::fetched_token> fetch(std::shared_ptr<fetcher> self)
    {
        std::string const& url = self->where.environment.identity_url();
        auto document = cg::identity::fixed_token_endpoint(url + "/connect/token", url);
        if (self->source == credentials::discovery_and_token) {
            cg::identity::discovery_policy policy;
            document =
                co_await cg::identity::fetch_discovery_document(*self->where.transport, url, policy, self->limits);
        }
        cg::identity::client_credentials_request request("app");
        request.scope = "cloudgovernance.fullcontrol.all";
        request.authenticate_with_secret("secret", cg::identity::secret_method::post);
        request.limits = self->limits;
        auto token = co_await cg::identity::request_token(*self->where.transport, document, request);
        auto const requested_at = self->now ? self->now() : token.requested_at;
        co_return cg::identity::fetched_token(std::move(token.access_token), token.expires_in, requested_at);
    }

    credentials source_;
    std::shared_ptr<int> alive_;
    cg::identity::token_cache_options options_;
};

} // namespace faults
