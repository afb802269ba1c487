#pragma once

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/identity/client_diagnosis.hpp>
#include <cloud_governance/identity/detail/text.hpp>

namespace cloud_governance::identity {
namespace detail {

/// The length that a stock identity service accepts for ids and secrets.
constexpr std::size_t usual_length_limit = 100;

inline void
diagnose_assertion(client_facts const& facts, discovery_document const& document, std::vector<std::string>& out)
{
    std::string audience = "the assertion's audience is " + joined(facts.audience) + " with typ " +
                           (facts.type.empty() ? std::string("not sent") : facts.type) +
                           "; if the service wants another one, choose another audience profile (";
    audience += facts.type == "JWT" ? "strict, both or automatic)" : "compatible or automatic)";
    if (!document.issuer.empty())
        audience += "; the service's issuer is " + printable(document.issuer, 200);
    out.push_back(
        "the certificate with the SHA-1 thumbprint " + facts.thumbprint +
        " is perhaps not registered with this client: the whole certificate must be, its thumbprint is not enough");
    out.push_back("the client id is perhaps wrong, or the client disabled");
    out.push_back(std::move(audience));
}

inline void diagnose_secret(client_facts const& facts, std::vector<std::string>& out)
{
    if (facts.looks_like_profile_secret)
        out.push_back("the client secret looks like the one of an API profile (eyJ…): those go to the API and not to "
                      "the identity "
                      "service; use the api_profile or delegated_token strategy");
    if (facts.secret_size > usual_length_limit)
        out.push_back(
            "the client secret is " + std::to_string(facts.secret_size) +
            " bytes long as it is sent; identity services usually take 100 at most");
    if (facts.authentication == client_authentication::client_secret_basic && facts.needs_encoding)
        out.push_back("id or secret have characters that are form-encoded for HTTP Basic, which some services do not "
                      "undo; send the "
                      "secret in the form instead (secret_method::post)");
    out.push_back("the client secret is perhaps wrong or expired");
    out.push_back("the client id is perhaps wrong, or the client disabled");
}

} // namespace detail

CLOUD_GOVERNANCE_DECL std::vector<std::string> diagnose_invalid_client(
    client_facts const& facts, discovery_document const& document, std::optional<std::chrono::sys_seconds> server_time,
    std::chrono::sys_seconds now)
{
    using namespace std::chrono;
    std::vector<std::string> out;
    bool const by_assertion = facts.authentication == client_authentication::private_key_jwt;
    auto const& methods = document.token_endpoint_auth_methods_supported;
    auto const& algorithms = document.token_endpoint_auth_signing_alg_values_supported;

    if (by_assertion && server_time) {
        // a stock service allows five minutes either way
        auto const offset = now - *server_time;
        if (abs(offset) > minutes(1))
            out.push_back(
                "this machine's clock is " + std::to_string(abs(offset).count()) + " s " +
                (offset > seconds(0) ? "ahead of" : "behind") + " the server's, so that assertions " +
                (offset > seconds(0) ? "seem to come from the future" : "seem to have expired") + ": set the clock");
    }
    if (by_assertion && now < facts.not_before)
        out.push_back("the certificate is valid only from " + cloud_governance::to_string(date_time(facts.not_before)));
    if (by_assertion && now > facts.not_after)
        out.push_back("the certificate expired at " + cloud_governance::to_string(date_time(facts.not_after)));
    if (methods && !detail::lists(methods, to_string(facts.authentication)))
        out.push_back(
            "the service does not advertise the authentication method " + std::string(to_string(facts.authentication)) +
            "; it lists " + detail::joined(*methods));
    if (by_assertion && algorithms && !detail::lists(algorithms, facts.algorithm))
        out.push_back(
            "the service does not advertise the algorithm " + facts.algorithm + "; it lists " +
            detail::joined(*algorithms));
    if (facts.client_id_size > detail::usual_length_limit)
        out.push_back(
            "the client id is " + std::to_string(facts.client_id_size) +
            " bytes long; identity services usually take 100 at most");
    if (by_assertion)
        detail::diagnose_assertion(facts, document, out);
    else
        detail::diagnose_secret(facts, out);
    return out;
}

} // namespace cloud_governance::identity
