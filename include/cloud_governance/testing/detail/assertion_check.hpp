#pragma once

// The checks of a client assertion, in a real server's order; included by .ipp files only.

#include <cloud_governance/testing/detail/jws.hpp>
#include <cloud_governance/testing/fake_service_settings.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cloud_governance::testing::detail {

/// The `jti` values that were used, all clients together, each until its assertion's `exp` plus the clock skew.
class replay_cache {
public:
    /// False when `id` was used before.
    bool add(std::string const& id, time_point until, time_point now)
    {
        std::erase_if(seen_, [now](auto const& entry) { return entry.second < now; });
        return seen_.emplace(id, until).second;
    }

private:
    std::map<std::string, time_point> seen_;
};

/// The rules that an assertion is checked against.
class assertion_rules {
public:
    assertion_rules() = default;
    static constexpr std::chrono::minutes clock_skew{5};

    std::string issuer;
    std::string token_endpoint;
    assertion_audience audience = assertion_audience::current;
    std::vector<std::string> signing_algorithms;
};

inline std::string string_member(boost::json::object const& object, std::string_view name)
{
    auto const* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

inline std::optional<time_point> time_member(boost::json::object const& object, std::string_view name)
{
    auto const* const value = object.if_contains(name);
    if (!value || !value->is_number())
        return std::nullopt;
    boost::system::error_code error;
    auto const seconds = value->to_number<double>(error);
    // beyond the year 9999 arithmetic could overflow
    if (error || !(seconds > -1e11 && seconds < 253402300800.0))
        return std::nullopt;
    return time_point(std::chrono::duration_cast<time_point::duration>(std::chrono::duration<double>(seconds)));
}

inline bool audience_fits(assertion_rules const& rules, parsed_jws const& token)
{
    std::vector<std::string> given;
    if (auto const* const value = token.payload.if_contains("aud")) {
        if (value->is_string())
            given.emplace_back(value->get_string());
        else if (value->is_array()) {
            for (auto const& entry : value->get_array())
                if (entry.is_string())
                    given.emplace_back(entry.get_string());
        }
    }
    bool const typed = string_member(token.header, "typ") == "client-authentication+jwt";
    if (rules.audience == assertion_audience::strict || (rules.audience == assertion_audience::current && typed)) {
        if (given.size() != 1 || !typed)
            return false;
        if (given[0].ends_with('/'))
            given[0].pop_back();
        return given[0] == rules.issuer;
    }
    return std::any_of(given.begin(), given.end(), [&](std::string const& one) {
        if (one == rules.issuer + "/connect/token")
            return true;
        return rules.audience == assertion_audience::current && (one == rules.token_endpoint || one == rules.issuer);
    });
}

/** Judges an assertion of the client whose keys are `keys`. Returns the reason of a refusal, nullopt when it is valid.

    `replayed` is set when the reason is a used `jti`.
*/
inline std::optional<std::string> check_assertion(
    assertion_rules const& rules, parsed_jws const& token, std::string const& client,
    std::vector<key_handle> const& keys, replay_cache& seen, time_point now, bool& replayed)
{
    auto const algorithm = string_member(token.header, "alg");
    if (!jws_digest(algorithm))
        return "assertion: alg \"" + algorithm + "\" is not one of RS, PS and ES with 256, 384 and 512";
    auto const& listed = rules.signing_algorithms;
    if (!listed.empty() && std::find(listed.begin(), listed.end(), algorithm) == listed.end())
        return "assertion: alg " + algorithm + " is not among the supported ones";
    if (std::none_of(
            keys.begin(), keys.end(), [&](auto const& key) { return verify_jws(key.get(), algorithm, token); }))
        return "assertion: the signature is not by a key of the client";
    if (string_member(token.payload, "iss") != client)
        return "assertion: iss is not the client id";
    if (string_member(token.payload, "sub") != client)
        return "assertion: sub is not the client id";
    if (!audience_fits(rules, token))
        return "assertion: aud (or typ) is not one that this server takes";
    auto const expires = time_member(token.payload, "exp");
    if (!expires)
        return "assertion: exp is missing or not a number";
    if (*expires + rules.clock_skew <= now)
        return "assertion: exp has passed";
    if (token.payload.contains("nbf")) {
        auto const starts = time_member(token.payload, "nbf");
        if (!starts || *starts > *expires)
            return "assertion: nbf is not a time before exp";
        if (*starts - rules.clock_skew > now)
            return "assertion: nbf has not come";
    }
    auto const id = string_member(token.payload, "jti");
    if (id.empty())
        return "assertion: jti is missing";
    if (!seen.add(id, *expires + rules.clock_skew, now)) {
        replayed = true;
        return "assertion: jti was used before";
    }
    return std::nullopt;
}

} // namespace cloud_governance::testing::detail
