#pragma once

#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cloud_governance::api {

/** The untyped operation: any method and path of the API, a JSON value in and a JSON value out.

    For what the library's description of the API lacks: `raw(http::verb::get, "/requests/my").query("top", 10)`.
    Credentials, retries, deadlines and errors are those of every other operation. Method, path and fields are checked
    when the operation is sent; `failure`, or the result's error (`errc::invalid_argument`), names what cannot be sent.
    Not synchronised: one thread at a time may change it.
*/
class raw {
public:
    /// The reply's JSON; null when the reply has no body.
    using response_type = boost::json::value;

    /** `path` is percent-encoded already, starts with one `/` and is put under the environment's base path; it may have
        a query. Refused: a scheme or host, `.` and `..` segments (also encoded), a fragment, blanks, control
        characters, backslashes, bytes over 0x7E, and the braces of a template that was not filled in.
    */
    CLOUD_GOVERNANCE_DECL raw(http::verb method, std::string path);

    /// The request method.
    http::verb method;
    /// The path, as given.
    std::string path;

    /// Adds a query parameter; name and value are percent-encoded. A name may be added more than once (arrays).
    CLOUD_GOVERNANCE_DECL raw& query(std::string_view name, std::string_view value);
    /// Adds a query parameter, as the overload above.
    raw& query(std::string_view name, char const* value) { return query(name, std::string_view(value)); }
    /// Adds a query parameter, as the first overload; the id is sent in lower case.
    raw& query(std::string_view name, uuid const& value) { return query(name, cloud_governance::to_string(value)); }
    /// Adds a query parameter. Booleans are sent as `true` and `false`, integers in decimal, enumerators as their
    /// number.
    template <class Value>
        requires std::integral<Value> || std::is_enum_v<Value>
    raw& query(std::string_view name, Value value)
    {
        if constexpr (std::same_as<Value, bool>)
            return query(name, std::string_view(value ? "true" : "false"));
        else if constexpr (std::is_enum_v<Value>)
            return query(name, static_cast<std::underlying_type_t<Value>>(value));
        else
            return query(name, std::to_string(value));
    }

    /** Adds a header field. Refused: what `http::header_fields::add` refuses, and the fields that frame a message or
        choose its host (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and the like).
    */
    CLOUD_GOVERNANCE_DECL raw& header(std::string_view name, std::string_view value);

    /// The request's body, sent as `application/json`. Default: none.
    CLOUD_GOVERNANCE_DECL raw& body(boost::json::value value);

    /// Whether it may be sent again when it is unknown whether the service received it. Default: GET and HEAD only.
    raw& repeatable(bool value)
    {
        repeatable_ = value;
        return *this;
    }

    /// Request or reply hold a credential: buffers are wiped. Default: false.
    raw& secret(bool value)
    {
        secret_ = value;
        return *this;
    }

    /// Method and path without query, for messages: `GET /requests/my`.
    CLOUD_GOVERNANCE_DECL std::string name() const;

    /// Writes the operation into a request whose target holds the base path; throws `failure`, see above.
    CLOUD_GOVERNANCE_DECL void encode(http::request& request) const;

private:
    std::vector<std::pair<std::string, std::string>> query_;
    std::vector<std::pair<std::string, std::string>> header_;
    std::optional<boost::json::value> body_;
    std::optional<bool> repeatable_;
    bool secret_ = false;
};

} // namespace cloud_governance::api

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/api/impl/raw.ipp>
#endif
