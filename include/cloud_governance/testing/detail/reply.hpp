#pragma once

// Replies of the fake service; included by .ipp files only.

#include <cloud_governance/testing/detail/https_server.hpp>

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cloud_governance::testing::detail {

inline server_reply json_reply(unsigned status, boost::json::value const& body)
{
    server_reply reply;
    reply.status = status;
    reply.content_type = "application/json; charset=utf-8";
    reply.body = boost::json::serialize(body);
    return reply;
}

inline server_reply status_reply(unsigned status)
{
    server_reply reply;
    reply.status = status;
    return reply;
}

inline server_reply method_not_allowed(std::string allowed)
{
    server_reply reply = status_reply(405);
    reply.fields.emplace_back("Allow", std::move(allowed));
    return reply;
}

} // namespace cloud_governance::testing::detail
