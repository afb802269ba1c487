#pragma once

// The tokens that the fake service has issued; included by .ipp files only.

#include <cloud_governance/testing/detail/jws.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace cloud_governance::testing::detail {

/// The user and the client of a token.
class token_grant {
public:
    token_grant() = default;
    std::string client;
    std::string user;
    time_point expires;
};

/// Access and refresh tokens. Not thread-safe: the service's mutex guards it.
class token_store {
public:
    token_store(std::string issuer, std::chrono::seconds lifetime)
        : issuer_(std::move(issuer)), lifetime_(lifetime), key_(EVP_EC_gen("P-256")), key_id_(random_uuid())
    {
        require_openssl(key_ != nullptr, "making a key");
    }

    std::chrono::seconds lifetime() const { return lifetime_; }

    /// A new access token: a JWT signed with ES256, which no one needs to read.
    std::string issue(std::string const& client, std::string const& user, std::string const& scope, time_point now)
    {
        auto const seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
        boost::json::object const header = {{"alg", "ES256"}, {"kid", key_id_}, {"typ", "at+jwt"}};
        boost::json::object payload = {
            {"iss", issuer_},           {"nbf", seconds.count()},
            {"iat", seconds.count()},   {"exp", (seconds + lifetime_).count()},
            {"aud", "cloudgovernance"}, {"scope", boost::json::array{boost::json::value(scope)}},
            {"client_id", client},      {"jti", random_uuid()}};
        if (!user.empty())
            payload["username"] = user;
        auto token = sign_es256(key_.get(), header, payload);
        token_grant grant;
        grant.client = client;
        grant.user = user;
        grant.expires = now + lifetime_;
        access_.insert_or_assign(token, std::move(grant));
        return token;
    }

    /// The grant of a token that is known and has not expired.
    token_grant const* find(std::string const& token, time_point now) const
    {
        auto const found = access_.find(token);
        return found != access_.end() && now < found->second.expires ? &found->second : nullptr;
    }

    void expire_all() { access_.clear(); }

    void forget_user(std::string_view user)
    {
        std::erase_if(access_, [user](auto const& entry) { return same_text(entry.second.user, user); });
    }

    std::string issue_refresh_token(std::string const& user)
    {
        auto token = base64url(random_bytes(32));
        refresh_.emplace(token, user);
        return token;
    }

    /// The user of a refresh token; nothing when it is unknown or was used.
    std::optional<std::string> find_refresh_token(std::string const& token) const
    {
        auto const found = refresh_.find(token);
        return found == refresh_.end() ? std::nullopt : std::optional(found->second);
    }

    void forget_refresh_token(std::string const& token) { refresh_.erase(token); }

    /// The key set (RFC 7517) that verifies the access tokens.
    boost::json::object key_set() const
    {
        auto const coordinate = [this](char const* name) {
            BIGNUM* number = nullptr;
            require_openssl(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1, "reading the key");
            bignum_handle const owner(number);
            std::string bytes(32, '\0');
            BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32);
            return base64url(bytes);
        };
        boost::json::object const key = {{"kty", "EC"},          {"use", "sig"},   {"kid", key_id_},
                                         {"alg", "ES256"},       {"crv", "P-256"}, {"x", coordinate("qx")},
                                         {"y", coordinate("qy")}};
        return {{"keys", boost::json::array{boost::json::value(key)}}};
    }

private:
    std::string issuer_;
    std::chrono::seconds lifetime_;
    key_handle key_;
    std::string key_id_;
    std::unordered_map<std::string, token_grant> access_;
    std::unordered_map<std::string, std::string> refresh_;
};

} // namespace cloud_governance::testing::detail
