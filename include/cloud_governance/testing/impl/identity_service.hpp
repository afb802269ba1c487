#pragma once

// The identity half of the fake service; included by .ipp files only.

#include <cloud_governance/testing/detail/assertion_check.hpp>
#include <cloud_governance/testing/detail/reply.hpp>
#include <cloud_governance/testing/detail/token_store.hpp>

#include <map>
#include <string>
#include <vector>

namespace cloud_governance::testing::detail {

/// Discovery, keys and token endpoint. Not thread-safe: the service's mutex guards it.
class identity_service {
public:
    identity_service(assertion_rules rules, token_store& tokens) : rules_(std::move(rules)), tokens_(tokens) {}

    void register_secret(std::string const& client, std::string secret)
    {
        clients_[client].secrets.push_back(std::move(secret));
    }

    void register_certificate(std::string const& client, std::string_view pem)
    {
        x509_handle const certificate(PEM_read_bio_X509(bio_of(pem).get(), nullptr, nullptr, nullptr));
        require_openssl(certificate != nullptr, "certificate: reading its PEM text");
        key_handle key(X509_get_pubkey(certificate.get()));
        require_openssl(key != nullptr, "certificate: reading its key");
        clients_[client].keys.push_back(std::move(key));
    }

    bool forget_client(std::string const& client) { return clients_.erase(client) != 0; }

    /// `path` is relative to the service's base path.
    server_reply
    handle(recorded_request const& request, std::string_view path, service_statistics& counts, time_point now)
    {
        if (path == discovery_path)
            return request.method == "GET" ? json_reply(200, discovery_document()) : method_not_allowed("GET");
        if (path == keys_path)
            return request.method == "GET" ? json_reply(200, tokens_.key_set()) : method_not_allowed("GET");
        if (path == token_path) {
            auto reply = token(request, counts, now);
            if (reply.status != 200)
                ++counts.rejected_token_requests;
            reply.fields.emplace_back("Cache-Control", "no-store, no-cache, max-age=0");
            reply.fields.emplace_back("Pragma", "no-cache");
            return reply;
        }
        return status_reply(404);
    }

    /// Why the last refused token request was refused.
    std::string const& last_rejection() const { return last_rejection_; }

    boost::json::object discovery_document() const
    {
        auto const& issuer = rules_.issuer;
        boost::json::object out = {
            {"issuer", issuer},
            {"jwks_uri", issuer + "/.well-known/openid-configuration/jwks"},
            {"authorization_endpoint", issuer + "/connect/authorize"},
            {"token_endpoint", rules_.token_endpoint},
            {"userinfo_endpoint", issuer + "/connect/userinfo"},
            {"end_session_endpoint", issuer + "/connect/endsession"},
            {"check_session_iframe", issuer + "/connect/checksession"},
            {"revocation_endpoint", issuer + "/connect/revocation"},
            {"introspection_endpoint", issuer + "/connect/introspect"},
            {"device_authorization_endpoint", issuer + "/connect/deviceauthorization"},
            {"frontchannel_logout_supported", true},
            {"frontchannel_logout_session_supported", true},
            {"backchannel_logout_supported", true},
            {"backchannel_logout_session_supported", true},
            {"scopes_supported", {"openid", "profile", scope, "offline_access"}},
            {"claims_supported", {"sub", "name", "username"}},
            {"grant_types_supported", {"authorization_code", "client_credentials", "refresh_token", "implicit"}},
            {"response_types_supported", {"code", "token", "id_token", "id_token token"}},
            {"response_modes_supported", {"form_post", "query", "fragment"}},
            {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post", "private_key_jwt"}},
            {"id_token_signing_alg_values_supported", {"RS256", "ES256"}},
            {"subject_types_supported", boost::json::array{"public"}},
            {"code_challenge_methods_supported", {"plain", "S256"}},
            {"request_parameter_supported", true},
            {"tls_client_certificate_bound_access_tokens", false}};
        if (!rules_.signing_algorithms.empty()) {
            boost::json::array algorithms;
            for (auto const& name : rules_.signing_algorithms)
                algorithms.emplace_back(name);
            out["token_endpoint_auth_signing_alg_values_supported"] = std::move(algorithms);
        }
        return out;
    }

    static constexpr std::string_view discovery_path = "/.well-known/openid-configuration";
    static constexpr std::string_view keys_path = "/.well-known/openid-configuration/jwks";
    static constexpr std::string_view token_path = "/connect/token";
    static constexpr char const* scope = "cloudgovernance.fullcontrol.all";

private:
    class client {
    public:
        std::vector<std::string> secrets;
        std::vector<key_handle> keys;
    };

    /// How the client authenticates.
    class credentials {
    public:
        enum class kind { none, secret, assertion };
        kind form = kind::none;
        std::string client_id;
        std::string secret;
        parsed_jws assertion;
    };

    /// 400 for every OAuth error, as the servers of this family do; `reason` stays here.
    server_reply refuse(char const* code, std::string reason)
    {
        last_rejection_ = std::move(reason);
        return json_reply(400, boost::json::object({{"error", code}}));
    }

    server_reply token(recorded_request const& request, service_statistics& counts, time_point now);
    std::optional<credentials> read_credentials(recorded_request const& request, parameters const& form);
    std::optional<credentials> read_basic(std::string_view field);
    /// Authenticates the client; nullopt when it succeeds, else the reason.
    std::optional<std::string> authenticate(credentials const& given, service_statistics& counts, time_point now);

    assertion_rules rules_;
    token_store& tokens_;
    std::map<std::string, client> clients_;
    replay_cache seen_;
    std::string last_rejection_;
};

} // namespace cloud_governance::testing::detail

#include <cloud_governance/testing/impl/identity_service.ipp>
