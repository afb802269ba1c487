#pragma once

// Clients of the fake service in one context, with a steady clock that stands still until it is moved.

#include "rig.hpp"

#include <cloud_governance/testing/fake_service.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace faults {

/// `GET /requests/my`; its reply is not looked at.
class list_requests {
public:
    using response_type = void;

    list_requests() = default;
    std::string name() const { return "GET /requests/my"; }
    void encode(cg::http::request& request) const
    {
        request.repeatable = true;
        request.target += "/requests/my";
    }
};

class service_rig {
public:
    using clock = std::chrono::steady_clock;

    explicit service_rig(cg::testing::fake_service_settings settings = {}) : service(io, settings)
    {
        service.register_secret_client("app", "secret");
        auto pool = pool_test::options();
        pool.tls = service.tls();
        options.transport = std::make_shared<cg::http::connection_pool>(io.get_executor(), pool);
        options.retry.base_delay = std::chrono::milliseconds(0);
    }
    service_rig(service_rig const&) = delete;
    service_rig& operator=(service_rig const&) = delete;

    /// A client whose token comes from the service's token endpoint and lives by this rig's clock.
    cg::client<strategy> make_client()
    {
        cg::identity::token_cache_options cache;
        cache.now = [this] { return now; };
        return cg::client<strategy>(
            io, service.environment(), strategy(credentials::token, std::make_shared<int>(0), cache), options);
    }

    /// Runs until `done`; the service alone would go on for ever.
    template <class Done>
    void run_until(Done done)
    {
        io.restart();
        while (!done())
            BOOST_TEST_REQUIRE(io.run_one_for(std::chrono::seconds(60)) == 1U);
    }

    /// So many calls at once; their errors, default-constructed for success.
    template <class Client>
    std::vector<cg::error> call(Client const& governance, std::size_t count)
    {
        std::vector<cg::error> out;
        for (std::size_t i = 0; i < count; ++i)
            asio::co_spawn(
                io, governance.try_send(list_requests()), [&out](std::exception_ptr thrown, cg::result<void> ended) {
                    if (thrown)
                        std::rethrow_exception(thrown);
                    out.push_back(ended ? cg::error() : ended.error());
                });
        run_until([&] { return out.size() == count; });
        return out;
    }

    /// How many of the outcomes have this code; default-constructed: success.
    static std::size_t count(std::vector<cg::error> const& outcomes, cg::error_code code = {})
    {
        std::size_t out = 0;
        for (auto const& each : outcomes)
            out += each.code == code ? 1 : 0;
        return out;
    }

    asio::io_context io;
    cg::testing::fake_service service;
    cg::client_options options;
    /// What the strategies take for the time.
    clock::time_point now = clock::now();
};

} // namespace faults
