// A discovery document: one that is accepted names a token endpoint to which credentials may go.

#include "fuzz.hpp"

#include <cloud_governance/http/origin.hpp>
#include <cloud_governance/identity/discovery_document.hpp>

#include <boost/json/serialize.hpp>

#include <string>

namespace {

namespace cg = cloud_governance;
using fuzz::require;

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

/// The endpoint lies under the path of the identity URL, or on the other host that the policy allows.
void require_endpoint(std::string const& text, cg::http::base_url const& authority, bool other_host)
{
    auto const url = cg::http::parse_absolute_url(text, "endpoint");
    require(url.has_value(), "the endpoint is a URL");
    require(url->origin.secure || url->origin.is_loopback(), "credentials go over https, or to this machine");
    bool const under = url->origin == authority.origin && begins_with(url->target, authority.path);
    require(under || (other_host && url->origin.host == "tokens.example"), "the endpoint belongs to the service");
    auto const path = url->target.substr(0, url->target.find('?')) + '/';
    require(path.find("/../") == std::string::npos, "the endpoint's path is not ambiguous");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    constexpr char const* identity_urls[] = {
        "https://identity.example", "https://identity.example/tenant", "http://127.0.0.1:8080/tenant/",
        "https://[2001:db8::1]:8443"};
    fuzz::input input(data, size);
    std::string const identity_url = identity_urls[input.choose(std::size(identity_urls))];
    auto const choices = input.choose(8);
    cg::identity::discovery_policy policy;
    policy.allow_http_on_loopback = (choices & 1) != 0;
    policy.mutual_tls = (choices & 2) != 0;
    if ((choices & 4) != 0)
        policy.additional_endpoint_bases.push_back("https://tokens.example/oauth2");
    policy.max_bytes = 16 * 1024;

    auto const document = cg::identity::validate_discovery_document(input.rest(), identity_url, policy);
    if (!document) {
        fuzz::require_message(document.error());
        return 0;
    }
    auto const authority = cg::http::parse_base_url(identity_url, "identity_url");
    require(authority.has_value(), "what was validated against is a URL");
    require(authority->origin.secure || policy.allow_http_on_loopback, "plain http has to be allowed");
    require_endpoint(document->token_endpoint, *authority, (choices & 4) != 0);
    if (document->mtls_token_endpoint)
        require_endpoint(*document->mtls_token_endpoint, *authority, (choices & 4) != 0);
    require(!document->issuer.empty(), "the issuer is known");
    for (auto const& warning : document->warnings)
        fuzz::require_message(warning);

    policy.max_bytes = 256 * 1024; // what was written shortly, a number, can be longer when it is written again
    auto const text = boost::json::serialize(document->members);
    auto const again = cg::identity::validate_discovery_document(text, identity_url, policy);
    require(again && again->token_endpoint == document->token_endpoint, "written and read, it is the same");
    return 0;
}
