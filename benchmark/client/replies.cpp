#include "replies.hpp"

#include "../service_reply.hpp"

namespace client_benchmark {
namespace {

std::string reply(std::string_view body) { return service_reply::text("200 OK", body); }

} // namespace

replies::replies(control const& shared) : shared_(shared), task_(reply(service_reply::task)), nothing_(reply(""))
{
    std::string const url = "https://127.0.0.1:" + std::to_string(shared.ports[ec_identity]);
    discovery_ = reply(
        "{\"issuer\":\"" + url + "\",\"token_endpoint\":\"" + url +
        "/connect/token\",\"grant_types_supported\":[\"client_credentials\"],"
        "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"private_key_jwt\"],"
        "\"token_endpoint_auth_signing_alg_values_supported\":[\"RS256\",\"PS256\",\"ES256\"]}");
}

replies::kind replies::find(std::string_view head)
{
    auto const from = head.find(' ') + 1;
    auto const path = head.substr(from, head.find(' ', from) - from);
    if (path.ends_with("/openid-configuration"))
        return kind::discovery;
    if (path.ends_with("/connect/token"))
        return kind::token;
    return head.starts_with("GET ") ? kind::task : kind::nothing;
}

std::string replies::text(kind wanted) const
{
    switch (wanted) {
    case kind::discovery:
        return discovery_;
    case kind::token:
        return reply(
            "{\"access_token\":\"" + std::string(1000, 'k') +
            "\",\"token_type\":\"Bearer\",\"expires_in\":" + std::to_string(shared_.token_lifetime) + "}");
    case kind::task:
        return task_;
    default:
        return nothing_;
    }
}

} // namespace client_benchmark
