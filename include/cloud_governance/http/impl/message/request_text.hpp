#pragma once

#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/// Header fields that the transport adds to a request; empty where the request has its own, or needs none.
class added_fields {
public:
    added_fields(request const& request, std::string_view host_value, std::string_view user_agent_value)
    {
        auto const& own = request.fields;
        if (!own.contains("Host"))
            host = host_value;
        if (!own.contains("User-Agent"))
            user_agent = user_agent_value;
        if (request.accept_gzip && !request.sensitive && !own.contains("Accept-Encoding"))
            accept_encoding = "gzip";
        if (!request.body.empty() || request.method == verb::post || request.method == verb::put ||
            request.method == verb::patch)
            content_length = std::to_string(request.body.size());
    }

    std::string_view host;
    std::string_view user_agent;
    std::string_view accept_encoding;
    std::string content_length;
};

/// Calls `put` with each piece of a request's text in order, head and body (RFC 9112 section 3).
template <class Put>
void for_each_piece(request const& request, added_fields const& added, Put const& put)
{
    auto const method = boost::beast::http::to_string(request.method);
    put(std::string_view(method.data(), method.size()));
    put(" ");
    put(request.target);
    put(" HTTP/1.1\r\n");
    auto const add = [&put](std::string_view name, std::string_view value) {
        if (value.empty())
            return;
        put(name);
        put(value);
        put("\r\n");
    };
    add("Host: ", added.host);
    add("User-Agent: ", added.user_agent);
    add("Accept-Encoding: ", added.accept_encoding);
    for (std::size_t i = 0; i < request.fields.size(); ++i) {
        put(request.fields[i].name);
        put(": ");
        put(request.fields[i].value);
        put("\r\n");
    }
    add("Content-Length: ", added.content_length);
    put("\r\n");
    put(request.body);
}

/// Replaces `out` by the request as it is sent. `host` and `user_agent` are the values of these fields, for a request
/// that has none of its own. Measures first, so that the text needs one allocation at most.
inline void
write_request_text(wiped_string& out, request const& request, std::string_view host, std::string_view user_agent)
{
    added_fields const added(request, host, user_agent);
    std::size_t size = 0;
    for_each_piece(request, added, [&size](std::string_view piece) { size += piece.size(); });
    out.resize(size);
    char* end = out.data();
    for_each_piece(
        request, added, [&end](std::string_view piece) { end = std::copy(piece.begin(), piece.end(), end); });
}

} // namespace cloud_governance::http::detail
