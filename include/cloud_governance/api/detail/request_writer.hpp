#pragma once

#include <cloud_governance/api/operation_traits.hpp>
#include <cloud_governance/api/path_text.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/http/message.hpp>
#include <cloud_governance/json/box.hpp>
#include <cloud_governance/json/encode.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cloud_governance::api::detail {

/** Writes one operation into a request whose target holds the base path ("/" means none). The header of every operation
    includes this one, and through it what all operations need.

    Throws `failure` with `errc::invalid_argument`, naming the parameter, for a value that cannot be sent. Text is
    percent-encoded byte by byte, so that a value can change neither path nor query around it.
*/
class request_writer {
public:
    request_writer(http::request& request, http::verb method, bool repeatable) : request_(request)
    {
        request.method = method;
        request.repeatable = repeatable;
        if (request.target == "/")
            request.target.clear();
    }

    request_writer(http::request& request, operation_traits const& traits)
        : request_writer(request, traits.method, traits.repeatable)
    {
        if (traits.holds_secret)
            request.sensitive = true;
    }

    request_writer(request_writer const&) = delete;
    request_writer& operator=(request_writer const&) = delete;

    /// A literal part of the path template, which needs no encoding.
    void path(std::string_view literal) { request_.target += literal; }

    /// A path parameter, one whole segment.
    CLOUD_GOVERNANCE_DECL void segment(std::string_view name, std::string_view value);
    void segment(std::string_view name, path_text const& value) { segment(name, std::string_view(value.text())); }
    CLOUD_GOVERNANCE_DECL void segment(std::string_view name, uuid const& value);
    CLOUD_GOVERNANCE_DECL void segment(std::string_view name, std::int64_t value);

    /// A query parameter; the first one opens the query.
    CLOUD_GOVERNANCE_DECL void query(std::string_view name, std::string_view value);
    void query(std::string_view name, std::string const& value) { query(name, std::string_view(value)); }
    CLOUD_GOVERNANCE_DECL void query(std::string_view name, uuid const& value);
    CLOUD_GOVERNANCE_DECL void query(std::string_view name, std::int64_t value);
    CLOUD_GOVERNANCE_DECL void query(std::string_view name, bool value);
    void query(std::string_view name, std::int32_t value) { query(name, std::int64_t(value)); }
    /// No pointer becomes a bool.
    void query(std::string_view name, void const*) = delete;

    /// Enumerations go out as their number, also one that this library has no name for.
    template <class Enum>
        requires std::is_enum_v<Enum>
    void segment(std::string_view name, Enum value)
    {
        segment(name, static_cast<std::int64_t>(value));
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void query(std::string_view name, Enum value)
    {
        query(name, static_cast<std::int64_t>(value));
    }

    /// What is not set is not sent.
    template <class Value>
    void query(std::string_view name, std::optional<Value> const& value)
    {
        if (value)
            query(name, *value);
    }

    /// A header parameter; the value is never part of a message.
    void header(std::string_view name, std::string_view value) { request_.fields.set(name, value); }

    /// The body, as JSON.
    template <class Body>
    void body(Body const& value)
    {
        json::encode(json_body(), value);
    }
    /// An empty box is not sent.
    template <class Body>
    void body(json::box<Body> const& value)
    {
        if (value)
            body(*value);
    }

private:
    http::request& request_;
    bool has_query_ = false;

    /// Names the body's type; the caller encodes the body into what is returned.
    CLOUD_GOVERNANCE_DECL wiped_string& json_body();
    void query_name(std::string_view name);
};

/// The token of the next page: the reply's token, else the one in its link; nothing, or empty, at the last page.
CLOUD_GOVERNANCE_DECL std::optional<std::string>
next_page_token(std::optional<std::string> const& token, std::optional<std::string> const& link);

} // namespace cloud_governance::api::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/api/impl/request_writer.ipp>
#endif
