#pragma once

#include <cloud_governance/api/raw_reply.hpp>

namespace cloud_governance::api {

CLOUD_GOVERNANCE_DECL result<boost::json::value> raw_reply::json() const
{
    if (text.empty())
        return boost::json::value(nullptr);
    return as<boost::json::value>();
}

CLOUD_GOVERNANCE_DECL result<raw_reply> raw_reply::from_reply(http::response&& reply)
{
    raw_reply out;
    out.text = std::move(reply.body);
    out.content_type = reply.fields.find("Content-Type").value_or("");
    return out;
}

} // namespace cloud_governance::api
