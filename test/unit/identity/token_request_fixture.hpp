#pragma once

#include "run_awaitable.hpp"

#include <cloud_governance/testing/scripted_transport.hpp>

#include <cloud_governance/core/detail/base64.hpp>
#include <cloud_governance/identity/token_request.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

namespace token_requests {

namespace asio = boost::asio;
namespace cg = cloud_governance;
namespace identity = cloud_governance::identity;
using cg::errc;
using namespace std::chrono_literals;

constexpr char const* granted = R"({"access_token":"the-token","token_type":"Bearer","expires_in":3600})";
constexpr char const* invalid_client = R"({"error":"invalid_client"})";

inline cg::certificate const& rsa()
{
    static auto const value = cg::testing::make_certificate("CN=token request");
    return value;
}

/// The claims or, with `part` 0, the header of a compact JWS.
inline boost::json::object decoded(std::string const& jws, int part)
{
    std::size_t begin = 0;
    for (; part > 0; --part)
        begin = jws.find('.', begin) + 1;
    auto const bytes = cg::detail::base64url_decode(jws.substr(begin, jws.find('.', begin) - begin)).value();
    return boost::json::parse(std::string(bytes.begin(), bytes.end())).as_object();
}

class fixture {
public:
    fixture()
    {
        document.issuer = "https://identity.example.com";
        document.token_endpoint = "https://identity.example.com/connect/token";
    }

    identity::client_credentials_request request(std::string client_id = "app")
    {
        identity::client_credentials_request out(std::move(client_id));
        out.scope = "cloudgovernance.fullcontrol.all";
        out.username = "someone@contoso.com";
        out.limits.retry.base_delay = 0ms;
        out.limits.random = [] { return 0.0; };
        return out;
    }

    identity::client_credentials_request by_secret(identity::secret_method method = identity::secret_method::post)
    {
        auto out = request();
        out.authenticate_with_secret("CANARY+a/b", method);
        return out;
    }

    identity::client_credentials_request by_certificate(cg::certificate const& key = rsa())
    {
        auto out = request();
        out.authenticate_with(key);
        return out;
    }

    cg::result<identity::token_response> ask(identity::client_credentials_request const& request)
    {
        return support::run(io, identity::request_token(transport, document, request));
    }

    cg::error refusal(identity::client_credentials_request const& request)
    {
        auto const sent = transport.requests().size();
        auto const out = ask(request);
        BOOST_REQUIRE(!out);
        BOOST_TEST(transport.requests().size() == sent); // refused before anything was sent
        return out.error();
    }

    asio::io_context io;
    cloud_governance::testing::scripted_transport transport{io};
    identity::discovery_document document;
};

inline bool mentions(cg::error const& reason, std::string_view text)
{
    return cg::to_string(reason).find(text) != std::string::npos;
}

} // namespace token_requests
