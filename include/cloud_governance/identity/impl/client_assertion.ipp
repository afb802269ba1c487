#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/base64.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/identity/client_assertion.hpp>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace cloud_governance::identity {
namespace detail::assertions {

using cloud_governance::detail::refuse;

inline void require(bool holds, char const* field, char const* why)
{
    if (!holds)
        refuse(field, why);
}

/// `object` as JSON text. Refuses a member that would not be valid JSON: one with text that is not UTF-8. `extra` tells
/// that there are members from the caller.
inline std::string json_text(boost::json::object const& object, bool extra, char const* where)
{
    std::string text = boost::json::serialize(object);
    // skips the check in the usual case: parsing would take as long as signing with a P-256 key
    bool const good = !extra && cloud_governance::detail::is_printable_ascii(text);
    for (auto at = object.begin(); !good && at != object.end(); ++at) {
        boost::json::array pair;
        pair.emplace_back(at->key());
        pair.push_back(at->value());
        boost::system::error_code error;
        boost::json::parse(boost::json::serialize(pair), error);
        if (error)
            refuse(
                std::string(where) + " " + printable(at->key(), 60),
                "it cannot be written as JSON; check that its text is UTF-8");
    }
    return text;
}

inline void append(
    boost::json::object& to, boost::json::object const& extra, std::span<char const* const> reserved, char const* where)
{
    for (auto const& member : extra) {
        std::string_view const name = member.key();
        if (std::find(reserved.begin(), reserved.end(), name) != reserved.end())
            refuse(where, std::string(name) + " is reserved; use the field for it, or leave it out");
        to.insert_or_assign(member.key(), member.value());
    }
}

inline boost::json::object header_of(
    certificate const& key, assertion_claims const& claims, signature_algorithm algorithm,
    boost::json::storage_ptr memory)
{
    boost::json::object out(std::move(memory));
    out["alg"] = to_string(algorithm);
    if (!claims.type.empty())
        out["typ"] = claims.type;
    switch (claims.key_id) {
    case key_id_form::sha1_hex:
        out["kid"] = key.thumbprint_sha1();
        break;
    case key_id_form::sha1_base64url:
        out["kid"] = key.thumbprint_sha1_base64url();
        break;
    case key_id_form::custom:
        require(!claims.custom_key_id.empty(), "custom_key_id", "it is empty; give the key id that was registered");
        out["kid"] = claims.custom_key_id;
        break;
    case key_id_form::none:
        break;
    }
    if (claims.send_x5t)
        out["x5t"] = key.thumbprint_sha1_base64url();
    if (claims.send_x5t_s256)
        out["x5t#S256"] = key.thumbprint_sha256_base64url();
    if (claims.send_x5c) {
        boost::json::array chain;
        for (auto const& each : key.x5c())
            chain.emplace_back(each);
        out["x5c"] = std::move(chain);
    }
    static constexpr char const* reserved[] = {"alg", "typ",  "kid", "x5t", "x5t#S256",
                                               "x5c", "crit", "b64", "zip", "enc"};
    append(out, claims.extra_headers, reserved, "extra_headers");
    return out;
}

inline boost::json::object payload_of(assertion_claims const& claims, boost::json::storage_ptr memory)
{
    using namespace std::chrono;
    require(!claims.client_id.empty(), "client_id", "it is empty; give the id of the registered application");
    require(
        !claims.audience.empty() &&
            std::none_of(claims.audience.begin(), claims.audience.end(), [](auto const& each) { return each.empty(); }),
        "audience", "it is empty; give the token endpoint");
    require(
        claims.lifetime >= minutes(1) && claims.lifetime <= minutes(60), "lifetime", "it must be from 1 to 60 minutes");
    auto const margin = claims.not_before_margin;
    require(
        !margin || (*margin >= seconds(0) && *margin <= minutes(60)), "not_before_margin",
        "it must be from 0 to 60 minutes");
    sys_seconds const issued =
        claims.issued_at ? floor<seconds>(*claims.issued_at) : floor<seconds>(system_clock::now());

    boost::json::object out(std::move(memory));
    out["iss"] = claims.client_id;
    out["sub"] = claims.client_id;
    if (claims.audience.size() == 1) {
        out["aud"] = claims.audience.front();
    }
    else {
        boost::json::array audience;
        for (auto const& each : claims.audience)
            audience.emplace_back(each);
        out["aud"] = std::move(audience);
    }
    out["jti"] = claims.jwt_id.empty() ? cloud_governance::to_string(random_uuid()) : claims.jwt_id;
    auto const number = [](sys_seconds time) { return static_cast<std::int64_t>(time.time_since_epoch().count()); };
    out["iat"] = number(issued);
    if (margin)
        out["nbf"] = number(issued - *margin);
    out["exp"] = number(issued + claims.lifetime);
    if (!claims.username.empty())
        out["username"] = claims.username;
    static constexpr char const* reserved[] = {"iss", "sub", "aud", "jti", "iat", "nbf", "exp", "username"};
    append(out, claims.extra_claims, reserved, "extra_claims");
    return out;
}

} // namespace detail::assertions

CLOUD_GOVERNANCE_DECL std::string make_client_assertion(certificate const& key, assertion_claims const& claims)
{
    using namespace detail::assertions;
    if (key.empty())
        refuse("certificate", "it is empty; load one before making an assertion", errc::invalid_certificate);
    auto const algorithm = claims.algorithm.value_or(key.default_algorithm());
    if (!key.supports(algorithm))
        refuse(
            "algorithm", std::string(to_string(algorithm)) + " does not fit the certificate's key; use " +
                             std::string(to_string(key.default_algorithm())));
    std::array<unsigned char, 2048> room;
    boost::json::monotonic_resource memory(room.data(), room.size());
    std::string const header =
        json_text(header_of(key, claims, algorithm, &memory), !claims.extra_headers.empty(), "header");
    std::string const payload = json_text(payload_of(claims, &memory), !claims.extra_claims.empty(), "claim");
    std::string out = cloud_governance::detail::base64url_encode(header);
    out += '.';
    out += cloud_governance::detail::base64url_encode(payload);
    auto const signature = key.sign(algorithm, out);
    out += '.';
    out += cloud_governance::detail::base64url_encode(signature);
    return out;
}

CLOUD_GOVERNANCE_DECL std::optional<signature_algorithm>
choose_signature_algorithm(certificate const& key, std::span<std::string const> advertised)
{
    auto const preferred = key.default_algorithm();
    if (advertised.empty())
        return preferred;
    if (std::find(advertised.begin(), advertised.end(), to_string(preferred)) != advertised.end())
        return preferred;
    for (auto const& name : advertised)
        if (auto const algorithm = signature_algorithm_from_string(name); algorithm && key.supports(*algorithm))
            return algorithm;
    return std::nullopt;
}

} // namespace cloud_governance::identity
