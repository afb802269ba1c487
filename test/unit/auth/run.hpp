#pragma once

// Drives a strategy against the fake service over loopback TLS.

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace auth_test {

namespace asio = boost::asio;
namespace cg = cloud_governance;

/// A service and the context that it and the clients run on.
class bench {
public:
    bench() : service(io) {}
    explicit bench(cg::testing::fake_service_settings const& settings) : service(io, settings) {}

    /// Runs a test's coroutine to its end, stops the service, and passes on what was thrown.
    void run(asio::awaitable<void> body)
    {
        std::exception_ptr thrown;
        asio::co_spawn(io, std::move(body), [&](std::exception_ptr error) {
            thrown = error;
            service.stop();
        });
        io.run();
        if (thrown)
            std::rethrow_exception(thrown);
    }

    template <class Auth>
    cg::client<Auth> client(Auth strategy)
    {
        return cg::client<Auth>(io, service.environment(), std::move(strategy), {.tls = service.tls()});
    }

    /// The recorded requests whose target begins so.
    std::vector<cg::testing::recorded_request> requests(std::string_view target) const
    {
        std::vector<cg::testing::recorded_request> out;
        for (auto& request : service.requests())
            if (request.target.rfind(target, 0) == 0)
                out.push_back(std::move(request));
        return out;
    }

    asio::io_context io;
    cg::testing::fake_service service;
};

/// Any call that needs credentials.
inline cg::api::raw any_call() { return cg::api::raw(cg::http::verb::get, "/requests/my"); }

/// The value of a form's field, still percent-encoded; empty when it is not there.
inline std::string form_field(std::string const& form, std::string const& name)
{
    std::string const text = "&" + form + "&";
    auto const at = text.find("&" + name + "=");
    if (at == std::string::npos)
        return {};
    auto const begin = at + name.size() + 2;
    return text.substr(begin, text.find('&', begin) - begin);
}

} // namespace auth_test

/// A test case that runs the coroutine `name(bench&)` against a service of its own.
#define AUTH_TEST(name)                                                                                                \
    BOOST_AUTO_TEST_CASE(name##_)                                                                                      \
    {                                                                                                                  \
        auth_test::bench bench;                                                                                        \
        bench.run(name(bench));                                                                                        \
    }
